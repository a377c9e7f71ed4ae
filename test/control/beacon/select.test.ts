import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { diversity, selectShortestAndDiverse } from '#control/beacon/select.ts'
import { type AsEntry, makeSegment, type Segment } from '#control/segment/segment.ts'
import { describeWith, shared } from '#test/availability.ts'
import type { IsdAs } from '#wire/isdas.ts'

/** "0 1-1 5" an entry: ingress, ISD-AS, egress. */
function along(hops: readonly string[]): Segment {
  const entries = hops.map((hop): AsEntry => {
    const [ingress, isdAs, egress] = hop.split(' ')
    const h = { ingress: Number(ingress), egress: Number(egress), expTime: 63, mac: new Uint8Array(6) }
    return { isdAs: isdAs as IsdAs, next: '0-0', mtu: 0, hop: h, ingressMtu: 0, peers: [] }
  })
  return makeSegment({ timestamp: 0, segId: 0 }, entries, new Uint8Array(0))
}

const best = along(['0 1-1 1', '1 1-2 1'])
const alike = along(['0 1-1 1', '1 1-2 2'])
const different = along(['0 1-1 2', '1 1-3 1', '2 1-2 3'])

test('diversity counts the links of the best that the other lacks', () => {
  expect([best, alike, different].map(s => diversity(best, s))).toEqual([0, 1, 2])
})

test('the last place goes to the most different, if it adds anything', () => {
  expect(selectShortestAndDiverse([best, alike, along(['0 1-1 1', '1 1-2 1', '1 1-9 1']), different], 3)).toEqual([best, alike, different])
  expect(selectShortestAndDiverse([best, different, alike, along(['0 1-1 1', '1 1-2 4'])], 3)).toEqual([best, different, alike])
})

test('few candidates are all chosen; one place goes to the shortest', () => {
  expect(selectShortestAndDiverse([best, alike], 2)).toEqual([best, alike])
  expect(selectShortestAndDiverse([best, alike], 1)).toEqual([best])
  expect(selectShortestAndDiverse([best, alike], 0)).toEqual([])
  expect(selectShortestAndDiverse([], 5)).toEqual([])
})

describeWith([shared('vectors/control/beacon-select.json')], 'recorded selections', file => {
  interface Selection {
    readonly candidates: readonly string[][]
    readonly result_size: number
    readonly selected: readonly number[] | null
    readonly panic?: string
  }
  const recorded = JSON.parse(readFileSync(file!, 'utf8')) as {
    readonly select: readonly Selection[]
    readonly diversity: readonly { readonly a: string[]; readonly b: string[]; readonly a_b: number; readonly b_a: number }[]
  }

  test('the same beacons in the same order', () => {
    for (const s of recorded.select.filter(x => !x.panic)) {
      const candidates = s.candidates.map(along)
      expect(selectShortestAndDiverse(candidates, s.result_size).map(c => candidates.indexOf(c))).toEqual(s.selected ?? [])
    }
  })

  test('the same diversity', () => {
    for (const d of recorded.diversity) {
      const [a, b] = [along(d.a), along(d.b)]
      expect([diversity(a, b), diversity(b, a)]).toEqual([d.a_b, d.b_a])
    }
  })
})
