import { describe, expect, test } from 'vitest'
import type { Output } from '#conformance/dut/dut.ts'
import { compareOutput, comparePackets, judge } from '#conformance/run/judge.ts'
import type { ExpectedOutput } from '#conformance/suite/expand.ts'
import { caseOf, expanded, nowNs, outputsOf, routerOf, settings } from '../in-process.ts'

const id = 'dp.mac.mismatch.from-sibling.01'
const [step] = expanded(caseOf(id))
const want = step!.output!
const [right] = outputsOf(routerOf(settings.get('multi')!), settings.get('multi')!, step!) as [Output]
const changed = (at: number): Output => {
  const bytes = right.bytes.slice()
  bytes.set([bytes.at(at)! ^ 1], at < 0 ? bytes.length + at : at)
  return { ...right, bytes }
}

test('as expected', () => {
  expect(judge(want, [right], nowNs)).toEqual([])
  expect(judge(undefined, [], nowNs)).toEqual([])
})

test('too little, too much, elsewhere', () => {
  const fields = (expected: ExpectedOutput | undefined, outputs: readonly Output[]) =>
    judge(expected, outputs, nowNs).map(d => [d.field, d.actual.slice(0, 7)])
  expect(fields(want, [])).toEqual([['output', 'nothing']])
  expect(judge(want, [right, right], nowNs)).toMatchObject([{ field: 'output', expected: 'nothing more' }])
  expect(judge(undefined, [right], nowNs)).toMatchObject([{ field: 'output', expected: 'nothing' }])
  expect(fields(want, [{ ...right, from: '127.7.9.9:1' }])).toEqual([['from', '127.7.9']])
  expect(fields(want, [{ ...right, to: '127.7.9.8:1' }])).toEqual([['to', '127.7.9']])
})

describe('differences have names', () => {
  test.each([
    [1, 'common.FlowID'],
    [14, 'address.DstAS'],
    [-1, 'quote.payload.Data'],
  ])('byte %s', (at, field) => {
    const found = compareOutput(want, changed(at), nowNs).map(d => d.field)
    expect(found).toContain(field)
  })

  test('an authenticator must fit, and be of now', () => {
    expect(compareOutput(want, right, nowNs + 60_000_000_000n).map(d => d.field)).toEqual(['e2e.option[0].Timestamp'])
    const at = right.bytes.findIndex((_, i) => i > 20 && want.mask[i] === 0)
    expect(compareOutput(want, changed(at + 8), nowNs).map(d => d.field)).toEqual(['e2e.option[0].Authenticator'])
  })

  test('bytes that are no packet are shown as bytes', () => {
    const all = Uint8Array.of(0xff, 0xff, 0xff)
    expect(comparePackets(Uint8Array.of(1, 2, 3), all, Uint8Array.of(1, 9, 3))).toEqual([
      { field: 'byte[1]', expected: '0203', actual: '0903' },
    ])
    expect(comparePackets(Uint8Array.of(1, 2, 3), all, Uint8Array.of(1, 2))).toMatchObject([{ field: 'byte[2]', actual: '(end)' }])
    expect(comparePackets(Uint8Array.of(1, 2), all.slice(1), Uint8Array.of(1, 2, 3))).toMatchObject([
      { field: 'byte[2]', expected: '(end)' },
    ])
    expect(comparePackets(Uint8Array.of(1, 2), Uint8Array.of(0xff, 0xfd), Uint8Array.of(1, 0))).toEqual([])
  })
})
