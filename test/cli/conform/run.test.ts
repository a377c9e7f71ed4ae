import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { fakeRouter, ourRouter } from '#test/conformance/dut/network.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { EnvironmentError } from '#wire/error.ts'
import { typed } from '../typed.ts'

const one = ['--only', 'dp.forward.parent-child.along.01']
afterEach(() => vi.unstubAllEnvs())

test('our router: TAP, reports, exit 0', async () => {
  const folder = temporaryFolder()
  const [xml, json] = [join(folder, 'deep/out.xml'), join(folder, 'out.json')]
  const { out, exitCode } = await typed('conform', 'run', '--dut', ourRouter, ...one, '--report', `junit=${xml},json=${json}`)
  expect(out).toMatch(/^TAP version 14\n1\.\.1\nok 1 - dp\.forward\.parent-child\.along\.01 .*\n# suite 2026\.1: 1 passed, 0 failed in/)
  expect(exitCode).toBe(0)
  expect(readFileSync(xml, 'utf8')).toContain('failures="0"')
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({ dut: ourRouter, passed: 1 })
})

test('failures: exit 1, artefacts, what GitHub shows; known ones: exit 0', async () => {
  const folder = temporaryFolder()
  const page = join(folder, 'page.md')
  vi.stubEnv('GITHUB_ACTIONS', 'true')
  vi.stubEnv('GITHUB_STEP_SUMMARY', page)
  const words = ['conform', 'run', '--dut', fakeRouter('echo'), ...one, '--artefacts', join(folder, 'failed')]
  const { out, err, exitCode } = await typed(...words)
  expect([out.includes('not ok 1'), exitCode]).toEqual([true, 1])
  expect(err).toContain('::error file=conformance/cases/')
  expect(readFileSync(page, 'utf8')).toContain('0 passed, 1 failed')
  expect(readFileSync(join(folder, 'failed', one[1]!, 'differences.txt'), 'utf8')).toContain('--- got: ')
  const known = join(folder, 'known.yaml')
  writeFileSync(known, `implementation: echo\nfailures:\n  - { id: ${one[1]}, reason: it is no router }\n`)
  const later = await typed(...words, '--known-failures', known, '--report', 'md=-')
  expect(later.out).toMatch(/^## Conformance 2026\.1: 0 passed, 0 failed, 1 failed as known/)
  expect(later.exitCode).toBe(0)
})

test('--fail-fast and --shard', async () => {
  const words = ['conform', 'run', '--dut', fakeRouter('echo'), '--only', 'dp.forward.*,dp.deliver.*']
  expect((await typed(...words, '--fail-fast')).out).toMatch(/not ok 1[\s\S]*0 passed, 1 failed in/)
  expect((await typed(...words, '--shard', '1/4', '--fail-fast')).out).toContain('\n1..')
})

test.each([
  [['--dut', 'hopproof-no-such-router'], EnvironmentError, 'no program "hopproof-no-such-router"'],
  [['--dut', fakeRouter('exit')], EnvironmentError, 'ended with exit code 4'],
  [['--dut', fakeRouter('silent'), '--ready-timeout', '0.2'], EnvironmentError, 'answered on none of its interfaces within 0.2 s'],
  [['--report', 'pdf=x'], Error, '"pdf=x" is no report'],
  [['--ready-timeout', 'soon'], Error, '"soon" is no number of seconds'],
  [['--known-failures', '/hopproof/nowhere.yaml'], Error, 'no such file'],
])('%j', async (words, kind, message) => {
  const running = typed('conform', 'run', ...one, ...words)
  await expect(running).rejects.toBeInstanceOf(kind)
  await expect(running).rejects.toThrow(message)
})
