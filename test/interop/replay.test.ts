/** What the reference's routers sent in tiny4, ours send too: beacons, service lookups, QUIC, echoes, EPIC, traceroutes. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { forwardingKey } from '#crypto/key.ts'
import { describeWith, shared } from '#test/availability.ts'
import { readAsTopology } from '#topology/json.ts'
import { type KeyedAs, replay } from './replay.ts'

function readAs(folder: string): KeyedAs {
  const read = (...path: string[]): string => readFileSync(join(folder, ...path), 'utf8')
  return { as: readAsTopology(read('topology.json')), key: forwardingKey(Buffer.from(read('keys', 'master0.key'), 'base64')) }
}

describeWith([shared('captures/tiny4')], 'a capture of the reference', folder => {
  const ases = ['110', '111', '112'].map(as => readAs(join(folder, `ASff00_0_${as}`)))
  test('every datagram of a router, but for two from before its links were up', () => {
    const { same, added, missing } = replay(readFileSync(join(folder, 'tiny4.pcap')), ases)
    expect([same.length, added.length]).toEqual([719, 2])
    // There BFD had not come so far: it answered that the interface is down, quoting the packet which ours forwards.
    expect(missing.map(answer => added.some(text => answer.endsWith(text.slice(-40))))).toEqual([true, true])
  })
})
