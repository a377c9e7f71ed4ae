import { expect, test } from 'vitest'
import { chainSegId } from '#crypto/mac.ts'
import { macIsValid, segIdFoldedAtIngress, writeBlock } from '#router/rules/mac.ts'
import { expTime, macAt, segId, timestamp } from '#wire/path.ts'
import { reasonBy, standBefore } from './stand-before.ts'

const against = ['against 0x111 (411,0) *(131,141) (0,311)']

test('the SegID is folded back against construction, from outside, not at a peering hop', () => {
  const folded = (c: Parameters<typeof standBefore>[1]): boolean => {
    const { p, apply } = standBefore(segIdFoldedAtIngress, c)
    const before = segId(p.bytes, p.info)
    const mac = p.bytes.slice(macAt(p.hop))
    expect(apply()).toBeUndefined()
    const after = segId(p.bytes, p.info)
    if (after !== before) expect(after).toBe(chainSegId(before, mac))
    return after !== before
  }
  expect(folded({ in: 141, path: against })).toBe(true)
  expect(folded({})).toBe(false)
  expect(folded({ in: '192.168.0.13:30003', path: ['against 0x111 (811,0) *(141,181) (0,411)'] })).toBe(false)
  expect(folded({ in: 151, path: ['against peer 0x111 (511,0) *(121,151)', 'along 0x222 (211,0)'] })).toBe(false)
  expect(folded({ in: 151, path: ['against peer 0x111 *(121,151) (511,0)', 'along 0x222 (211,0)'] })).toBe(true)
})

test('valid: the MAC over SegID, times and interfaces as they stand; alert flags are not covered', () => {
  expect(reasonBy(macIsValid)).toBeUndefined()
  expect(reasonBy(macIsValid, { path: ['along 0x111 (0,311) *(131,141)EI (411,0)'] })).toBeUndefined()
  expect(reasonBy(macIsValid, { path: ['along 0x111^0 (0,311) *(131,141) (411,0)'] })).toBe('macMismatch')
  expect(reasonBy(macIsValid, { path: ['along 0x111 (0,311) *(131,141)! (411,0)'] })).toBe('macMismatch')
})

test('each bit that goes into the MAC, and each bit of it, counts', () => {
  const covered = (p: { readonly info: number; readonly hop: number }): number[] => [
    ...Array.from({ length: 48 }, (_, i) => 8 * (p.info + 2) + i),
    ...Array.from({ length: 88 }, (_, i) => 8 * (p.hop + 1) + i),
  ]
  const bits = covered(standBefore(macIsValid).p)
  const passed = bits.filter(bit => {
    const { p, apply } = standBefore(macIsValid)
    p.bytes[bit >> 3]! ^= 0x80 >> (bit & 7)
    return apply() === undefined
  })
  expect(bits).toHaveLength(136)
  expect(passed).toEqual([])
})

test('the block is written where the packet says, the rest left alone', () => {
  const { p, r } = standBefore(macIsValid)
  const blocks = new Uint32Array(12)
  writeBlock({ ...p, blocks, block: 4 }, r)
  expect(blocks.findIndex(word => word !== 0)).toBe(4)
  expect([...blocks.subarray(8)]).toEqual([0, 0, 0, 0])
  expect([timestamp(p.bytes, p.info), expTime(p.bytes, p.hop)]).toEqual([r.clock.epochS, 0])
})
