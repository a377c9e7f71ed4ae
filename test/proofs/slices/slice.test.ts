import { expect, test } from 'vitest'
import { readLog } from '#proofs/slices/log.ts'
import { sliceLog } from '#proofs/slices/slice.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { changed, events, lines, topology } from './lines.ts'

const cut = (text: readonly string[]) => sliceLog(readLog(text, topology), topology)

test('each packet is followed from router to router; answers are packets of their own', () => {
  const { slices, strays } = cut(lines)
  expect(strays).toEqual([])
  expect(slices.flat()).toHaveLength(events.length)
  for (const slice of slices) for (const [i, { event }] of slice.slice(1).entries()) expect(event.before).toBe(slice[i]!.event.after)
  expect(slices.some(s => s.length > 1 && s.at(-1)!.event.verdict === 'answer')).toBe(true)
})

test('what is heard and was never sent is a stray: a decision dropped from the middle, a header or an egress changed', () => {
  const at = events.findIndex((e, i) => e.verdict === 'forward' && events.slice(i).some(o => o.before === e.after))
  const flip = (hex: string): string => `${hex.slice(0, -1)}${hex.endsWith('0') ? '1' : '0'}`
  const changes: ((e: TraceEvent) => TraceEvent | undefined)[] = [
    () => undefined,
    e => ({ ...e, after: flip(e.after) }),
    e => ({ ...e, egress: 999 }),
  ]
  for (const change of changes) expect(cut(changed(at, change)).strays).not.toEqual([])
})

test('a packet that was lost, or whose last decision is missing, is a shorter slice', () => {
  const last = events.findLastIndex(e => e.verdict === 'answer' || e.verdict === 'deliver')
  expect(cut(changed(last, () => undefined)).slices.length).toBeLessThanOrEqual(cut(lines).slices.length)
})

test('of what was under way when the log began, and of links on which someone stands, nobody asks', () => {
  const at = events.findIndex((e, i) => e.verdict === 'forward' && events.slice(i).some(o => o.before === e.after))
  const text = changed(at, () => undefined)
  const head = JSON.parse(text[0]!) as object
  expect(cut([JSON.stringify({ ...head, fromNs: events[at]!.t }), ...text.slice(1)]).strays).toEqual([])
  const onPath = [`${events[at]!.as}#${events[at]!.egress}`]
  expect(cut([JSON.stringify({ ...head, onPath }), ...text.slice(1)]).strays).toEqual([])
})

test('of a log that lists router after router and was read in part, nobody knows who has sent what is heard', () => {
  const byRouter = events.toSorted((a, b) => (`${b.as} ${b.router}` < `${a.as} ${a.router}` ? -1 : 1))
  const text = [lines[0]!, ...byRouter.map(e => JSON.stringify(e)), '']
  const log = readLog(text, topology, { limit: Math.floor(events.length / 2) })
  expect(sliceLog(log, topology).strays).toEqual([])
  expect(sliceLog({ ...log, isCut: false }, topology).strays).not.toEqual([])
})
