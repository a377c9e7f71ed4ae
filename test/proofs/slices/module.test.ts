import { expect, test } from 'vitest'
import { logModule, readFindings } from '#proofs/slices/module.ts'
import { ruleSet } from '#router/rules.ts'
import { storyDecisions, storyTopology } from './stories.ts'

const { bySet, knowledge } = storyDecisions([ruleSet])
const steps = bySet[0]!.slice(0, 5).map(({ event, decision }, i) => ({ logged: { line: i + 2, event }, decision }))

const log = { topology: storyTopology, knowledge, slices: [steps] }

test('a decision, a packet and a way that come again are there once', () => {
  const once = logModule([log])
  const twice = logModule([{ ...log, slices: [steps, [...steps]] }])
  expect(twice.text).toBe(once.text)
  expect(twice.slices).toHaveLength(1)
  for (const name of ['SegIds', 'Hops', 'Paths', 'Ends', 'Packets', 'Arrivals', 'Outcomes', 'Decisions', 'Slices', 'Networks'])
    expect(once.text).toContain(`\n${name} == `)
})

test('what TLC found, by log and line of it', () => {
  const module = logModule([log, log])
  const found = [
    { found: { what: 'checked', slice: 1, at: 5, expected: [] } },
    { found: { what: 'decision', slice: 0, at: 1, expected: { ...steps[0]!.decision.outcome, packet: {} } } },
    { found: { what: 'way', slice: 2, at: 2, expected: [] } },
  ]
  const { checked, divergences } = readFindings(found as never, module)
  expect(checked).toEqual({ slices: 1, decisions: 5 })
  expect(divergences.map(d => [d.kind, d.log, d.step.logged.line])).toEqual([
    ['decision', 0, 2],
    ['way', 1, 3],
  ])
})
