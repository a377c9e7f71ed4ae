import { expect, test } from 'vitest'
import { canBe, type Draft, lengthsOf, nowhere, unread, unreadHop, writeDraft } from '#proofs/explorer/draft.ts'
import { checkHeader, dstIsdAs, pathAt, srcIsdAs } from '#wire/header.ts'
import { checkPath, parsePath } from '#wire/path.ts'

const draft: Draft = { src: '1-1', dst: nowhere, segments: 3, lone: false, lens: [], infos: [], hops: [], startInf: 0, startHf: 0 }

test('a draft is a packet whose pointers fit, whatever is still open', () => {
  const info = { ...unread, consDir: true, segId: 7, timestamp: 9 }
  const hops = [{ ...unreadHop, consIngress: 1, consEgress: 2, mac: Uint8Array.of(1, 2, 3, 4, 5, 6) }]
  const b = writeDraft({ ...draft, infos: [info], hops }, { inf: 0, hf: 0, segId: 8 })
  expect(checkHeader(b) ?? checkPath(b, pathAt(b))).toBeUndefined()
  expect([srcIsdAs(b), dstIsdAs(b)]).toEqual(['1-1', nowhere])
  const path = parsePath(b, pathAt(b))
  expect(path.segLens).toEqual([2, 2, 2])
  expect(path.infos[0]).toEqual({ ...info, segId: 8 })
  expect(path.hops[0]).toEqual(hops[0])
})

test('a segment that is not ended goes on behind what was chosen; a lone one is as late as it can be', () => {
  const hops = [unreadHop, unreadHop, unreadHop]
  expect(lengthsOf({ ...draft, hops })).toEqual([4, 2, 2])
  expect(lengthsOf({ ...draft, hops, lens: [2] })).toEqual([2, 2, 2])
  expect(lengthsOf({ ...draft, hops, lens: [3] })).toEqual([3, 2, 2])
  expect(lengthsOf({ ...draft, hops, lone: true })).toEqual([4, 1, 2])
  expect(lengthsOf({ ...draft, hops, lens: [1], lone: true })).toEqual([1, 3, 2])
})

test('whether one segment is alone is said at the start and kept', () => {
  expect(canBe({ ...draft, lens: [1] })).toBe(false)
  expect(canBe({ ...draft, lens: [1], lone: true })).toBe(true)
  expect(canBe({ ...draft, lens: [2, 2], lone: true })).toBe(true)
  expect(canBe({ ...draft, lens: [2, 2, 2], lone: true })).toBe(false)
})
