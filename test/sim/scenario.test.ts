import { expect, test } from 'vitest'
import { diversityAlgorithm } from '#control/beacon/algorithms/diversity.ts'
import { readScenario } from '#sim/scenario.ts'
import { UserError } from '#wire/error.ts'

const network = `
ASes: {"1-1": {core: true, hosts: [a]}, "1-2": {hosts: [b]}}
links: [{a: "1-1#1", b: "1-2#2", linkAtoB: CHILD}]
`
const read = (text: string) =>
  readScenario(`name: n\ntopology: net.topo\nduration: 10s\n${text}`, 'f.yaml', name => {
    if (name !== 'net.topo') throw new UserError('no such file')
    return network
  })

function complaint(text: string): string {
  try {
    read(text)
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text.split('\n')[0]!
    throw error
  }
}

test('beacon policies, as in files of the reference', () => {
  const { control } = read('control: {policies: {up: {BestSetSize: 3}, core: {Filter: {IsdBlackList: [2]}}}}')
  expect([control.policies?.up?.bestSetSize, control.policies?.core?.filter.isdBlackList, control.policies?.down]).toEqual([
    3,
    [2],
    undefined,
  ])
  expect(complaint('control: {policies: {up: {BestSetSize: many}}}')).toBe(
    'f.yaml:4:40: control.policies.up.BestSetSize: expected an integer from 0 to 10000, found "many"',
  )
  expect(complaint('control: {policies: {upwards: {}}}')).toContain('f.yaml:4:31: control.policies.upwards')
})

test('beacons that tell of links', () => {
  expect([read('staticInfo: true').staticInfo, read('').staticInfo]).toEqual([true, undefined])
})

test('a beaconing algorithm by its name', () => {
  expect(read('control: {algorithm: diversity}').control).toEqual({ algorithm: diversityAlgorithm })
  expect(complaint('control: {algorithm: diverse}')).toBe('f.yaml:4:22: control.algorithm: there is no beaconing algorithm "diverse"')
})

test('steps become plans, with names of their own', () => {
  const { steps, topology, control } = read(`
control: {expTime: 5, origination: 1s}
timeline:
  - {at: 1s, ping: {from: a, to: "1-2"}}
  - {at: 2s, name: x, udp: {from: a, to: b, rate: 1Mbps, for: 1s, prefer: lowest-latency}}
  - {cut: "1-1#1"}
  - {at: 3s, attack: {kind: replay, link: "1-2#2", after: 5ms}}
  - {at: 3s, traceroute: {from: b, to: a}}
  - {shape: {link: "1-1#1", bw: 5Mbps, queue: 3}}
  - {stopRouter: br1-2-1}
`)
  expect(topology.ases.length).toBe(2)
  expect(control).toEqual({ expTime: 5, originationIntervalNs: 1e9 })
  expect(steps.map(s => [s.atNs, s.name])).toEqual([
    [1e9, 'ping 1'],
    [2e9, 'x'],
    [0, 'cut 1'],
    [3e9, 'attack 1'],
    [3e9, 'traceroute 1'],
    [0, 'shape 1'],
    [0, 'stopRouter 1'],
  ])
  expect(steps.map(s => s.action)).toEqual([
    { kind: 'flow', plan: { kind: 'ping', name: 'ping 1', from: 'a', to: '1-2', count: 1, intervalNs: 1e9, timeoutNs: 1e9, payload: 0 } },
    {
      kind: 'flow',
      plan: { kind: 'udp', name: 'x', from: 'a', to: 'b', prefer: 'lowest-latency', rateBps: 1e6, size: 1000, durationNs: 1e9 },
    },
    { kind: 'fault', fault: { kind: 'cut', link: '1-1#1' } },
    { kind: 'attack', plan: { kind: 'replay', link: '1-2#2', afterNs: 5e6 } },
    { kind: 'flow', plan: { kind: 'traceroute', name: 'traceroute 1', from: 'b', to: 'a', timeoutNs: 1e9 } },
    { kind: 'fault', fault: { kind: 'shape', link: '1-1#1', shape: { rateBps: 5e6, queuePackets: 3 } } },
    { kind: 'fault', fault: { kind: 'stopRouter', router: 'br1-2-1' } },
  ])
})

