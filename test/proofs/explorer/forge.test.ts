import { expect, test } from 'vitest'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { createForge, type Wish } from '#proofs/explorer/forge.ts'
import { worldOf } from './lab.ts'

const { world } = worldOf('two')
const isdAs = '1-ff00:0:110'
const wish: Wish = {
  isdAs,
  timestamp: 1_800_000_000,
  consIngress: 0,
  consEgress: 1,
  unfolds: false,
  folds: true,
  segId: undefined,
  after: undefined,
}

/** SegIDs as the router of the AS makes them: before, over which the MAC is checked, after. */
function playedBack({ unfolds, folds, timestamp, consIngress, consEgress }: Wish, made: ReturnType<ReturnType<typeof createForge>>) {
  const { hop, segId } = made!
  const first = (hop.mac[0]! << 8) | hop.mac[1]!
  const beta = unfolds ? segId ^ first : segId
  const right = hopMac(createHopMac(world.keyOf(isdAs)), beta, timestamp, hop.expTime, consIngress, consEgress).subarray(0, 6)
  return { isRight: right.every((byte, i) => byte === hop.mac[i]), segId, after: unfolds || !folds ? beta : beta ^ first }
}

test('with the key: a right MAC, and the SegIDs that were asked for', () => {
  const forge = createForge(world, new Set([isdAs]))
  for (const unfolds of [false, true]) {
    expect(playedBack({ ...wish, unfolds }, forge({ ...wish, unfolds })).isRight).toBe(true)
    const given = { ...wish, unfolds, segId: 0x1234 }
    expect(playedBack(given, forge(given))).toMatchObject({ isRight: true, segId: 0x1234 })
    const found = Array.from({ length: 20 }, (_, after) => ({ ...wish, unfolds, after })).filter(w => forge(w) !== undefined)
    expect(found.length).toBeGreaterThan(5)
    for (const w of found) expect(playedBack(w, forge(w))).toMatchObject({ isRight: true, after: w.after })
  }
})

test('both given: one ExpTime in 192 may fit, and where none does there is no such hop field', () => {
  const forge = createForge(world, new Set([isdAs]))
  const all = Array.from({ length: 3000 }, (_, after) => ({ ...wish, segId: 1, after }))
  const found = all.filter(w => forge(w) !== undefined)
  expect(found.length).toBeGreaterThan(0)
  expect(found.length).toBeLessThan(100)
  for (const w of found) expect(playedBack(w, forge(w))).toMatchObject({ isRight: true, segId: 1, after: w.after })
})

test('without it: a MAC that is none, which turns any SegID into any other where nobody looks', () => {
  const made = createForge(world, new Set())({ ...wish, segId: 0x1111, after: 0x0f0f })!
  expect(playedBack({ ...wish, segId: 0x1111 }, made)).toEqual({ isRight: false, segId: 0x1111, after: 0x0f0f })
})
