import { expect, test } from 'vitest'
import { type Draft, headerStart, nowhere, unread, unreadHop, writeDraft } from '#proofs/explorer/draft.ts'
import { passageOf } from '#proofs/explorer/passage.ts'
import type { ExternalLink } from '#router/links.ts'
import { createPacket, loadPacket, readLayers } from '#router/packet.ts'
import { worldOf } from './lab.ts'

const { world } = worldOf('tiny')
const { as, router } = world.places[0]!
const hop = (consIngress: number, consEgress: number) => ({ ...unreadHop, consIngress, consEgress })
const draft: Draft = {
  ...{ src: '1-1', dst: nowhere, segments: 2, lone: false, lens: [2, 2], startInf: 0, startHf: 0 },
  ...{
    infos: [
      { ...unread, timestamp: 5 },
      { ...unread, consDir: true, timestamp: 6 },
    ],
    hops: [hop(1, 0), hop(0, 1), hop(0, 2), hop(1, 0)],
  },
}

function packetAt(inf: number, hf: number) {
  const p = createPacket(router.state.links.internal)
  loadPacket(p, writeDraft(draft, { inf, hf, segId: 0 }), p.ingress, '', 0)
  expect(readLayers(p)).toBeUndefined()
  expect(p.path).toBe(headerStart)
  return p
}

const arrival = { entered: 1, arrived: true, inf: 0, hf: 1, startHf: 0, ownSource: false, atS: 9 }
const forward = { kind: 'forward', link: world.farEnd('1-ff00:0:112', 1).link as ExternalLink } as const

test('over a segment change: the hop field it came by and the one it goes on by', () => {
  const passage = passageOf(as, packetAt(1, 3), forward, arrival)!
  expect(passage).toMatchObject({ entered: 1, left: 2, atS: 9 })
  expect(passage.uses).toMatchObject([
    { segment: 0, consDir: false, timestamp: 5, consEgress: 1, opens: false, crossed: false },
    { segment: 1, consDir: true, timestamp: 6, consEgress: 2, opens: true, crossed: true },
  ])
  expect(passage.last).toBe(passage.uses[1])
})

test('at a sibling the hop field was used before; what is refused is no passage', () => {
  const passage = passageOf(as, packetAt(1, 3), forward, { ...arrival, inf: 1, hf: 2, arrived: false })!
  expect(passage.uses).toEqual([])
  expect(passage.last).toMatchObject({ consEgress: 2 })
  expect(passageOf(as, packetAt(0, 1), { kind: 'drop', reason: 'macMismatch' }, arrival)).toBeUndefined()
})
