/** `npm run proofs`, as it is. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { describeWith, root, tlc } from '#test/availability.ts'

const proofs = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync('npm', ['run', '-s', 'proofs', '--', ...args], {
    ...{ cwd: root, encoding: 'utf8', timeout: 900_000, maxBuffer: 64 << 20 },
    env: { ...process.env, ...env },
  })

describeWith([tlc()], 'npm run proofs', () => {
  test('every check says what it must', { timeout: 1_000_000 }, () => {
    const { status, stdout, stderr } = proofs([])
    expect(stdout + stderr).toMatch(/\d+ ok, 0 failed, 0 stale, 0 differs, \d+ skipped of \d+ checks in \d+ s\n$/)
    console.log(stdout)
    expect(status).toBe(0)
  })
})

test('without TLC it says what is skipped, and how many', () => {
  const { status, stdout } = proofs(['--only', '^tlc$'], { TLA2TOOLS: '' })
  expect(status).toBe(0)
  expect(stdout).toMatch(/SKIPPED \d+ checks that need tlc, which is not here: /)
  expect(stdout).toMatch(/\n0 ok, 0 failed, 0 stale, 0 differs, (\d+) skipped of \1 checks in \d+ s\n$/)
})

test('what it does not understand is refused', () => {
  expect(proofs(['--only', '('])).toMatchObject({ status: 2, stderr: expect.stringContaining('is no regular expression') })
})
