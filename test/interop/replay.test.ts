/** What routers of both makes sent, ours send: beacons, service lookups, QUIC, echoes, EPIC, errors, traceroutes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forwardingKey } from '#crypto/key.ts'
import { simulatedKey } from '#sim/network.ts'
import { describeWith, shared } from '#test/availability.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { readAsTopology } from '#topology/json.ts'
import { type KeyedAs, replay } from './replay.ts'

function readAs(folder: string): KeyedAs {
  const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
  return { as: readAsTopology(read('topology.json')), key: forwardingKey(Buffer.from(read('keys', 'master0.key'), 'base64')) }
}

test('a network with routers of both makes', () => {
  const ases = exampleTopology('tiny').ases.map(as => ({ as, key: simulatedKey(1, as.isdAs) }))
  const { same, added, missing } = replay(readFileSync(new URL('data/mixed.pcapng', import.meta.url)), ases)
  expect({ same: same.length, added, missing }).toEqual({ same: 333, added: [], missing: [] })
})

describeWith([shared('captures/tiny4')], 'a capture of the reference', folder => {
  const ases = ['110', '111', '112'].map(as => readAs(join(folder, `ASff00_0_${as}`)))
  test('every datagram of a router, but for two from before its links were up', () => {
    const { same, added, missing } = replay(readFileSync(join(folder, 'tiny4.pcap')), ases)
    expect([same.length, added.length]).toEqual([719, 2])
    // There BFD had not come so far: it answered that the interface is down, quoting the packet which ours forwards.
    expect(missing.map(answer => added.some(text => answer.endsWith(text.slice(-40))))).toEqual([true, true])
  })
})
