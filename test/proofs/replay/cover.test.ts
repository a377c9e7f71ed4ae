import { expect, test } from 'vitest'
import { combinationOf, createCover, linkTypesOf } from '#proofs/replay/cover.ts'
import { forgedStep, stepsOfTrip, t1 } from './lab.ts'

const network = t1()
const [sent, crossing] = stepsOfTrip(network)
const forged = forgedStep(network)

test('what a router can tell apart', () => {
  const text = (step: typeof sent, op = 'none') => combinationOf({ op, step }, linkTypesOf(network.topology))
  expect(text(sent)).toBe('scion | host | forward | forwardToEgress |  | against | inside>parent | none')
  expect(text(crossing)).toBe('scion | link | handOver | forwardToEgress |  | against crossed | child>child | none')
  expect(text(forged, 'otherHop')).toBe('scion | link | answer | macIsValid | macMismatch | against | child>inside | otherHop')
})

test('each once', () => {
  const cover = createCover(network.topology)
  for (const op of ['none', 'none', 'elsewhere']) cover.add({ op, step: sent })
  cover.add({ op: 'none', step: crossing })
  expect(cover.chosen.map(c => c.op)).toEqual(['none', 'elsewhere', 'none'])
  const next = createCover(network.topology, cover.combinations)
  next.add({ op: 'none', step: sent })
  next.add({ op: 'none', step: forged })
  expect(next.chosen.map(c => c.step)).toEqual([forged])
})
