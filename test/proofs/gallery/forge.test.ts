import { expect, test } from 'vitest'
import { chainSegId } from '#crypto/mac.ts'
import { arrivingAt, guessedMac, joined, madeSegment, rawOf, segmentOf } from '#proofs/gallery/forge.ts'
import { as } from '#proofs/gallery/network.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { toHex } from '#wire/bytes.ts'
import { buildPath } from '#wire/path.ts'
import { strong } from './walk.ts'

const w = openWorkshop(strong)
const path = w.path(as.mallory, as.red, as.shop)

test('the segments of a path joined again are the path', () => {
  const raw = rawOf(path)
  expect(joined(segmentOf(raw, 0), segmentOf(raw, 1))).toEqual(raw)
  expect(buildPath(raw)).toEqual(path.bytes)
})

test('a path as it arrives: SegIDs as the hops before left them', () => {
  const raw = rawOf(path)
  expect(arrivingAt(path, 0)).toEqual(raw)
  // Against construction direction red has not yet taken its MAC out.
  expect(arrivingAt(path, 1).infos[0]!.segId).toBe(raw.infos[0]!.segId)
  const last = arrivingAt(path, 3)
  expect([last.currInf, last.currHf]).toEqual([1, 3])
  expect(last.infos[1]!.segId).toBe(chainSegId(raw.infos[1]!.segId, raw.hops[2]!.mac))
})

test('a segment made with the keys is the one its ASes made', () => {
  const raw = rawOf(w.path(as.core, as.red, as.shop))
  const plan = raw.hops.map((hop, i) => ({ ...hop, isdAs: [as.core, as.red, as.shop][i]! }))
  expect(madeSegment(w, raw.infos[0]!, plan)).toEqual(raw)
})

test('a guessed MAC is wrong, and the SegID behind it is right', () => {
  const { mac } = rawOf(path).hops[0]!
  expect(toHex(guessedMac(mac).subarray(0, 2))).toBe(toHex(mac.subarray(0, 2)))
  expect(guessedMac(mac).every((byte, i) => i < 2 || byte !== mac[i])).toBe(true)
})
