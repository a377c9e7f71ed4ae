import { expect, test } from 'vitest'
import { crossedHopNotExpired, crossedMacIsValid, crossOver } from '#router/rules/crossover.ts'
import { currHf, currInf } from '#wire/path.ts'
import { reasonBy, standBefore } from './stand-before.ts'

const crossing = (second: string) => ({ in: 151, path: ['against 0x111^1 (511,0) *(0,151)', second] })

test('at the last hop of a segment, with another behind it, the pointers move on; elsewhere and at a peering hop they stay', () => {
  const pointers = (c: Parameters<typeof standBefore>[1]): string => {
    const { p, apply } = standBefore(crossOver, c)
    expect(apply()).toBeUndefined()
    return `${currInf(p.bytes, p.path)} ${currHf(p.bytes, p.path)} ${p.crossedOver}`
  }
  expect(pointers(crossing('along 0x222 (0,141) (411,0)'))).toBe('1 2 true')
  expect(pointers({})).toBe('0 1 false')
  expect(pointers({ in: '192.168.0.14:30004', path: ['along 0x111 (0,911) *(191,141)'] })).toBe('0 1 false')
  expect(pointers({ in: 151, path: ['against peer 0x111 (511,0) *(121,151)', 'along 0x222 (211,0)'] })).toBe('0 1 false')
})

test('the hop behind the crossing: its own time and MAC', () => {
  expect(reasonBy(crossedHopNotExpired, crossing('along 0x222 -360s (0,141) (411,0)'))).toBe('hopExpired')
  expect(reasonBy(crossedHopNotExpired, crossing('along 0x222 (0,141) (411,0)'))).toBeUndefined()
  expect(reasonBy(crossedMacIsValid, crossing('along 0x222 (0,141)! (411,0)'))).toBe('macMismatch')
  expect(reasonBy(crossedMacIsValid, crossing('against 0x222^0 (141,0) (0,411)'))).toBe('macMismatch')
  expect(reasonBy(crossedMacIsValid, crossing('against 0x222 (141,0) (0,411)'))).toBeUndefined()
})

test('a packet that did not cross over is not judged twice', () => {
  const { p, r } = standBefore(crossedMacIsValid)
  p.blocks.fill(0)
  expect(crossedMacIsValid.prepare!(p, r)).toBe(false)
  expect(crossedMacIsValid.apply(p, r)).toBeUndefined()
  p.now = 1e18
  expect(crossedHopNotExpired.apply(p, r)).toBeUndefined()
})
