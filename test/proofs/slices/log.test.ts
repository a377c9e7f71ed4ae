import { expect, test } from 'vitest'
import { readLog } from '#proofs/slices/log.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { changed, events, lines, topology } from './lines.ts'

const refusal = (text: readonly string[], of = topology): string => {
  try {
    readLog(text, of, { file: 'x.ndjson' })
  } catch (error) {
    return (error as { text: string }).text
  }
  return 'taken'
}

test('all decisions, with their lines; no more than wanted', () => {
  expect(readLog(lines, topology).events.map(e => e.line)).toEqual(events.map((_, i) => i + 2))
  expect(readLog(lines, topology)).not.toHaveProperty('isCut')
  expect(readLog(lines, topology, { limit: events.length })).not.toHaveProperty('isCut')
  expect(readLog(lines, topology, { limit: 2 })).toMatchObject({ events: [{ line: 2 }, { line: 3 }], isCut: true })
})

test('what is cut, foreign, of another network or version is refused with its line', () => {
  const head = JSON.parse(lines[0]!) as object
  const withHead = (more: object): string[] => [JSON.stringify({ ...head, ...more }), ...lines.slice(1)]
  expect(refusal([])).toMatch(/^x.ndjson:1: nothing is in it/)
  expect(refusal(lines.slice(0, -1))).toMatch(`x.ndjson:${lines.length - 1}: the last line is cut`)
  expect(refusal([lines[0]!, lines[1]!.slice(0, 50)])).toMatch('x.ndjson:2: no JSON object')
  expect(refusal(['<pcap>'])).toMatch('x.ndjson:1: no JSON object')
  expect(refusal(lines.slice(1))).toMatch('x.ndjson:1: the first line does not say what was run')
  expect(refusal(withHead({ version: 2 }))).toMatch('x.ndjson:1: version 2 of the log; this program reads 1')
  expect(refusal(withHead({ seed: 'x' }))).toMatch('seed')
  expect(refusal(withHead({ onPath: 1 }))).toMatch('onPath')
  expect(refusal(lines, exampleTopology('diamond'))).toMatch('x.ndjson:1: the log is of another network ("tiny") than "diamond"')
})

test('a decision that no router of the network can have taken is refused', () => {
  expect(refusal(changed(0, e => ({ ...e, router: 'br9' })))).toMatch('x.ndjson:2: the network has no router br9')
  expect(refusal(changed(0, e => ({ ...e, in: 99 })))).toMatch('has no interface 99')
  expect(refusal(changed(0, e => ({ ...e, before: 'xx' })))).toMatch('before is missing')
  expect(refusal(changed(0, e => ({ ...e, in: 0, fromSibling: 'br9' })))).toMatch('hears no sibling br9')
  expect(refusal(changed(events.length - 1, e => ({ ...e, router: events[0]!.router, as: events[0]!.as, in: 0, t: 0 })))).toMatch(
    'decided this before',
  )
})
