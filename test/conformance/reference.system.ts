/** The suite on the reference's router: it fails what conformance/known/scionproto.yaml says, and nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { isBad } from '#conformance/run/case-outcome.ts'
import { inLightOf, readKnownFailures } from '#conformance/run/known.ts'
import { explainOutcome } from '#conformance/run/report/summary.ts'
import { runCases } from '#conformance/run/run.ts'
import { describeWith, root, scionProgram } from '#test/availability.ts'
import { suite } from './in-process.ts'

const file = join(root, 'conformance/known/scionproto.yaml')

describeWith([scionProgram('router')], "the suite on the reference's router", router => {
  test('only known failures, none of them a must', async () => {
    const known = readKnownFailures(readFileSync(file, 'utf8'), file, suite.cases)
    expect(suite.cases.filter(c => c.level === 'must' && known.has(c.id))).toEqual([])
    const bad: string[] = []
    await runCases({
      suite,
      cases: suite.cases,
      command: `${router} --config {toml}`,
      told(found) {
        const outcome = inLightOf(known, found)
        if (isBad(outcome)) bad.push([found.case.id, ...explainOutcome(outcome)].join('\n'))
        return false
      },
    })
    expect(bad).toEqual([])
  })
})
