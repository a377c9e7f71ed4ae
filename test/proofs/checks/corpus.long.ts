import { expect, test } from 'vitest'
import { judgeCorpus, prepareScenarios } from '#proofs/checks/corpus.ts'
import { judgeAll } from '#proofs/checks/slices.ts'
import type { Logged } from '#proofs/slices/log.ts'
import { sliceLog } from '#proofs/slices/slice.ts'
import { traceHead } from '#sim/trace.ts'
import { describeWith, tlc } from '#test/availability.ts'
import { tamperedSteps } from './tampered.ts'

const attacks = prepareScenarios(['two-worlds/attacks'])

describeWith([tlc()], 'simulated runs put to the model', () => {
  test('accepted; red when an outcome is never seen, or nothing is', { timeout: 120_000 }, async () => {
    expect(await judgeCorpus(attacks, ['answer macIsValid macMismatch'])).toEqual({
      verdict: 'holds',
      count: expect.any(Number),
    })
    expect(await judgeCorpus(attacks, ['bfd'])).toMatchObject({ verdict: 'violated: Slices', detail: 'never seen: bfd' })
  })
})

describeWith([tlc()], 'logs that were tampered with', () => {
  test('every decision, altered in every way there is, is rejected', { timeout: 120_000 }, async () => {
    const logs = prepareScenarios(['two-worlds/attacks', 'epic-and-policy'])
    const altered = [...logs.values()].map(log => ({ log, ...tamperedSteps(log) }))
    expect(new Set(altered.flatMap(a => a.steps.map(s => s.name))).size).toBeGreaterThan(12)
    const judgements = await judgeAll(
      altered.map(({ log, knowledge, steps }) => ({ ...log, model: { ...log.model, knowledge, slices: steps.map(s => [s]) } })),
    )
    for (const [i, { steps }] of altered.entries()) {
      const wrong = new Set(judgements[i]!.divergences.map(d => JSON.stringify(d.step.decision)))
      expect(steps.filter(s => !wrong.has(JSON.stringify(s.decision))).map(s => `line ${s.logged.line}: ${s.name}`)).toEqual([])
    }
  })

  test('a decision left out of a way, or told twice, is missed at the next router', () => {
    for (const { model } of prepareScenarios(['two-worlds/attacks', 'two-worlds/several-routers']).values()) {
      const events = model.slices.flatMap(slice => slice.map(s => s.logged)).sort((a, b) => a.line - b.line)
      const head = traceHead(model.topology, 1, [])
      const strays = (changed: readonly Logged[]): number => sliceLog({ head, events: changed }, model.topology).strays.length
      expect(strays(events)).toBe(0)
      for (const [first, ...later] of model.slices) {
        const way = [first!, ...later].map(s => s.logged)
        for (const left of way.slice(0, -1)) expect(strays(events.filter(e => e !== left)), `line ${left.line}`).toBeGreaterThan(0)
        for (const { logged } of later) expect(strays(events.flatMap(e => (e === logged ? [e, e] : [e]))), `line ${logged.line}`).toBe(1)
      }
    }
  })
})
