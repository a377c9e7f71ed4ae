import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRecorder } from '#emulate/record/recorder.ts'
import { withGuardOff } from '#router/rules.ts'
import { startAttack } from '#sim/attack.ts'
import { replayCaptures } from '#sim/compare/replay.ts'
import { startFlow } from '#sim/flow.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'

/** What routers of a simulated network capture with the recorder of real ones. */
function captured(network: Network, act: () => void, forNs: number): Captured[] {
  const pcap = join(temporaryFolder(), 'packets.pcapng')
  const recorder = createRecorder({ pcap, failed: expect.fail })
  const leave = recorder.observers.map(observer => network.observe(observer))
  act()
  network.run(network.loop.now + forNs)
  for (const stop of leave) stop()
  recorder.close()
  return Array.from(readCapture(readFileSync(pcap))).filter((c): c is Captured => !isMalformed(c))
}

const ping = { kind: 'ping', name: 'ping', count: 5, intervalNs: 1e8, timeoutNs: 1e9, payload: 20 } as const

test('every packet is decided as it was, with the same bytes: sent, refused, answered, handed over, BFD, a link that is down', () => {
  const topology = exampleTopology('border-routers')
  const network = createNetwork(topology, { seed: 3, bfd: {} })
  network.run(10e9)
  const packets = captured(
    network,
    () => {
      startFlow(network, { ...ping, count: 20, from: 'alice', to: 'bob' })
      startFlow(network, { kind: 'traceroute', name: 'trace', from: 'alice', to: 'printer', timeoutNs: 1e9 })
      startAttack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 1, packets: 2 })
      startAttack(network, { kind: 'expiredHop', from: 'bob', to: 'alice' })
      network.loop.at(network.loop.now + 0.2e9, () => network.setLink(5, false))
    },
    3e9,
  )
  const { disagreements, refused, packets: count } = replayCaptures(topology, 3, packets)
  expect(disagreements).toEqual([])
  expect(count).toBeGreaterThan(100)
  const reasons = Object.entries(refused).map(([comment, n]) => `${n} ${comment.split(':').slice(0, 2).join(':')}`)
  expect(reasons.sort()).toEqual([
    '1 refused with an SCMP error: externalDown',
    '1 refused with an SCMP error: hopExpired',
    '2 refused with an SCMP error: macMismatch',
    '6 answered: traceroute',
  ])
})

test('what differs is told: other keys', () => {
  const topology = exampleTopology('tiny')
  const network = createNetwork(topology, { seed: 3 })
  network.run(10e9)
  const packets = captured(network, () => startFlow(network, { ...ping, from: 'alice', to: 'bob' }), 1e9)
  const { disagreements, packets: count } = replayCaptures(topology, 4, packets)
  expect(count).toBe(disagreements.length)
  expect(disagreements.find(d => d.captured.comment === '')).toMatchObject({
    at: '1-ff00:0:111 br1-ff00_0_111-1#0',
    captured: { sent: { by: '1-ff00:0:111 br1-ff00_0_111-1#41' } },
    replayed: { comment: expect.stringContaining('macMismatch') },
  })
})

test('routers that were weakened are held against such', () => {
  const topology = exampleTopology('tiny')
  const rules = withGuardOff('macIsValid')
  const network = createNetwork(topology, { seed: 3, rules: () => rules })
  network.run(10e9)
  const packets = captured(network, () => startAttack(network, { kind: 'forgedMac', from: 'alice', to: 'bob', hop: 0 }), 1e9)
  // A replay writes to the packets.
  const [weak, full] = [rules, undefined].map(r => replayCaptures(topology, 3, structuredClone(packets), r).disagreements)
  expect(weak).toEqual([])
  expect(full![0]!.replayed.comment).toContain('macMismatch')
})

test('what routers do not decide about is left out', () => {
  const network = createNetwork(exampleTopology('tiny'), { seed: 3 })
  network.run(10e9)
  const packets = captured(network, () => startFlow(network, { ...ping, from: 'alice', to: 'bob' }), 1e9)
  const elsewhere = packets.map(c => ({ ...c, interfaceName: 'eth0' }))
  expect(replayCaptures(network.topology, 3, elsewhere)).toEqual({ packets: 0, refused: {}, disagreements: [] })
})
