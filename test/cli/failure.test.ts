import { Command } from 'commander'
import { expect, test } from 'vitest'
import { explainFailure } from '#cli/failure.ts'
import { UserError } from '#wire/error.ts'

function thrownBy(...args: string[]): unknown {
  const program = new Command('p')
    .version('1')
    .exitOverride()
    .configureOutput({ writeOut: () => {}, writeErr: () => {} })
  program.command('known')
  try {
    program.parse(args, { from: 'user' })
  } catch (error) {
    return error
  }
  throw new Error('nothing thrown')
}

test('help and version asked for are success, a usage error is 2, and commander has already said it', () => {
  expect(explainFailure(thrownBy('--help'), false)).toEqual({ text: '', exitCode: 0 })
  expect(explainFailure(thrownBy('help', 'known'), false)).toEqual({ text: '', exitCode: 0 })
  expect(explainFailure(thrownBy('--version'), false)).toEqual({ text: '', exitCode: 0 })
  expect(explainFailure(thrownBy('unknown'), false)).toEqual({ text: '', exitCode: 2 })
  expect(explainFailure(thrownBy('known', '--flag'), false)).toEqual({ text: '', exitCode: 2 })
  expect(explainFailure(thrownBy(), false)).toEqual({ text: '', exitCode: 2 })
})

test('a UserError is its place, message and hint, exit 2', () => {
  const error = new UserError('two cores', 'remove one', { file: 'a.topo', line: 3, column: 5 })
  expect(explainFailure(error, true)).toEqual({ text: 'error: a.topo:3:5: two cores\n  hint: remove one', exitCode: 2 })
})

test('anything else is a bug: one line, the stack only when asked', () => {
  const bug = new TypeError('x is undefined\nmore')
  const short = explainFailure(bug, false)
  expect(short.text).toMatch(/^this is a bug in hopproof: TypeError: x is undefined\n {2}hint: .*--debug/)
  expect(short.text).not.toContain('failure.test.ts')
  expect(short.exitCode).toBe(70)
  expect(explainFailure(bug, true).text).toContain('failure.test.ts')
  expect(explainFailure('a thrown string', true).text).toBe('this is a bug in hopproof: a thrown string')
})
