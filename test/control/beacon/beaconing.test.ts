import { expect, test } from 'vitest'
import type { BeaconingAlgorithm, BeaconingContext } from '#control/beacon/algorithm.ts'
import { makeHop, originate } from '#control/beacon/extend.ts'
import { defaultPolicy } from '#control/beacon/policy.ts'
import { candidatesFor, insertBeacon, type StoredBeacon } from '#control/beacon/store.ts'
import type { Segment } from '#control/segment/segment.ts'
import { decodeBeacon } from '#control/transport/message.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import { noBody } from '#control/transport/replies.ts'
import { insertChain } from '#control/trust/store.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { nsPerS } from '#wire/actor.ts'
import { parseHop, parseInfo } from '#wire/path.ts'
import { type LoneService, loneService, nowS } from '../lone-service.ts'
import { answerTo } from '../messages.ts'
import { ases, beaconAlong, extended, extenderOf } from '../segments.ts'
import { trustConfig } from '../trust/authority.ts'
import { authority, signing } from '../trust/signed.ts'

const beacons = (lone: LoneService): Segment[] =>
  lone.sent.filter(s => s.message.kind === 'beacon').map(s => decodeBeacon(s.message.body) as Segment)
const resend = { settings: { resendIntervalNs: 60 * nsPerS } }

test('a core AS begins beacons on its core and child interfaces, by one-hop paths through the owning router', () => {
  const lone = loneService('1-1')
  lone.wake(1)
  expect(beacons(lone).map(b => b.entries.map(e => `${e.isdAs}>${e.next}`))).toEqual([['1-1>1-2'], ['1-1>2-1'], ['1-1>1-11']])
  const { to, packet } = lone.sent[0]!
  expect(to).toBe(ases.get('1-1')!.routers[0]!.internalAddress)
  expect(packet).toMatchObject({ pathType: 'oneHop', dst: controlServiceOf('1-2'), src: { isdAs: '1-1', port: 30252 } })
  const [info, hop] = [parseInfo(packet.path, 0), parseHop(packet.path, 8)]
  expect(hop.mac).toEqual(makeHop(extenderOf('1-1'), info.segId, info.timestamp, 0, hop.consEgress).mac)
  expect(info).toMatchObject({ consDir: true, timestamp: nowS })
  lone.wake(6)
  expect(parseInfo(lone.sent.at(-1)!.packet.path, 0).timestamp).toBe(nowS + 5)
})

test('nobody else begins any', () => {
  const lone = loneService('1-11')
  lone.wake(1)
  expect(lone.sent).toEqual([])
})

test('a non-core AS passes its best on to its children, not back, and not beyond', () => {
  const lone = loneService('1-11')
  const beacon = beaconAlong(['1-1', '1-11'], { timestamp: nowS })
  insertBeacon(lone.service.state.beacons, beacon, 101)
  lone.wake(1)
  lone.wake(6)
  expect(beacons(lone).map(b => b.key)).toEqual(['1-1 0 3,1-11 101 2', '1-1 0 3,1-11 101 3'])
  expect(beacons(lone)[0]).toEqual(extended(extenderOf('1-11'), beacon, 101, 2))
})

test('a core AS passes core beacons on to core neighbours that are not on the way', () => {
  const lone = loneService('1-1')
  insertBeacon(lone.service.state.beacons, beaconAlong(['2-1', '1-1'], { timestamp: nowS }), 2)
  lone.wake(1)
  const begun = beacons(lone).length
  lone.wake(6)
  const passed = beacons(lone)
    .slice(begun)
    .filter(b => b.entries.length > 1)
  expect(passed.map(b => b.entries.map(e => e.next))).toEqual([['1-1', '1-2']])
})

test('every interval, or only when it is due again', () => {
  for (const [config, expected] of [[{}, 5] as const, [resend, 1] as const]) {
    const lone = loneService('1-2', config)
    for (let t = 1; t <= 21; t += 5) lone.wake(t)
    expect(beacons(lone).filter(b => b.entries[0]!.next === '1-1').length).toBe(expected)
    lone.wake(66)
    expect(beacons(lone).filter(b => b.entries[0]!.next === '1-1').length).toBe(expected + 1)
  }
})

test('a new way is sent at the next interval, whatever was sent before', () => {
  const lone = loneService('1-11', resend)
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(6)
  lone.wake(11)
  expect(beacons(lone).length).toBe(2)
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS + 9 }), 101)
  insertBeacon(lone.service.state.beacons, beaconAlong(['2-1', '1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(16)
  expect(
    beacons(lone)
      .slice(2)
      .map(b => b.entries.length),
  ).toEqual([3, 3])
})

test('an expired beacon is not passed on', () => {
  const lone = loneService('1-11')
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS - 21_600 }), 101)
  lone.wake(6)
  expect(beacons(lone)).toEqual([])
})

