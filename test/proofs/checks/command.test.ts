import { afterEach, expect, test, vi } from 'vitest'
import { runCommand } from '#proofs/checks/command.ts'
import { UserError } from '#wire/error.ts'

const before = process.exitCode
afterEach(() => {
  process.exitCode = before
  vi.restoreAllMocks()
})

test('it ends with what it says', async () => {
  await runCommand(async () => 1)
  expect(process.exitCode).toBe(1)
})

test('with 2 and a line for what the user can mend; a bug is thrown', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue()
  await runCommand(() => Promise.reject(new UserError('no such check')))
  expect(process.exitCode).toBe(2)
  expect(said.mock.calls).toEqual([['error: no such check']])
  await expect(runCommand(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
})
