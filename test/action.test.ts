/** action.yml, the GitHub action: its script is run as GitHub would. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { root } from './availability.ts'
import { fakeRouter } from './conformance/dut/network.ts'
import { temporaryFolder } from './emulate/lab.ts'

interface Step {
  readonly run: string
  readonly env?: Readonly<Record<string, string>>
}
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'))
const step: Step = action.runs.steps.at(-1)

/** The environment with the inputs in it. */
function environment(inputs: Readonly<Record<string, string>>): Record<string, string> {
  const filled = Object.entries(step.env!).map(([name, text]) => [
    name,
    text.replace(/\$\{\{ inputs\.([\w-]+) \}\}/, (_, input) => inputs[input] ?? ''),
  ])
  return { ...(process.env as Record<string, string>), ...Object.fromEntries(filled), GITHUB_ACTION_PATH: root }
}

const run = (inputs: Readonly<Record<string, string>>) =>
  spawnSync('bash', ['-e', '-c', step.run], { cwd: temporaryFolder(), env: environment(inputs), encoding: 'utf8' })

test('every input reaches the script', () => {
  const used = Object.values(step.env!).map(text => /inputs\.([\w-]+)/.exec(text)![1])
  expect(used.sort()).toEqual(Object.keys(action.inputs).sort())
})

test('our router by default; a router that is none', () => {
  const only = 'dp.forward.parent-child.along.01'
  const passed = run({ only, level: 'must', report: 'junit=out.xml' })
  expect([passed.status, passed.stderr]).toEqual([0, ''])
  const failed = run({ only, dut: fakeRouter('echo'), artefacts: 'failed' })
  expect([failed.status, failed.stdout.includes('not ok 1')]).toEqual([1, true])
})
