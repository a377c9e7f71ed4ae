import { expect, test } from 'vitest'
import { judgeCorpus, prepareScenarios } from '#proofs/checks/corpus.ts'
import { judge } from '#proofs/checks/slices.ts'
import { createAbstraction } from '#proofs/slices/abstract.ts'
import type { Step } from '#proofs/slices/module.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { simulatedKey } from '#sim/network.ts'
import { describeWith, tlc } from '#test/availability.ts'
import { exampleTopology } from '#test/sim/examples.ts'

const attacks = prepareScenarios(['two-worlds/attacks'])

describeWith([tlc()], 'simulated runs put to the model', () => {
  test('accepted; red when an outcome is never seen, or nothing is', { timeout: 120_000 }, async () => {
    expect(await judgeCorpus(attacks, ['answer macIsValid macMismatch'])).toEqual({
      verdict: 'holds',
      count: expect.any(Number),
    })
    expect(await judgeCorpus(attacks, ['bfd'])).toMatchObject({ verdict: 'violated: Slices', detail: 'never seen: bfd' })
  })

  /** What a corrupted line says otherwise; `undefined`: there is nothing in it to say so about. */
  const corruptions: Readonly<Record<string, (e: TraceEvent) => Partial<TraceEvent> | undefined>> = {
    verdict: e => ({ verdict: e.verdict === 'drop' ? 'deliver' : 'drop' }),
    rule: e => ({ rule: e.rule === 'macIsValid' ? 'hopNotExpired' : 'macIsValid' }),
    reason: e => ({ reason: e.reason === 'linkPair' ? 'noPort' : 'linkPair' }),
    egress: e => (e.verdict === 'forward' ? { egress: e.egress! + 1 } : undefined),
    sibling: e => (e.verdict === 'handOver' ? { toSibling: 'br9' } : undefined),
    scmp: e => (e.scmp ? { scmp: '1/4' } : undefined),
    'SegID after': e => flipSegId(e, e.left === undefined ? 'after' : 'left'),
    'SegID before': e => flipSegId(e, 'before'),
  }
  /** The lowest bit of the first info field's SegID: these headers have IPv4 addresses, the path begins at byte 36. */
  const flipSegId = (e: TraceEvent, field: 'before' | 'after' | 'left'): Partial<TraceEvent> | undefined => {
    const hex = e[field]!
    if (hex.slice(16, 20) !== '0100') return undefined
    const at = 2 * (36 + 4 + 3) + 1
    return { [field]: `${hex.slice(0, at)}${(Number.parseInt(hex[at]!, 16) ^ 1).toString(16)}${hex.slice(at + 1)}` }
  }

  test('every line of a log, corrupted in every way there is, is rejected', { timeout: 120_000 }, async () => {
    const { model, ...rest } = attacks.get('two-worlds/attacks')!
    const sound = model.slices.flat().filter(s => s.decision.packet.kind === 'scion')
    const topology = exampleTopology('tiny')
    const { knowledge, decision } = createAbstraction(topology, sound[0]!.logged.event.epochS, isdAs => simulatedKey(1, isdAs))
    const corrupted = Object.entries(corruptions).flatMap(([name, corrupt]) =>
      sound.flatMap(({ logged }): (Step & { readonly name: string })[] => {
        const change = corrupt(logged.event)
        const event = { ...logged.event, ...change }
        const found = change && decision(event)
        return found === undefined ? [] : [{ name, logged: { ...logged, event }, decision: found }]
      }),
    )
    expect(new Set(corrupted.map(c => c.name)).size).toBeGreaterThan(6)
    const judgement = await judge({ ...rest, model: { topology, knowledge, slices: corrupted.map(step => [step]) } })
    const wrong = new Set(judgement.divergences.map(d => JSON.stringify(d.step.decision)))
    expect(corrupted.filter(c => !wrong.has(JSON.stringify(c.decision))).map(c => `line ${c.logged.line}: ${c.name}`)).toEqual([])
  })
})
