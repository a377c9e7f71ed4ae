import { expect, test } from 'vitest'
import { judgeAll, objectionsOf } from '#proofs/checks/slices.ts'
import { readLog } from '#proofs/slices/log.ts'
import { type Prepared, prepareSlices } from '#proofs/slices/prepare.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { attack } from '#sim/attack.ts'
import type { PacketPlan } from '#sim/attackers.ts'
import { createTrace, traceHead } from '#sim/trace.ts'
import { describeWith, tlc } from '#test/availability.ts'
import { startExample } from '#test/sim/examples.ts'
import { breaks, shotsOf } from './breaks.ts'

/** What routers of these rules log of the shots. */
function play(rules: RuleSet, shots: readonly PacketPlan[]): Prepared {
  const network = startExample('border-routers', { rules: () => rules })
  const lines: string[] = []
  const trace = createTrace(traceHead(network.topology, network.seed, [], network.loop.now), piece => lines.push(piece))
  network.observe(trace.observer)
  for (const shot of shots) attack(network, shot)
  trace.end()
  return prepareSlices(readLog(lines.join('').split('\n'), network.topology), network.topology)
}

describeWith([tlc()], 'simulated routers broken in five ways', () => {
  test('each is told from the model by its log, with the line and the fields', { timeout: 120_000 }, async () => {
    const shots = shotsOf(startExample('border-routers'))
    const [sound, ...broken] = await judgeAll([ruleSet, ...Object.values(breaks).map(([rules]) => rules)].map(rules => play(rules, shots)))
    expect(objectionsOf(sound!)).toEqual([])
    expect(sound!.accepted).toBe(true)
    for (const [i, [name, [, objection]]] of Object.entries(breaks).entries()) {
      expect(broken[i]!.accepted, name).toBe(false)
      const objections = objectionsOf(broken[i]!)
      expect(
        objections.filter(text => objection.test(text)),
        `${name}:\n${objections.join('\n')}`,
      ).not.toEqual([])
      expect(objections[0], name).toMatch(/^line \d+: 1-ff00:0:1\d\d br\S+: /)
    }
  })
})
