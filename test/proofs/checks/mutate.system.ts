/** `npm run mutants:spec`, as it is. */
import { expect, test } from 'vitest'
import { runBounded } from '#proofs/engines/process.ts'
import { describeWith, root, tlc } from '#test/availability.ts'

const mutants = (...args: readonly string[]) =>
  runBounded('npm', ['run', '-s', 'mutants:spec', '--', ...args], { folder: root, timeoutS: 250 })

describeWith([tlc()], 'npm run mutants:spec', () => {
  test('the mutants of one operator: all noticed', async () => {
    const { code, stdout } = await mutants('--only', '^HopNotExpired$')
    expect(stdout).toMatch(/\n\| `HopNotExpired` \| (\d+) \| \1 \| 0 \| {2}\|\n\| all \|/)
    expect(code).toBe(0)
  })
})

test('what it does not understand is refused', async () => {
  expect(await mutants('--only', '(')).toMatchObject({ code: 2, stderr: expect.stringContaining('error: ') })
})
