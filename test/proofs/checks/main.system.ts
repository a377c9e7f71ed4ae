/** `npm run proofs`, as it is. */
import { expect, test } from 'vitest'
import { runBounded } from '#proofs/engines/process.ts'
import { describeWith, root, tlc } from '#test/availability.ts'

const proofs = (args: readonly string[], env: Record<string, string> = {}) =>
  runBounded('npm', ['run', '-s', 'proofs', '--', ...args], { folder: root, timeoutS: 2400, env })

describeWith([tlc()], 'npm run proofs', () => {
  test('every check says what it must', { timeout: 2_500_000 }, async () => {
    const { code, stdout, stderr } = await proofs([])
    expect(stdout + stderr).toMatch(/\d+ ok, 0 failed, 0 stale, 0 differs, \d+ skipped of \d+ checks in \d+ s\n$/)
    expect(code).toBe(0)
  })
})

test('without TLC it says what is skipped, and how many', async () => {
  const { code, stdout } = await proofs(['--only', '^tlc$'], { TLA2TOOLS: '' })
  expect(code).toBe(0)
  expect(stdout).toMatch(/SKIPPED \d+ checks that need tlc, which is not here: /)
  expect(stdout).toMatch(/\n0 ok, 0 failed, 0 stale, 0 differs, (\d+) skipped of \1 checks in \d+ s\n$/)
})

test('what it does not understand is refused', async () => {
  expect(await proofs(['--only', '('])).toMatchObject({ code: 2, stderr: expect.stringContaining('is no regular expression') })
})
