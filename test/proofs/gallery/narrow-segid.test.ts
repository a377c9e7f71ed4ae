import { expect, test } from 'vitest'
import { chainSegId } from '#crypto/mac.ts'
import { meetingSegments } from '#proofs/gallery/narrow-segid.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { strong } from './walk.ts'

test('the SegIDs meet after about as many tries as there are SegIDs', () => {
  const { spliced, tries } = meetingSegments(openWorkshop(strong))
  expect(tries).toBeGreaterThan(1_000)
  expect(tries).toBeLessThan(500_000)
  expect(spliced.hops.map(h => [h.consIngress, h.consEgress])).toEqual([
    [0, 2],
    [1, 3],
    [1, 0],
  ])
  expect(chainSegId(chainSegId(spliced.infos[0]!.segId, spliced.hops[0]!.mac), spliced.hops[1]!.mac)).toBeLessThan(0x1_0000)
})
