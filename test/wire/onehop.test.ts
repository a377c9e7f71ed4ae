import fc from 'fast-check'
import { expect, test } from 'vitest'
import { malformed } from '#wire/bytes.ts'
import { buildOneHop, checkOneHop, firstHopAt, oneHopAsScionPath, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { buildPath, checkPath, parseHop, parseInfo, writeHop } from '#wire/path.ts'
import { hop, info } from './arbitrary.ts'

test('the sender writes its hop, the receiving router the second', () => {
  fc.assert(
    fc.property(info, hop, hop, (i, first, second) => {
      const b = buildOneHop(i, first)
      expect([b.length, checkOneHop(b, 0)]).toEqual([oneHopLength, undefined])
      expect([parseInfo(b, 0), parseHop(b, firstHopAt(0))]).toEqual([i, first])
      expect(b.subarray(secondHopAt(0)).every(byte => byte === 0)).toBe(true)
      writeHop(b, secondHopAt(0), second)
      expect([parseHop(b, firstHopAt(0)), parseHop(b, secondHopAt(0))]).toEqual([first, second])
    }),
  )
})

test('completed it stands for a two-hop path at its second hop, in construction direction and without peering', () => {
  fc.assert(
    fc.property(info, hop, hop, (i, first, second) => {
      const path = oneHopAsScionPath(i, first, second)
      expect(path).toEqual({ currInf: 0, currHf: 1, segLens: [2], infos: [{ ...i, consDir: true, peer: false }], hops: [first, second] })
      expect(checkPath(buildPath(path), 0)).toBeUndefined()
    }),
  )
})

test('32 bytes, not one less', () => {
  expect(checkOneHop(new Uint8Array(33), 2)).toEqual(malformed('one-hop path needs 32 bytes, 31 left', 2))
  expect(checkOneHop(new Uint8Array(40), 2, 33)).toEqual(malformed('one-hop path needs 32 bytes, 31 left', 2))
})
