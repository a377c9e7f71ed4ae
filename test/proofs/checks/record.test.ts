import { expect, test } from 'vitest'
import { record } from '#proofs/checks/record.ts'
import { runAll } from '#proofs/checks/run-all.ts'
import { withFolder } from '../engines/fakes.ts'
import { fakeTlc, tlcCheck, writeSpec } from './fakes.ts'

test('a must-fail that holds is not recorded; the same finding keeps its day; records of checks that are gone go', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const tools = fakeTlc(folder)
    const all = [tlcCheck(), tlcCheck({ id: 'passes', expected: 'violated: Inv' })]
    const monday = record(all, await runAll(all, { tools, lock: {}, folder }), {}, new Date('2026-11-23'))
    expect(Object.keys(monday.lock)).toEqual(['a'])
    expect(monday.results.map(r => r.status)).toEqual(['ok', 'failed'])

    const withGone = { ...monday.lock, gone: monday.lock.a! }
    const again = await runAll(all, { tools, lock: withGone, folder })
    expect(record(all, again, withGone, new Date('2026-11-24')).lock).toEqual(monday.lock)
    expect(monday.lock.a!.date).toBe('2026-11-23')

    const onlyB = [tlcCheck({ id: 'b' })]
    const partly = record([...all, ...onlyB], await runAll(onlyB, { tools, lock: {}, folder }), monday.lock, new Date('2026-11-24'))
    expect(Object.keys(partly.lock)).toEqual(['a', 'b'])
  }))