test('a beacon is repeated until the neighbour answers, and tried anew when it never did', () => {
  const lone = loneService('1-2', resend)
  lone.silent = true
  const begun = () => beacons(lone).filter(b => b.entries[0]!.next === '1-1').length
  for (let t = 1; t < 4.9; t += 0.25) lone.wake(t)
  expect(begun()).toBe(4)
  for (let t = 5; t < 10; t += 0.25) lone.wake(t)
  expect([begun(), lone.service.counters.beaconLost]).toEqual([4, 3])
  lone.silent = false
  for (let t = 10; t < 60; t += 0.25) lone.wake(t)
  expect([begun(), lone.service.counters.beaconLost]).toEqual([5, 3])
})

test('a beacon the neighbour refused is not sent again before its time', () => {
  const lone = loneService('1-2', resend)
  lone.silent = true
  lone.wake(1)
  for (const { packet, message } of [...lone.sent])
    lone.receive({ ...packet, src: controlServiceOf(packet.dst.isdAs), dst: packet.src, data: answerTo(message, noBody, 'rejected') })
  expect([lone.service.counters.beaconRefused, lone.service.counters.rejected]).toEqual([3, 0])
  for (let t = 1; t < 60; t += 1) lone.wake(t)
  expect(beacons(lone).length).toBe(3)
})

test('the weight of the signatures that are only modelled is counted', () => {
  const lone = loneService('1-1')
  lone.wake(1)
  expect(lone.service.counters.modelledSignatureBytes).toBe(3 * lone.service.state.extender.signer.missingBytes)
})

test('bytes of beacons: their bodies, and for every entry the weight of its signature', () => {
  const lone = loneService('1-11')
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(1)
  lone.wake(6)
  const sent = lone.sent.filter(s => s.message.kind === 'beacon')
  expect(sent.length).toBe(2)
  const { beaconBytes, modelledSignatureBytes } = lone.service.counters
  expect(modelledSignatureBytes).toBe(2 * 2 * lone.service.state.extender.signer.missingBytes)
  expect(beaconBytes).toBe(sent.reduce((sum, { message }) => sum + message.body.length, 0) + modelledSignatureBytes)
})

test('the algorithm of the settings decides, and what it does wrong is counted', () => {
  const beacon = beaconAlong(['1-1', '1-11'], { timestamp: nowS })
  const seen: BeaconingContext[] = []
  const onlyThree: BeaconingAlgorithm = {
    name: 'only3',
    propagate(candidates, context) {
      seen.push(context)
      return [3, 3, 101].map(egress => ({ candidate: candidates[0]!, egress }))
    },
    register: () => [],
  }
  const lone = loneService('1-11', { settings: { algorithm: onlyThree } })
  insertBeacon(lone.service.state.beacons, beacon, 101)
  lone.wake(1)
  lone.wake(6)
  expect(beacons(lone).map(b => b.key)).toEqual(['1-1 0 3,1-11 101 3'])
  expect(lone.service.counters).toMatchObject({ propagated: 1, ended: 0, algorithmRepeats: 1, algorithmInterface: 1 })
  const { egresses, ...rest } = seen[0]!
  expect(egresses.map(i => [i.ifId, i.neighbor, i.linkType])).toEqual([
    [2, '1-111', 'child'],
    [3, '1-112', 'child'],
  ])
  expect(rest).toMatchObject({ isdAs: '1-11', core: false, usage: 'propagation', nowNs: 6e9, nowS: nowS + 5, resendIntervalNs: 0 })
})

test('what was sent is known to the algorithm, with the end of its life', () => {
  const short = { ...defaultPolicy, maxExpTime: 0 }
  const lone = loneService('1-11', { settings: { policies: { propagation: short } } })
  insertBeacon(lone.service.state.beacons, beaconAlong(['1-1', '1-11'], { timestamp: nowS }), 101)
  lone.wake(1)
  lone.wake(6)
  const [[stored]] = [...candidatesFor(lone.service.state.beacons, 'propagation', nowS)] as [readonly [StoredBeacon]]
  expect(stored.sent).toEqual(new Map([2, 3].map(ifId => [ifId, { atNs: 6e9, expiryS: nowS + 337.5 }])))
  expect(beacons(lone)[0]!.entries[1]!.hop.expTime).toBe(0)
})

test('what can no longer be verified is neither sent nor registered, and is again when it can be', () => {
  const lone = loneService('1-11', { trust: trustConfig(authority, '1-11', { ecdsa: platformEcdsa }) })
  const { beacons: store, trusted } = lone.service.state
  const trc = trusted.trcs.get(1)!
  insertChain(trusted, authority.credentials.get('1-1')!.chain)
  insertBeacon(store, originate(signing('1-1'), { timestamp: nowS, segId: 1 }, 3)!, 101)
  lone.wake(1)
  for (const [seconds, sent] of [
    [6, 2],
    [11, 0],
    [16, 2],
  ] as const) {
    if (seconds === 11) trusted.trcs.delete(1)
    else trusted.trcs.set(1, trc)
    const [before, ended] = [beacons(lone).length, lone.service.counters.ended]
    lone.wake(seconds)
    expect([beacons(lone).length - before, lone.service.counters.ended - ended]).toEqual([sent, sent / 2])
  }
})
