import { expect, test } from 'vitest'
import { answers, anyCoreOf, findSegments, type IsCore, legsOf, type Query, responsibility } from '#control/lookup/lookup.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { changed, segmentAlong } from '../segments.ts'

const isCore: IsCore = isdAs => ['1-1', '1-2', '2-1'].includes(isdAs)
const legs = (src: IsdAs, dst: IsdAs): string =>
  legsOf(src, dst, isCore)
    .map(l => `${l.kind} ${l.src}>${l.dst}`)
    .join(', ')

test('the legs of every kind of path', () => {
  expect(legs('1-11', '2-11')).toBe('up 1-11>1-0, core 1-0>2-0, down 2-0>2-11')
  expect(legs('1-11', '1-12')).toBe('up 1-11>1-0, core 1-0>1-0, down 1-0>1-12')
  expect(legs('1-11', '2-1')).toBe('up 1-11>1-0, core 1-0>2-1')
  expect(legs('1-11', '1-1')).toBe('up 1-11>1-0, core 1-0>1-1')
  expect(legs('1-11', '1-0')).toBe('up 1-11>1-0')
  expect(legs('1-11', '2-0')).toBe('up 1-11>1-0, core 1-0>2-0')
  expect(legs('1-1', '2-11')).toBe('core 1-1>2-0, down 2-0>2-11')
  expect(legs('1-1', '1-11')).toBe('core 1-1>1-0, down 1-0>1-11')
  expect(legs('1-1', '2-1')).toBe('core 1-1>2-1')
  expect(legs('1-1', '1-0')).toBe('core 1-1>1-0')
  expect([legs('1-1', '1-1'), legs('1-11', '1-11')]).toEqual(['', ''])
  expect(anyCoreOf('7-ff00:0:1')).toBe('7-0')
})

const up = segmentAlong(['1-1', '1-11', '1-111'])
const core = segmentAlong(['2-1', '1-1'])
const otherCore = segmentAlong(['1-2', '1-1'])
const down = segmentAlong(['2-1', '2-11'])

/** Finds what it can, given answers by "core dst". */
function find(src: IsdAs, dst: IsdAs, ups: (typeof up)[], known: Record<string, (typeof up)[]>) {
  const answerTo = (q: Query) => known[`${q.core} ${q.dst}`]
  const { segments, missing } = findSegments(src, dst, isCore, { ups, answerTo })
  return { ...segments, missing: missing.map(q => `${q.kind} ${q.core} ${q.dst}`) }
}

test('first the core leg is asked of the cores the ups reach, then the down leg of those it reaches', () => {
  const none = { ups: [up], cores: [], downs: [] }
  expect(find('1-111', '2-11', [up], {})).toEqual({ ...none, missing: ['core 1-1 2-0'] })
  const cores = { '1-1 2-0': [core] }
  expect(find('1-111', '2-11', [up], cores)).toEqual({ ...none, cores: [core], missing: ['down 2-1 2-11'] })
  expect(find('1-111', '2-11', [up], { ...cores, '2-1 2-11': [down] })).toEqual({ ups: [up], cores: [core], downs: [down], missing: [] })
})

test('within the ISD the cores above are asked for the down leg too', () => {
  expect(find('1-111', '1-12', [up], { '1-1 1-0': [otherCore] }).missing).toEqual(['down 1-1 1-12', 'down 1-2 1-12'])
  expect(find('1-111', '1-12', [up], { '1-1 1-0': [] }).missing).toEqual(['down 1-1 1-12'])
})

test('a core AS asks itself for the core leg', () => {
  expect(find('1-1', '2-1', [], {}).missing).toEqual(['core 1-1 2-1'])
  expect(find('1-1', '1-11', [], { '1-1 1-0': [] }).missing).toEqual(['down 1-1 1-11'])
})

test('a core AS is not asked for the way to itself, and without ups nobody is asked', () => {
  expect(find('1-111', '1-1', [up], {})).toEqual({ ups: [up], cores: [], downs: [], missing: [] })
  expect(find('1-111', '2-11', [], {})).toEqual({ ups: [], cores: [], downs: [], missing: [] })
})

test('nobody is asked more than sixteen', () => {
  const many = Array.from({ length: 30 }, (_, i) =>
    changed(up, [{ ...up.entries[0]!, isdAs: `1-${i + 1}` as IsdAs }, ...up.entries.slice(1)]),
  )
  expect(find('1-111', '2-1', many, {}).missing.length).toBe(16)
})

test('a core AS answers for itself and nobody else', () => {
  const by = (self: IsdAs, src: IsdAs, dst: IsdAs) => responsibility(self, src, dst, isCore)
  expect([by('1-1', '1-1', '2-1'), by('1-1', '1-1', '2-0'), by('1-1', '1-1', '1-0')]).toEqual(['core', 'core', 'core'])
  expect(by('1-1', '1-1', '1-11')).toBe('down')
  expect([by('1-1', '1-2', '2-1'), by('1-11', '1-11', '1-1'), by('1-1', '1-1', '2-11'), by('1-1', '1-1', '1-1')]).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})

test('an answer holds only what was asked for', () => {
  expect(answers(core, { kind: 'core', core: '1-1', dst: '2-1' })).toBe(true)
  expect(answers(core, { kind: 'core', core: '1-1', dst: '2-0' })).toBe(true)
  expect(answers(core, { kind: 'core', core: '1-1', dst: '1-0' })).toBe(false)
  expect(answers(core, { kind: 'core', core: '1-2', dst: '2-1' })).toBe(false)
  expect(answers(down, { kind: 'down', core: '2-1', dst: '2-11' })).toBe(true)
  expect(answers(down, { kind: 'down', core: '2-1', dst: '2-12' })).toBe(false)
  expect(answers(up, { kind: 'down', core: '2-1', dst: '1-111' })).toBe(false)
})
