import { expect, test } from 'vitest'
import { expandSuite } from '#conformance/suite/expanded.ts'
import { toHex } from '#wire/bytes.ts'
import { caseOf, expanded, nowNs, suite } from '../in-process.ts'

test('the same bytes as the runner sends and wants', () => {
  const ids = ['dp.forward.parent-child.along.01', 'dp.mac.mismatch.from-sibling.01', 'dp.transit-source.stranger.01']
  const { cases, configurations, ...head } = expandSuite(suite, ids.map(caseOf), { nowNs, net: 7 })
  expect(head).toEqual({ suite: '2026.1', unixNs: String(nowNs), net: 7 })
  expect(Object.keys(configurations)).toContain('multi')
  for (const [i, c] of cases.entries()) {
    const [step] = expanded(caseOf(ids[i]!))
    const { input, output } = step!
    expect(c.steps[0]!.in).toEqual({ from: input!.from, to: input!.to, bytes: toHex(input!.bytes) })
    if (output === undefined) expect(c.steps[0]!.out).toBe('nothing')
    else expect(c.steps[0]!.out).toMatchObject({ from: output.from, to: output.to, bytes: toHex(output.bytes) })
  }
  expect(cases[0]!.steps[0]!.out).not.toHaveProperty('mask')
  expect(cases[1]!.steps[0]!.out).toHaveProperty('mask')
})
