import { expect, test } from 'vitest'
import { EnvironmentError, explainSystemError } from '#emulate/environment.ts'
import { UserError } from '#wire/error.ts'

const systemError = (code: string): Error => Object.assign(new Error(`bind ${code}`), { code })

test('what the system refuses says what to do', () => {
  const error = explainSystemError(systemError('EADDRINUSE'), 'the internal address 10.0.0.1:30042') as EnvironmentError
  expect(error).toBeInstanceOf(EnvironmentError)
  expect(error).toBeInstanceOf(UserError)
  expect(error.text).toMatch(/^the internal address 10\.0\.0\.1:30042 is in use\n {2}hint: .*ss -lnp/)
})

test('an error we have no words for names its code; a bug stays a bug', () => {
  expect(explainSystemError(systemError('EWHATEVER'), 'x')).toMatchObject({ message: 'x cannot be opened (EWHATEVER)', hint: undefined })
  const bug = new TypeError('undefined is not a function')
  expect(explainSystemError(bug, 'x')).toBe(bug)
})
