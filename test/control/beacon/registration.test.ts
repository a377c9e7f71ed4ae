import { expect, test } from 'vitest'
import { defaultPolicy } from '#control/beacon/policy.ts'
import { parseBeaconPolicy } from '#control/beacon/policy-document.ts'
import { insertBeacon } from '#control/beacon/store.ts'
import { hiddenPathsOf, parseHiddenPaths } from '#control/hidden/group-document.ts'
import type { Segments } from '#control/path/graph.ts'
import { lastEntry } from '#control/segment/segment.ts'
import { decodeSegments, type MessageKind } from '#control/transport/message.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import { nsPerS } from '#wire/actor.ts'
import { loneService, nowS } from '../lone-service.ts'
import { answerTo } from '../messages.ts'
import { ases, beaconAlong, segmentAlong } from '../segments.ts'

const resend = { settings: { resendIntervalNs: 60 * nsPerS } }

test('a non-core AS keeps ended beacons as up segments and registers them at their origin', () => {
  const lone = loneService('1-11')
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(6)
  const segment = segmentAlong(['1-1', '1-11'], { timestamp: nowS })
  expect([...lone.service.state.ups.byEnd.get('1-1')!.values()]).toEqual([segment])
  const { to, packet, message } = lone.sent.find(s => s.message.kind === 'registration')!
  expect([to, packet.pathType, packet.dst]).toEqual([ases.get('1-11')!.routers[0]!.internalAddress, 'scion', controlServiceOf('1-1')])
  expect(decodeSegments(message.body) as Segments).toEqual({ ups: [], cores: [], downs: [segment] })
  lone.receive({
    ...packet,
    src: controlServiceOf('1-1'),
    dst: packet.src,
    data: answerTo(message),
  })
  expect(lone.service.counters).toMatchObject({ ended: 1, registered: 1, rejected: 0 })
})

test('a registration nobody confirms is lost, and counted', () => {
  const lone = loneService('1-11', resend)
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  for (let t = 6; t < 20; t += 0.25) lone.wake(t)
  expect(lone.sent.filter(s => s.message.kind === 'registration').length).toBe(4)
  expect(lone.service.counters.registrationLost).toBe(1)
})

test('a core AS keeps core segments to itself', () => {
  const lone = loneService('1-1')
  insertBeacon(lone.service.state.beacons, beaconAlong(['2-1', '1-1'], { timestamp: nowS }), 2)
  lone.wake(6)
  expect([...lone.service.state.cores.byEnd.keys()]).toEqual(['2-1'])
  expect(lone.sent.some(s => s.message.kind === 'registration')).toBe(false)
})

test('each type of segment has the life its policy gives', () => {
  const policies = { up: { ...defaultPolicy, maxExpTime: 5 }, down: { ...defaultPolicy, maxExpTime: 7 } }
  const lone = loneService('1-11', { settings: { policies } })
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(6)
  const [up] = [...lone.service.state.ups.byEnd.get('1-1')!.values()]
  const { downs } = decodeSegments(lone.sent.find(s => s.message.kind === 'registration')!.message.body) as Segments
  expect([up!, downs[0]!].map(s => lastEntry(s).hop.expTime)).toEqual([5, 7])
  expect(lone.service.counters.ended).toBe(2)
})

test('registration policies say where a segment goes', () => {
  const kept = (type: 'up' | 'down', plugin: string) => {
    const yaml = `RegistrationPolicies: [{Matcher: {Sequence: "1-1 1-11"}, Plugin: ${plugin}}]`
    const lone = loneService('1-11', { settings: { policies: { [type]: parseBeaconPolicy(yaml, type) } } })
    insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
    insertBeacon(lone.service.state.beacons, beaconAlong(['2-1', '1-1', '1-11'], { timestamp: nowS }), 101)
    lone.wake(6)
    const { ups, downs } = lone.service.state
    return [
      ups.byEnd.size,
      downs.byEnd.size,
      lone.sent.filter(s => s.message.kind === 'registration').length,
      lone.service.counters.ignored,
    ]
  }
  // Two segments; the one from 2-1 matches nothing.
  expect([kept('up', 'local'), kept('up', 'default'), kept('up', 'ignore')]).toEqual([
    [1, 0, 2, 1],
    [1, 0, 2, 1],
    [0, 0, 2, 2],
  ])
  expect([kept('down', 'remote'), kept('down', 'local'), kept('down', 'ignore')]).toEqual([
    [2, 0, 1, 1],
    [2, 1, 0, 1],
    [2, 0, 0, 2],
  ])
})

test('hidden paths: as the policy of the interface says, by name or because the AS is a writer', () => {
  const groups = 'groups: {"1-a": {owner: 1-1, writers: [1-11], registries: [1-1]}}\n'
  const counted = (policy: string, plugin: string, known = groups) => {
    const file = parseHiddenPaths(`${known}registration_policy_per_interface: {"1-11#101": ${policy}}`)
    const yaml = `RegistrationPolicies: [{Matcher: {Sequence: "0*"}, Plugin: ${plugin}}]`
    const lone = loneService('1-11', {
      hiddenPaths: hiddenPathsOf(file, '1-11'),
      settings: { policies: { down: parseBeaconPolicy(yaml, 'down') } },
    })
    insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
    lone.wake(6)
    const sent = (kind: MessageKind): number => lone.sent.filter(s => s.message.kind === kind).length
    // What is hidden begins with the question where the registry keeps it.
    return [sent('registration'), sent('hiddenServices'), lone.service.counters.ignored]
  }
  expect([counted('[public]', 'hidden_path'), counted('[public, "1-a"]', 'default'), counted('["1-a"]', 'default')]).toEqual([
    [1, 0, 0],
    [1, 1, 0],
    [0, 1, 0],
  ])
  expect([counted('["1-a"]', 'remote'), counted('["1-a"]', 'ignore')]).toEqual([
    [1, 0, 0],
    [0, 0, 1],
  ])
  // No writer: the default is what it is elsewhere. By name it goes by the policies, and an interface that has none registers nothing.
  const foreign = groups.replace('[1-11]', '[1-12]')
  expect([counted('["1-a"]', 'default', foreign), counted('["1-a"]', 'hidden_path', foreign)]).toEqual([
    [1, 0, 0],
    [0, 1, 0],
  ])
})
