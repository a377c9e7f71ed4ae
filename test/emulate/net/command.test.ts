import { expect, test } from 'vitest'
import { must, run } from '#emulate/net/command.ts'

test('a command, its input and what it says', async () => {
  expect(await run(['sh', '-c', 'cat; echo no >&2; exit 3'], 'given')).toEqual({ code: 3, stdout: 'given', stderr: 'no\n' })
  expect(await must(['cat'], 'x')).toBe('x')
  expect((await run(['true'], 'x'.repeat(1 << 20))).code).toBe(0)
})

test('what fails is told with its words, what is missing with how to get it', async () => {
  await expect(must(['sh', '-c', 'echo no >&2; exit 3'])).rejects.toThrow('failed: no')
  await expect(run(['no-such-program'])).rejects.toThrow('the program no-such-program is not here')
})
