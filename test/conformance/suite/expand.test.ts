import { describe, expect, test } from 'vitest'
import { judge } from '#conformance/run/judge.ts'
import { bfdAt } from '#conformance/run/run-case.ts'
import { expandStep, stepsOf } from '#conformance/suite/expand.ts'
import { toHex } from '#wire/bytes.ts'
import { caseOf, epochS, expanded, nowNs, outputsOf, routerOf, settings, suite } from '../in-process.ts'

const nsPerS = 1_000_000_000
const isPlain = (steps: ReturnType<typeof expanded>): boolean =>
  steps.every(
    s => s.input !== undefined && bfdAt(s.input.bytes) === undefined && (s.output === undefined || bfdAt(s.output.bytes) === undefined),
  )

describe('the router of this process does what the case wants', () => {
  test.each(suite.cases.map(c => [c.id, c] as const))('%s', (_, c) => {
    const setting = settings.get(c.configuration)!
    const steps = expanded(c)
    // BFD takes time: it is run on a router in real time.
    if (!isPlain(steps)) return
    for (const [i, step] of steps.entries()) {
      const at = Math.round((stepsOf(c)[i]!.second?.[0] ?? 0) * nsPerS) + 250_000_000
      expect(judge(step.output, outputsOf(routerOf(setting), setting, step, at), nowNs)).toEqual([])
    }
  })
})

test('a packet on other addresses, at another moment', () => {
  const [step] = stepsOf(caseOf('dp.forward.parent-child.along.01'))
  const at = (net: number, nowS: number) => {
    const setting = { ...settings.get('multi')!, net }
    return expandStep(step!, setting, { nowNs: BigInt(nowS) * 1_000_000_000n })
  }
  expect(at(7, epochS)).toEqual(at(7, epochS))
  expect(toHex(at(7, epochS).input!.bytes)).not.toBe(toHex(at(7, epochS + 1).input!.bytes))
  expect(at(7, epochS).input).toMatchObject({ port: 131, from: '127.7.13.3:40000', to: '127.7.13.2:50000' })
  expect(at(7, epochS).output).toMatchObject({ from: '127.7.14.2:50000', to: ['127.7.14.3:40000'] })
})

test('what goes back where it came from, to one of several, under a mask', () => {
  const [answered] = expanded(caseOf('dp.mac.mismatch.from-sibling.01'))
  expect([answered!.output!.from, answered!.output!.to]).toEqual([answered!.input!.to, [answered!.input!.from]])
  expect(answered!.output!.authenticated).toBe(true)
  expect(answered!.output!.mask.filter(b => b === 0)).toHaveLength(6 + 16)
})

test.each([
  [{ in: { link: 7 }, out: 'nothing' }, 'brA has no interface 7'],
  [{ in: { sibling: 'brX' }, out: 'nothing' }, 'there is no border router brX'],
  [
    { in: { link: 131, path: ['along 0x1 (0,1) *(131,0)'], set: { 'path.hop[7].MAC': 0 } }, out: 'nothing' },
    'the packet has no field "path.hop[7].MAC"',
  ],
  [{ in: { link: 131 }, out: { answer: { type: 4, code: 51 } } }, 'an answer needs something to answer, and a path'],
] as const)('%j cannot be built', (step, message) => {
  expect(() => expandStep(structuredClone(step) as never, settings.get('multi')!, { nowNs })).toThrow(message)
})
