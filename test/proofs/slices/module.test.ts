import { expect, test } from 'vitest'
import { logModule, readFindings } from '#proofs/slices/module.ts'
import { ruleSet } from '#router/rules.ts'
import { storyDecisions, storyTopology } from './stories.ts'

const { bySet, knowledge } = storyDecisions([ruleSet])
const steps = bySet[0]!.slice(0, 5).map(({ event, decision }, i) => ({ logged: { line: i + 2, event }, decision }))

test('a decision, a packet and a way that come again are there once', () => {
  const once = logModule(storyTopology, knowledge, [steps])
  const twice = logModule(storyTopology, knowledge, [steps, [...steps]])
  expect(twice.text).toBe(once.text)
  expect(twice.slices).toHaveLength(1)
  for (const name of ['Interfaces', 'Macs', 'Hvfs', 'Prefix', 'Packets', 'Decisions', 'Slices'])
    expect(once.text).toContain(`\n${name} == `)
})

test('what TLC found, by line of the log', () => {
  const module = logModule(storyTopology, knowledge, [steps])
  const found = [
    { found: { what: 'checked', slice: 1, at: 5, expected: [] } },
    { found: { what: 'decision', slice: 0, at: 1, expected: { ...steps[0]!.decision.outcome, packet: {} } } },
    { found: { what: 'way', slice: 1, at: 2, expected: [] } },
  ]
  const { checked, divergences } = readFindings(found as never, module)
  expect(checked).toEqual({ slices: 1, decisions: 5 })
  expect(divergences.map(d => [d.kind, d.step.logged.line])).toEqual([['decision', 2], ['way', 3]]) // biome-ignore format: one line
})
