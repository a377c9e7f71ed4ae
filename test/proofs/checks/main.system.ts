/** `npm run proofs`, as it is. */
import { expect, test } from 'vitest'
import { toolOf } from '#proofs/checks/run-check.ts'
import { checks } from '#proofs/checks/table.ts'
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

test('without TLC and Apalache it says what is skipped, and how many: all but what needs neither', async () => {
  const { code, stdout } = await proofs([], { TLA2TOOLS: '', APALACHE_HOME: '' })
  const count = (tool: 'tlc' | 'apalache'): number => checks.filter(check => toolOf(check) === tool).length
  for (const tool of ['tlc', 'apalache'] as const)
    expect(stdout).toContain(`\nSKIPPED ${count(tool)} checks that need ${tool}, which is not here: `)
  const skipped = count('tlc') + count('apalache')
  const counts = `${checks.length - skipped} ok, 0 failed, 0 stale, 0 differs, ${skipped} skipped of ${checks.length} checks in `
  expect(stdout.split('\n').at(-2)).toContain(counts)
  expect(code).toBe(0)
})

test('what it does not understand is refused', async () => {
  expect(await proofs(['--only', '('])).toMatchObject({ code: 2, stderr: expect.stringContaining('is no regular expression') })
})
