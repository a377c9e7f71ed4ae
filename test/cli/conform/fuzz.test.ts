import { expect, test } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { fakeRouter } from '#test/conformance/dut/network.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { hopproof } from '../process.ts'

const run = async (...args: string[]): Promise<{ code: number | string; out: string; err: string }> => {
  const { ended, said } = hopproof('conform', 'fuzz', ...args)
  return { code: await ended, out: said.out, err: said.err }
}

test('our own router shows no difference', async () => {
  const { code, out } = await run('-n', '300', '--seed', '4')
  expect(out).toMatch(/hopproof router: seed 4, packets 0\.\.299, 300 sent in .* no difference\n$/)
  expect(code).toBe(0)
})

test('a router that does nothing right: findings, files, exit code 1', async () => {
  const folder = temporaryFolder()
  const { code, out } = await run(
    '--against',
    fakeRouter('echo'),
    '-n',
    '300',
    '--site',
    'edge',
    '--max-findings',
    '2',
    '--save',
    folder,
    '--format',
    'json',
  )
  const report = JSON.parse(out)
  expect(code).toBe(1)
  expect(report.findings).toHaveLength(2)
  expect(report.files).toHaveLength(6)
  for (const { signature, differences, recipe } of report.findings) {
    expect(signature).toMatch(/^\w+: /)
    expect(differences.length).toBeGreaterThan(0)
    expect(recipe.mutations).toBeDefined()
  }
})

test('a program that is not there: exit code 3; a number that is none: 2', async () => {
  const { code, err } = await run('--dut', 'no-such-router {toml}', '-n', '1')
  expect([code, err]).toEqual([3, expect.stringContaining('no program "no-such-router"')])
  const program = await createProgram(['conform'])
  for (const words of [
    ['-n', 'many'],
    ['--seed', '-1'],
    ['--dut', 'a', '--against', 'b'],
    ['--site', 'moon'],
    ['--dut', 'a {nothing}'],
  ])
    await expect(program.parseAsync(['conform', 'fuzz', ...words], { from: 'user' })).rejects.toThrow()
})
