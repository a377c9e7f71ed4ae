import { expect, test } from 'vitest'
import { createLogText } from '#proofs/slices/text.ts'
import { ruleSet } from '#router/rules.ts'
import { storyDecisions } from './stories.ts'

const { bySet, knowledge } = storyDecisions([ruleSet])
const decisions = bySet[0]!.map(d => d.decision)

test('what comes again has the place it had', () => {
  const log = createLogText()
  const network = log.addNetwork([{ as: '1-ff00:0:1', id: 1 }], knowledge)
  const places = decisions.map(d => log.addDecision(network, d))
  expect(places[0]).toBe(1)
  expect(decisions.map(d => log.addDecision(network, d))).toEqual(places)
  expect(log.addSlice(places)).toBe(1)
  expect(log.addSlice([...places].reverse())).toBe(2)
  expect(log.addDecision(network + 1, decisions[0]!)).toBe(Math.max(...places) + 1)
})

test('a definition stands before what speaks of it, and no line is long', () => {
  const log = createLogText()
  log.addNetwork([], knowledge)
  log.addSlice(decisions.map(d => log.addDecision(1, d)))
  const text = log.text()
  const names = ['SegIds', 'Hops', 'Paths', 'Ends', 'Packets', 'Arrivals', 'Outcomes', 'Decisions', 'Slices', 'Networks']
  const places = names.map(name => text.indexOf(`\n${name} == `))
  expect(places).toEqual([...places].sort((a, b) => a - b))
  expect(places[0]).toBeGreaterThanOrEqual(0)
  for (const name of names)
    expect(text.indexOf(`${name}[`) === -1 || text.indexOf(`${name}[`) > text.indexOf(`\n${name} == `), name).toBe(true)
  const slices = text.split('\n').filter(line => !/^(Slices == )?<<\d/.test(line))
  expect(Math.max(...slices.map(line => line.length))).toBeLessThan(400)
})