test('certificates, renewal and TRC updates', () => {
  const { steps, lives, renewalNs } = read(`
signatures: reproducible
lives: {as: 168h, trc: 1h}
renewal: 2h
timeline:
  - {updateTrc: {at: 1-1, vote: regular, valid: 24h}}
  - {updateTrc: {at: 1-1, vote: sensitive, valid: 24h, grace: 1h, without: 1-1}}
`)
  expect([lives, renewalNs]).toEqual([{ asS: 7 * 86_400, trcS: 3600 }, 2 * 3600e9])
  expect(steps.map(s => s.action)).toEqual([
    { kind: 'updateTrc', plan: { at: '1-1', vote: 'regular', validNs: 24 * 3600e9, graceNs: 0 } },
    { kind: 'updateTrc', plan: { at: '1-1', vote: 'sensitive', validNs: 24 * 3600e9, graceNs: 3600e9, without: '1-1' } },
  ])
})

test('faults of whole ASes and of control services, and rogues', () => {
  const { steps } = read(`
timeline:
  - {startService: {service: cs1-1-1, store: kept}}
  - {stopAs: 1-2}
  - {startAs: {as: 1-2, store: lost}}
  - {partition: {a: [1-1], b: [1-2]}}
  - {heal: {a: [1-1]}}
  - {clock: {as: 1-1, behind: 5m}}
  - {clock: {as: 1-1, ahead: 1s}}
  - {rogue: {kind: forgedEntry, as: 1-1, victim: 1-2}}
  - {rogue: {kind: flood, as: 1-1, count: 7, interval: 2ms}}
`)
  expect(steps.map(s => s.name)).toEqual(
    ['startService 1', 'stopAs 1', 'startAs 1', 'partition 1', 'heal 1', 'clock 1', 'clock 2', 'rogue 1', 'rogue 2'], // biome-ignore format: one line
  )
  expect(steps.map(s => s.action)).toEqual([
    { kind: 'fault', fault: { kind: 'startService', service: 'cs1-1-1', store: 'kept' } },
    { kind: 'fault', fault: { kind: 'stopAs', as: '1-2' } },
    { kind: 'fault', fault: { kind: 'startAs', as: '1-2', store: 'lost' } },
    { kind: 'fault', fault: { kind: 'partition', a: ['1-1'], b: ['1-2'] } },
    { kind: 'fault', fault: { kind: 'heal', a: ['1-1'] } },
    { kind: 'fault', fault: { kind: 'clock', as: '1-1', aheadS: -300 } },
    { kind: 'fault', fault: { kind: 'clock', as: '1-1', aheadS: 1 } },
    { kind: 'rogue', plan: { kind: 'forgedEntry', as: '1-1', victim: '1-2', count: 1, intervalNs: 1e9 } },
    { kind: 'rogue', plan: { kind: 'flood', as: '1-1', count: 7, intervalNs: 2e6 } },
  ])
})

test('a network may stand in the scenario, and its mistakes are told with their place', () => {
  const text = (links: string): string => `name: n\nduration: 1s\ntopology:\n  ASes: {"1-1": {core: true}, "1-2": }\n  links: [${links}]`
  const never = (): string => expect.unreachable()
  expect(readScenario(text('{a: "1-1", b: "1-2", linkAtoB: CHILD}'), 'f.yaml', never).topology.links.length).toBe(1)
  expect(() => readScenario(text('{a: "1-1", b: "1-3", linkAtoB: CHILD}'), 'f.yaml', never)).toThrow(
    expect.objectContaining({ place: { file: 'f.yaml', line: 5, column: 25 } }),
  )
})

