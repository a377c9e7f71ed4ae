import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, InvalidArgumentError } from 'commander'
import { afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import {
  addToolOptions,
  durationOption,
  integer,
  paintFor,
  pathFlags,
  readWords,
  sayFailure,
  sayRecord,
  type ToolFlags,
} from '#cli/tools/tool-options.ts'
import { formatAcl } from '#control/path/acl.ts'
import { UserError } from '#wire/error.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
  process.exitCode = undefined
})

function flags(...args: string[]): ToolFlags {
  const command = addToolOptions(new Command('x').exitOverride(), '1s', 'timeout').allowExcessArguments()
  return command.parse(['node', 'x', ...args]).opts()
}

test('defaults, and the flags of the scion tools', () => {
  vi.stubEnv('HOPPROOF_TOPOLOGY', undefined)
  expect(flags()).toEqual({ seed: 1, down: [], acl: [], timeout: 1e9, color: true, format: 'human' })
  expect(
    flags('--isd-as', '1-1', '-l', '10.0.0.1', '--timeout', '2s', '--no-color', '--sequence', '0*', '--epic', '--format', 'yaml'),
  ).toMatchObject({
    ...{ isdAs: '1-1', local: '10.0.0.1', timeout: 2e9, color: false, sequence: '0*', epic: true, format: 'yaml' },
  })
  expect(flags('--down', '1-1#1', '--down', '1-2#2').down).toEqual(['1-1#1', '1-2#2'])
})

test('durations: nanoseconds in values, text in help', async () => {
  const option = durationOption('--wait', 'how long', '1m30s')
  expect(option).toMatchObject({ flags: '--wait <duration>', defaultValue: 90e9 })
  expect(option.parseArg!('250ms', undefined)).toBe(250e6)
  const program = await createProgram()
  const help = (name: string): string => program.commands.find(c => c.name() === name)!.helpInformation()
  for (const name of ['ping', 'traceroute']) expect(help(name)).toContain('timeout per packet (default: 1s)')
  expect(help('ping')).toContain('time between packets (default: 1s)')
  expect(help('paths')).toContain('(default: 5s)')
})

test('the topology may stand in the environment', () => {
  vi.stubEnv('HOPPROOF_TOPOLOGY', 'net.topo')
  expect(flags().topology).toBe('net.topo')
  expect(flags('--topology', 'other.topo').topology).toBe('other.topo')
})

test('three words, or one and flags', () => {
  const base = { seed: 1, down: [] }
  expect(readWords(['net', 'alice', 'bob'], flags(), 'REMOTE')).toEqual({
    target: 'bob',
    network: { topology: 'net', from: 'alice', ...base },
  })
  expect(readWords(['bob'], flags('--topology', 'net', '--isd-as', 'alice', '-l', '10.0.0.1'), 'REMOTE')).toEqual({
    target: 'bob',
    network: { topology: 'net', from: 'alice', local: '10.0.0.1', ...base },
  })
  for (const words of [[], ['a', 'b'], ['a', 'b', 'c', 'd']]) expect(() => readWords(words, flags(), 'REMOTE')).toThrow(UserError)
})

test('what chooses paths', () => {
  expect(pathFlags(flags())).toEqual({ refresh: false, epic: false, hidden: false })
  const sequence = expect.objectContaining({ text: '0*' })
  expect(pathFlags(flags('--sequence', '0*', '--epic'))).toEqual({ sequence, refresh: false, epic: true, hidden: false })
  expect(formatAcl(pathFlags(flags('--acl', '- 1-1', '--acl', '+')).acl!)).toEqual(['- 1-1#0', '+'])
  expect(() => pathFlags(flags('--acl', '- 1-1'))).toThrow(UserError)
})

test('a policy is read from its file, by its name where there are several', () => {
  const folder = mkdtempSync(join(tmpdir(), 'policy-'))
  const [one, several] = [join(folder, 'one.yml'), join(folder, 'several.json')]
  writeFileSync(one, 'sequence: 0 0\n')
  writeFileSync(several, '{ "a": { "sequence": "0" }, "b": { "extends": ["a"], "acl": ["+"] } }')
  expect(pathFlags(flags('--policy', one)).policy?.sequence?.text).toBe('0 0')
  expect(Object.keys(pathFlags(flags('--policy', `${several}#b`)).policy!)).toEqual(['sequence', 'acl'])
  for (const text of [several, `${several}#c`, `${one}#a`, join(folder, 'none.yml')])
    expect(() => pathFlags(flags('--policy', text)), text).toThrow(UserError)
  rmSync(folder, { recursive: true })
})

test('EPIC is a setting of the network too', () => {
  expect(readWords(['net', 'a', 'b'], flags('--epic'), 'REMOTE').network.epic).toBe(true)
})

test('hidden paths need a file of groups, which is one of the network', () => {
  const read = (...more: string[]) => readWords(['net', 'a', 'b'], flags(...more), 'REMOTE').network.hiddenPaths
  expect(read('--hidden', '--hidden-paths', 'groups.yml')).toBe('groups.yml')
  expect(pathFlags(flags('--hidden')).hidden).toBe(true)
  expect(() => read('--hidden')).toThrow(UserError)
})

test('whole numbers in their range', () => {
  const port = integer(0, 65535)
  expect([port('0'), port('65535')]).toEqual([0, 65535])
  for (const text of ['-1', '65536', '1.5', '', 'x', '1e3']) expect(() => port(text), text).toThrow(InvalidArgumentError)
})

test('no colour when it is off', () => {
  expect(paintFor({ color: false })('red', 'x')).toBe('x')
})

test('records for scripts, nothing for people; failures set the exit code', () => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(text => written.push(String(text)) > 0)
  expect(sayRecord('human', { a: 1 })).toBe(false)
  expect(sayRecord('json', { a: [1] }, { b: 1 })).toBe(true)
  expect(sayRecord('yaml', { a: [1] }, { b: [1] })).toBe(true)
  expect(sayRecord('yaml', { a: 1 })).toBe(true)
  sayFailure('no')
  expect(process.exitCode).toBe(2)
  sayFailure('never', 1)
  expect(process.exitCode).toBe(1)
  expect(written).toEqual(['{\n  "a": [\n    1\n  ]\n}\n', 'b:\n    - 1\n', 'a: 1\n', 'Error: no\n', 'Error: never\n'])
})
