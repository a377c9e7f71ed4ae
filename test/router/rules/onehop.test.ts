import { expect, test } from 'vitest'
import { hopMac } from '#crypto/mac.ts'
import { decide } from '#router/decide.ts'
import {
  oneHopAlong,
  oneHopCompleted,
  oneHopDestinationFits,
  oneHopForwarded,
  oneHopLengthFits,
  oneHopMacIsValid,
  oneHopSourceFits,
} from '#router/rules/onehop.ts'
import { toHex } from '#wire/bytes.ts'
import { firstHopAt, secondHopAt } from '#wire/onehop.ts'
import { macAt, segId } from '#wire/path.ts'
import { epochS } from '../network.ts'
import { type Circumstances, reasonBy, standBefore } from './stand-before.ts'

const us = '1-ff00:0:1,192.168.0.71'
const incoming: Circumstances = { in: 131, from: '1-ff00:0:3,10.0.3.1', to: us, oneHop: 'along 0x111 (0,311)' }
const outgoing: Circumstances = { in: '192.168.0.71:30041', from: us, to: '1-ff00:0:4,10.0.4.1', oneHop: 'along 0x111 *(0,141)' }

test('32 bytes, along construction', () => {
  expect([incoming, outgoing].map(c => reasonBy(oneHopLengthFits, c))).toEqual([undefined, undefined])
  expect(reasonBy(oneHopLengthFits, { ...incoming, poke: { 5: 18 } })).toBe('oneHopLength')
  expect(reasonBy(oneHopAlong, { ...incoming, oneHop: 'against 0x111 (0,311)' })).toBe('oneHopAgainst')
})

test('between neighbours: whose interface it is must be the other end', () => {
  expect(reasonBy(oneHopSourceFits, { ...incoming, from: '1-ff00:0:4,10.0.4.1' })).toBe('oneHopSource')
  expect(reasonBy(oneHopSourceFits, { ...outgoing, from: '1-ff00:0:3,10.0.3.1' })).toBe('oneHopSource')
  expect(reasonBy(oneHopDestinationFits, { ...incoming, to: '1-ff00:0:4,10.0.4.1' })).toBe('oneHopDestination')
  expect(reasonBy(oneHopDestinationFits, { ...outgoing, to: '1-ff00:0:5,10.0.5.1' })).toBe('oneHopDestination')
  expect(reasonBy(oneHopDestinationFits, { ...outgoing, oneHop: 'along 0x111 *(0,404)' })).toBe('oneHopDestination')
  expect([incoming, outgoing].map(c => reasonBy(oneHopDestinationFits, c))).toEqual([undefined, undefined])
})

test('from inside the first hop is ours: its MAC counts; from outside nobody here can judge it', () => {
  expect(reasonBy(oneHopMacIsValid, outgoing)).toBeUndefined()
  expect(reasonBy(oneHopMacIsValid, { ...outgoing, oneHop: 'along 0x111 *(0,141)!' })).toBe('oneHopMac')
  expect(reasonBy(oneHopMacIsValid, { ...incoming, oneHop: 'along 0x111 *(0,311)!' })).toBeUndefined()
})

test('no MAC is worked out that nobody asks for', () => {
  const asked = [outgoing, incoming].map(c => standBefore(oneHopMacIsValid, c))
  expect(asked.map(({ p, r }) => oneHopMacIsValid.prepare!(p, r))).toEqual([true, false])
})

test("out by our interface or the sibling's, the MAC folded in; an expired hop goes all the same", () => {
  const { p, apply } = standBefore(oneHopForwarded, { ...outgoing, now: 1e15 })
  const before = segId(p.bytes, p.info)
  expect(apply()).toMatchObject({ kind: 'forward', link: { ifId: 141 } })
  expect(segId(p.bytes, p.info)).not.toBe(before)
  const sibling = standBefore(oneHopForwarded, { ...outgoing, to: '1-ff00:0:8,10.0.8.1', oneHop: 'along 0x111 *(0,181)' })
  expect(sibling.apply()).toMatchObject({ kind: 'handOver', link: { routerId: 'brC' } })
  expect(standBefore(oneHopForwarded, incoming).apply()).toBeUndefined()
})

test('a link that is down does not matter: the control service learns by itself', () => {
  expect(standBefore(oneHopForwarded, { ...outgoing, down: [141] }).apply()).toMatchObject({ kind: 'forward' })
})

test('completed: the second hop, as long-lived as the first, over the SegID as carried; then delivered', () => {
  const { p, r, apply } = standBefore(oneHopCompleted, { ...incoming, oneHop: 'along 0x111^0 (0,311):63' })
  expect(apply()).toEqual({ kind: 'deliver', to: '192.168.0.71:21000' })
  const carried = segId(p.bytes, p.info)
  const mac = toHex(hopMac(r.mac, carried, epochS, 63, 131, 0).subarray(0, 6))
  const second = secondHopAt(p.path)
  expect(toHex(p.bytes.subarray(second, second + 12))).toBe(`003f00830000${mac}`)
  expect(macAt(second) - second).toBe(6)
})

test('reserved bits are gone when it goes on', () => {
  const { p, apply } = standBefore(oneHopCompleted, { ...incoming, poke: { 10: 1, 11: 2, 36: 0xfd, 37: 9, 44: 0xfc } })
  apply()
  const at = firstHopAt(p.path)
  expect([p.bytes[10], p.bytes[11], p.bytes[p.path], p.bytes[p.path + 1], p.bytes[at]]).toEqual([0, 0, 1, 0, 0])
})

test('so are those of the second hop, which is still empty when it leaves', () => {
  const { p, apply } = standBefore(oneHopForwarded, { ...outgoing, poke: { 56: 0xfc } })
  apply()
  expect(p.bytes[secondHopAt(p.path)]).toBe(0)
})

test('what cannot be delivered is dropped in silence', () => {
  const { p, r } = standBefore(oneHopCompleted, { ...incoming, to: '1-ff00:0:1,DS' })
  expect(oneHopCompleted.apply(p, r)).toEqual({ kind: 'drop', reason: 'noService' })
  expect(decide(p, r).kind).toBe('drop')
})