test.each([
  ['topologee: x', 'f.yaml:4:12: topologee: "topologee" is not known here'],
  ['timeline: [{ping: {from: a, to: c}}]', 'f.yaml:4:33: timeline.0.ping.to: the network has no host "c"'],
  ['timeline: [{cut: "1-1#9"}]', 'f.yaml:4:18: timeline.0.cut: no link ends at 1-1#9'],
  ['timeline: [{shape: {link: x}}]', 'f.yaml:4:27: timeline.0.shape.link: "x" is no end of a link'],
  ['timeline: [{stopRouter: br9}]', 'f.yaml:4:25: timeline.0.stopRouter: the network has no router "br9"'],
  ['timeline: [{startService: cs9}]', 'f.yaml:4:27: timeline.0.startService: the network has no control service "cs9"'],
  ['timeline: [{startService: {service: cs9}}]', 'f.yaml:4:37: timeline.0.startService.service: the network has no control service "cs9"'],
  ['timeline: [{stopAs: 1-9}]', 'f.yaml:4:21: timeline.0.stopAs: the network has no AS "1-9"'],
  ['timeline: [{startAs: {as: 1-9}}]', 'f.yaml:4:27: timeline.0.startAs.as: the network has no AS "1-9"'],
  ['timeline: [{partition: {a: [2]}}]', 'f.yaml:4:24: timeline.0.partition: the network has no ISD or AS "2"'],
  ['timeline: [{heal: {a: [1]}}]', 'f.yaml:4:19: timeline.0.heal: no link joins the two sides'],
  ['timeline: [{clock: {as: 1-9, ahead: 1s}}]', 'f.yaml:4:25: timeline.0.clock.as: the network has no AS "1-9"'],
  ['timeline: [{clock: {as: 1-1}}]', 'f.yaml:4:20: timeline.0.clock: names no skew'],
  ['timeline: [{clock: {as: 1-1, ahead: 1ms}}]', 'f.yaml:4:37: timeline.0.clock.ahead: is not in whole seconds'],
  [
    'timeline: [{updateTrc: {at: 1-1, vote: regular, valid: 1h}}]',
    'f.yaml:4:24: timeline.0.updateTrc: there are no TRCs where signatures are modelled',
  ],
  ['timeline: [{updateTrc: {at: 1-9, vote: regular, valid: 1h}}]', 'f.yaml:4:29: timeline.0.updateTrc.at: the network has no AS "1-9"'],
  ['timeline: [{updateTrc: {at: 1-1, vote: regular, valid: 1ms}}]', 'f.yaml:4:56: timeline.0.updateTrc.valid: is not in whole seconds'],
  ['timeline: [{rogue: {kind: flood, as: 1-9}}]', 'f.yaml:4:38: timeline.0.rogue.as: the network has no AS "1-9"'],
  ['timeline: [{rogue: {kind: forgedEntry, as: 1-1, victim: 1-9}}]', 'f.yaml:4:57: timeline.0.rogue.victim: the network has no AS "1-9"'],
  ['timeline: [{rogue: {kind: forgedEntry, as: 1-1}}]', 'f.yaml:4:20: timeline.0.rogue: "victim" is missing'],
  ['timeline: [{rogue: {kind: flood, as: 1-1, victim: 1-2}}]', 'f.yaml:4:51: timeline.0.rogue.victim: "victim" is not known here'],
  ['expect: [{rogue: {of: x}}]', 'f.yaml:4:23: expect.0.rogue.of: no rogue in the timeline is called "x"'],
  ['expect: [{reach: {from: a, to: [b, z]}}]', 'f.yaml:4:36: expect.0.reach.to.1: the network has no host "z"'],
  ['expect: [{unreachable: {from: z, to: b}}]', 'f.yaml:4:31: expect.0.unreachable.from: the network has no host "z"'],
  ['expect: [{reach: {from: a, to: b, when: 11s}}]', 'f.yaml:4:41: expect.0.reach.when: is after the end'],
  ['expect: [{control: {counter: older, at: 1-7}}]', 'f.yaml:4:41: expect.0.control.at: the network has no AS "1-7"'],
  ['timeline: [{at: 11s, cut: "1-1#1"}]', 'f.yaml:4:17: timeline.0.at: is after the end'],
  ['timeline: [{name: x, cut: "1-1#1"}, {name: x, mend: "1-1#1"}]', 'f.yaml:4:44: timeline.1.name: another step is called "x"'],
  ['timeline: [{attack: {kind: leakedKey, from: a, to: b, of: 1-7}}]', 'f.yaml:4:59: timeline.0.attack.of: the network has no AS "1-7"'],
  [
    'timeline: [{attack: {kind: rewrite, link: "1-1#1", field: nonsense, value: 1}}]',
    'f.yaml:4:59: timeline.0.attack.field: "nonsense" is no field',
  ],
  ['expect: [{replies: {of: x}}]', 'f.yaml:4:25: expect.0.replies.of: no ping, traceroute or udp in the timeline is called "x"'],
  ['expect: [{drops: {at: 1-5}}]', 'f.yaml:4:23: expect.0.drops.at: the network has no AS "1-5"'],
  ['expect: [{paths: {from: a, to: z}}]', 'f.yaml:4:32: expect.0.paths.to: the network has no host "z"'],
])('%s', (text, message) => {
  expect(complaint(text)).toBe(message)
})

test('a network that cannot be read is complained of where it is named', () => {
  expect(() =>
    readScenario('name: n\nduration: 1s\ntopology: gone.topo', 'f.yaml', () => {
      throw new UserError('no such file')
    }),
  ).toThrow(
    // biome-ignore format: one line
    expect.objectContaining({ message: 'topology: no such file', place: { file: 'f.yaml', line: 3, column: 11 } }),
  )
})
