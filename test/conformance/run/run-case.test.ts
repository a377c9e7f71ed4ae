import { expect, onTestFinished, test } from 'vitest'
import type { Dut } from '#conformance/dut/dut.ts'
import { startDut } from '#conformance/dut/dut.ts'
import { bfdAt, runCase } from '#conformance/run/run-case.ts'
import { type Setting, stepsOf } from '#conformance/suite/expand.ts'
import { settingOf } from '#conformance/suite/read.ts'
import { someNet } from '#test/emulate/lab.ts'
import { ourRouter } from '../dut/network.ts'
import { caseOf, expanded, suite } from '../in-process.ts'

async function started(): Promise<{ readonly dut: Dut; readonly setting: Setting }> {
  const setting = settingOf(suite, 'multi', someNet())
  const { router: id, ...spec } = setting.spec
  const dut = await startDut({ command: ourRouter, graceMs: 100, configuration: { ...spec, as: setting.as, id } })
  onTestFinished(() => dut.stop())
  return { dut, setting }
}

test('cases that pass, and the same with something wrong in each place', async () => {
  const { dut, setting } = await started()
  const fieldsOf = async (c: Parameters<typeof runCase>[1]): Promise<string[]> =>
    (await runCase(dut, c, setting)).differences.map(d => d.field)
  const forward = caseOf('dp.forward.parent-child.along.01')
  expect(await fieldsOf(forward)).toEqual([])
  expect(await fieldsOf({ ...forward, out: 'nothing' })).toEqual(['output'])
  expect(await fieldsOf({ ...forward, out: { ...(forward.out as object), link: 151 } })).toEqual(['from', 'to'])
  expect(await fieldsOf({ ...forward, out: { link: 141, path: forward.in!.path! } })).toEqual(
    expect.arrayContaining(['path.meta.CurrHF', 'path.info[0].SegID']),
  )
  const silent = caseOf('dp.transit-source.stranger.01')
  expect(await fieldsOf(silent)).toEqual([])
  expect(await fieldsOf({ ...silent, out: { link: 141 } })).toEqual(['output'])
})

test('steps are told apart, and the rest is left out after a failure', async () => {
  const { dut, setting } = await started()
  const forward = caseOf('dp.forward.parent-child.along.01')
  const [step] = stepsOf(forward)
  const { in: _, out: __, ...head } = forward
  const { differences, evidence } = await runCase(dut, { ...head, steps: [step!, { ...step!, out: 'nothing' }, step!] }, setting)
  expect(differences.map(d => d.field)).toEqual(['step 2: output'])
  expect(evidence).toHaveLength(2)
})

test('a part of a second is waited for', async () => {
  const { dut, setting } = await started()
  const { evidence } = await runCase(dut, { ...caseOf('dp.forward.parent-child.along.01'), second: [0.4, 0.5] }, setting)
  const fraction = Number(evidence[0]!.atNs % 1_000_000_000n) / 1e9
  expect(fraction).toBeGreaterThanOrEqual(0.4)
  expect(fraction).toBeLessThan(0.6)
})

test('BFD packets are told from others', () => {
  const [{ input }] = expanded(caseOf('dp.forward.parent-child.along.01')) as [ReturnType<typeof expanded>[0]]
  expect(bfdAt(input!.bytes)).toBeUndefined()
  expect(bfdAt(new Uint8Array(3))).toBeUndefined()
})
