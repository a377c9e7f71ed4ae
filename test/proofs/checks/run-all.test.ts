import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { record } from '#proofs/checks/record.ts'
import { runAll, staleRecords } from '#proofs/checks/run-all.ts'
import { withFolder } from '../engines/fakes.ts'
import { bridgeCheck, fakeTlc, noTools, tlcCheck, writeSpec } from './fakes.ts'

const all = [
  tlcCheck({ id: 'holds' }),
  tlcCheck({ id: 'bug', config: 'BUG', expected: 'violated: Inv' }),
  bridgeCheck(async () => ({ verdict: 'holds', count: 3 })),
]
const statuses = async (...args: Parameters<typeof runAll>) => (await runAll(...args)).map(r => r.status)

test('recorded, then in order; a change makes stale what reads it; without TLC: skipped, and red where stale', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const tools = fakeTlc(folder)
    const first = await runAll(all, { tools, lock: {}, folder })
    expect(first.map(r => r.status)).toEqual(['stale', 'stale', 'stale'])
    const { lock } = record(all, first, {}, new Date('2026-11-25T12:00:00Z'))
    expect(staleRecords(all, lock, folder)).toEqual([])

    expect(await statuses(all, { tools, lock, folder })).toEqual(['ok', 'ok', 'ok'])
    expect(await statuses(all, { tools: noTools, lock, folder })).toEqual(['skipped', 'skipped', 'ok'])
    expect(await statuses(all, { tools: fakeTlc(folder, 6), lock, folder })).toEqual(['differs', 'ok', 'ok'])

    appendFileSync(join(folder, 'BUG.cfg'), '\\* changed\n')
    expect(staleRecords(all, lock, folder)).toEqual(['bug'])
    expect(await statuses(all, { tools: noTools, lock, folder })).toEqual(['skipped', 'stale', 'ok'])
    expect(staleRecords(all.slice(1), lock, folder)).toEqual(['bug', 'holds'])
  }))

test('results in the order of the table, each told as it ends; a module that is not there fails only its check', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const told: string[] = []
    const checks = [...all, tlcCheck({ id: 'lost', module: 'Nowhere' })]
    const results = await runAll(checks, { tools: fakeTlc(folder), lock: {}, folder, jobs: 1, onEnd: ({ check }) => told.push(check.id) })
    expect(results.map(r => r.check.id)).toEqual(['holds', 'bug', 'bridge', 'lost'])
    expect(told).toEqual(['holds', 'bug', 'lost', 'bridge'])
    expect(results[3]).toMatchObject({ status: 'failed', detail: expect.stringContaining('Nowhere.tla') })
  }))

test('a bridge reads the states that a check before it found, and of no check that was not run, or that something violates', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const seen: string[] = []
    const reader = bridgeCheck(
      async dumps => {
        seen.push(...[...dumps].map(([id, file]) => `${id}: ${readFileSync(file, 'utf8')}`))
        return { verdict: 'holds', count: 1 }
      },
      { reads: ['holds', 'bug', 'absent'] },
    )
    await runAll([all[0]!, all[1]!, reader], { tools: fakeTlc(folder), lock: {}, folder })
    expect(seen).toEqual(['holds: says holds\n'])
    await runAll([reader], { tools: fakeTlc(folder), lock: {}, folder })
    expect(seen).toHaveLength(1)
  }))
