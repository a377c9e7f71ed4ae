/** One-hop paths are tried as SCION paths are, and what routers write into them is known. */
import { expect, test } from 'vitest'
import { unread, unreadHop, writeDraft } from '#proofs/explorer/draft.ts'
import { createForge, type Wish } from '#proofs/explorer/forge.ts'
import { type Completes, completedFor, nobodyCompletes } from '#proofs/explorer/onehop.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { pathAt } from '#wire/header.ts'
import { secondHopAt } from '#wire/onehop.ts'
import { parseHop, segId } from '#wire/path.ts'
import { ask, worldOf } from './lab.ts'

const { world, known, network } = worldOf('tiny')
const [core, leaf] = ['1-ff00:0:110', '1-ff00:0:111'] as const
const completes = completedFor(world, new Set([leaf]))

test('without the check of its MAC a one-hop packet goes where no segment does', () => {
  const { packet } = ask('tiny', { attackers: ['111'], guardOff: 'oneHopMacIsValid' })
  expect(packet?.way.map(e => `${e.as} ${e.verdict}`)).toEqual([`${leaf} forward`, `${core} deliver`])
  expect(ask('tiny', { attackers: ['111'] }).verdict).toBe('holds')
})

test('its first hop field may have expired: no router asks', () => {
  const { judge } = parseProperty('path-auth', { known, leaked: new Set() })
  const hop = known.all.find(h => h.isdAs === core && h.consEgress === 1)!
  const use = { ...hop, segment: 0, consDir: true, opens: true, crossed: false }
  const as = world.placeOf(core, 'br1-ff00_0_110-1').as
  const passage = { as, entered: 0, arrived: true, left: 1, ownSource: false, uses: [use], last: use, atS: hop.expiryS + 1 }
  expect(judge('', passage)).toHaveProperty('broken')
  expect(judge('', { ...passage, oneHop: true })).toHaveProperty('memory')
})

test('the hop field that the neighbour completes is the one that the attacker is said to know', () => {
  const wish: Wish = {
    ...{ isdAs: core, timestamp: 1_900_000_000, consIngress: 1, consEgress: 0 },
    ...{ unfolds: false, folds: true, segId: 7, after: undefined },
  }
  const { hop } = createForge(world, new Set(), completes)(wish)!
  const draft = { src: leaf, dst: core, segments: 1, lone: false, lens: [], startInf: 0, startHf: 0, oneHop: true } as const
  const info = { ...unread, consDir: true, timestamp: wish.timestamp }
  const bytes = writeDraft({ ...draft, infos: [info], hops: [{ ...unreadHop, expTime: hop.expTime }] }, { inf: 0, hf: 0, segId: 7 })
  const { place, link, from } = world.farEnd(leaf, 41)
  const { verdict, sent } = place.router.process(link, from, bytes, network.loop.now)
  expect(verdict.kind).toBe('deliver')
  expect(parseHop(sent!, secondHopAt(pathAt(sent!)))).toEqual(hop)
  expect(segId(sent!, pathAt(sent!))).toBe(7)
  expect(createForge(world, new Set())(wish)!.hop.mac).toEqual(new Uint8Array(6))
})

test('only for who is next to it, and to lead no further', () => {
  expect(completes(core, 1, 0)).toBe(true)
  expect([completes(core, 2, 0), completes(core, 1, 2), completes(core, 0, 0), completes(leaf, 41, 0)]).toEqual([
    false,
    false,
    false,
    false,
  ])
})

test('path-auth: behind an attacker such a hop field may follow whatever the attacker had before', () => {
  const judged = (as: Completes) => parseProperty('path-auth', { known, leaked: new Set(), completes: as }).judge
  const use = { ...{ segment: 0, consDir: true, timestamp: 1, consIngress: 1, consEgress: 0 }, opens: false, crossed: false }
  const { as } = world.placeOf(core, 'br1-ff00_0_110-1')
  const passage = { as, entered: 1, arrived: true, left: 0, uses: [use], last: use, ownSource: false, atS: 1 }
  expect(judged(completes)('0/0', passage)).toEqual({ memory: 'completed' })
  expect(judged(nobodyCompletes)('0/0', passage)).toHaveProperty('broken')
})
