import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Rejection } from '#control/events.ts'
import { messageKinds } from '#control/transport/message.ts'
import { buildControlPacket } from '#control/transport/packet.ts'
import { noBody } from '#control/transport/replies.ts'
import { nsPerS } from '#wire/actor.ts'
import { arrivedOverUp, fromHost, loneService, nowS } from './lone-service.ts'
import { answerTo, question } from './messages.ts'
import { createNetwork, parseLinks, seededRandom } from './network.ts'
import { segmentAlong, twoIsds } from './segments.ts'

const sumOf = (
  network: ReturnType<typeof createNetwork>,
  name: 'rejected' | 'registrationLost' | 'askedInVain' | 'beaconLost' | 'beaconRefused',
): number => [...network.services.values()].reduce((sum, s) => sum + s.counters[name], 0)

test('a network beacons: every AS has segments, nothing is refused or lost', () => {
  for (const manyRouters of [false, true]) {
    const network = createNetwork(twoIsds, { manyRouters })
    network.run(40)
    for (const { state } of network.services.values()) {
      const far = (store: typeof state.ups): string[] => [...store.byEnd.keys()].sort()
      if (!state.as.core) expect(far(state.ups), state.isdAs).not.toEqual([])
      else expect(far(state.cores), state.isdAs).toEqual(['1-1', '1-2', '2-1'].filter(x => x !== state.isdAs))
    }
    expect([...network.services.get('1-1')!.state.downs.byEnd.keys()].sort()).toEqual(['1-11', '1-111', '1-112'])
    for (const name of ['registrationLost', 'askedInVain', 'beaconLost', 'beaconRefused'] as const) expect(sumOf(network, name)).toBe(0)
    // Every interval the same ways come again: what is no newer is not stored again, and that is all that is refused.
    const refused = network.events.filter(e => e.event === 'rejected').map(e => e.rejection)
    expect([...new Set(refused)].filter(r => r !== 'older')).toEqual([])
  }
})

test('the same seed gives the same run', () => {
  const run = (seed: number): string => {
    const network = createNetwork(twoIsds, { seed })
    network.run(12)
    return JSON.stringify(network.events)
  }
  expect(run(1)).toBe(run(1))
  expect(run(1)).not.toBe(run(100))
})

test('lost packets are made up for', () => {
  const network = createNetwork(twoIsds)
  const random = seededRandom(8)
  network.deliver = () => random() % 4 !== 0
  network.run(120)
  expect(network.services.get('1-1')!.state.downs.byEnd.size).toBe(3)
  expect(network.services.get('1-111')!.state.ups.byEnd.size).toBe(1)
})

test('a line longer than the policy allows is cut there', () => {
  const links = parseLinks(Array.from({ length: 5 }, (_, i) => `1-${i + 1} child 1-${i + 2}`).join(','))
  const network = createNetwork(links, { settings: { maxHops: 3 } })
  network.run(40)
  expect([...network.services.values()].filter(s => s.state.ups.byEnd.size > 0).map(s => s.state.isdAs)).toEqual(['1-2', '1-3', '1-4'])
  expect(network.services.get('1-5')!.counters.tooLong).toBeGreaterThan(0)
})

test('intervals: origination soon, then each at its own pace', () => {
  const settings = { originationIntervalNs: 7 * nsPerS, propagationIntervalNs: 3 * nsPerS, registrationIntervalNs: 4 * nsPerS }
  const lone = loneService('1-1', { settings })
  const { service } = lone
  const start = service.wakeAt()
  expect(start).toBeLessThan(0.1 * nsPerS)
  const due: number[] = []
  for (let i = 0; i < 5; i++) {
    due.push((service.wakeAt() - start) / nsPerS)
    lone.wake(service.wakeAt() / nsPerS)
  }
  expect(due).toEqual([0, 3, 4, 6, 7])
})

test('a driver that was late runs each task once, and goes on from there', () => {
  const lone = loneService('1-1')
  lone.wake(100)
  expect(lone.service.counters.originated).toBe(3)
  expect(lone.service.wakeAt()).toBe(105 * nsPerS)
})

test('what nobody can make sense of is refused by name', () => {
  const lone = loneService('1-1')
  const down = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
  const kinds: [Rejection, Uint8Array][] = [
    ['packetMalformed', new Uint8Array(60)],
    ['messageMalformed', buildControlPacket(arrivedOverUp(down, new Uint8Array(3)))],
    [
      'answerUnexpected',
      buildControlPacket(arrivedOverUp(down, answerTo({ kind: 'segments', result: undefined, requestId: 5, mtu: 1400, body: noBody }))),
    ],
    ['notOneHop', buildControlPacket(arrivedOverUp(down, question('beacon')))],
    [
      'notResponsible',
      buildControlPacket({
        ...arrivedOverUp(down, question('segments')),
        pathType: 'oneHop',
        path: new Uint8Array(32),
      }),
    ],
  ]
  for (const [rejection, bytes] of kinds) {
    lone.service.on({ kind: 'datagram', port: 0, from: 'x', bytes }, lone.now, lone.out)
    expect(lone.service.counters[rejection], rejection).toBe(1)
  }
  expect(lone.service.counters.rejected).toBe(kinds.length)
  expect(lone.sent).toEqual([])
})

test('whatever the messages hold, a service answers or refuses, and keeps its stores bounded', () => {
  const lone = loneService('1-1')
  const down = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
  const kinds = fc.constantFrom(...Object.values(messageKinds))
  fc.assert(
    fc.property(
      kinds,
      fc.nat(8),
      fc.nat(2),
      fc.nat(3),
      fc.uint8Array({ maxLength: 40 }),
      fc.boolean(),
      (kind, result, index, count, body, inside) => {
        const data = Uint8Array.of(kind, result, 5, 0, 0, 0, 0, 1, 0, index, 0, count, 0, 0, 0, 0, 0, body.length, ...body)
        lone.receive(inside ? fromHost('1-1', lone, data) : arrivedOverUp(down, data))
      },
    ),
    { numRuns: 2000 },
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), bytes => {
      lone.service.on({ kind: 'datagram', port: 0, from: 'x', bytes }, lone.now, lone.out)
    }),
  )
  expect(lone.service.state.downs.byEnd.size).toBe(0)
  expect(lone.service.counters.rejected).toBeGreaterThan(1000)
  expect(lone.sent.every(s => s.packet.src.isdAs === '1-1')).toBe(true)
})

test('a service that is not in the topology is a bug of the caller', () => {
  expect(() => loneService('1-1', { id: 'nobody' })).toThrow('control service nobody')
})
