import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, expect, test, vi } from 'vitest'
import { countOutcomes, describeReport, registerConform, replayFile } from '#cli/conform/conform.ts'
import { createProgram } from '#cli/program.ts'
import type { Outcome, VectorFormat } from '#conformance/outcome.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-conform-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** A format whose file holds its own outcomes. */
const echo: VectorFormat = {
  name: 'echo',
  recognises: file => typeof file === 'object' && file !== null && 'echo' in file,
  replay: file => (file as { echo: Outcome[] }).echo,
}

function echoFile(name: string, echo: readonly Outcome[]): string {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify({ echo }))
  return path
}

const outcome = (name: string, result: Outcome['result'], more: Partial<Outcome> = {}): Outcome => ({
  name,
  result,
  differences: [],
  ...more,
})

const mixed = echoFile('mixed.json', [
  outcome('a/1', 'passed'),
  outcome('a/2', 'failed', { differences: [{ field: 'scmp.pointer', expected: '36', actual: '40' }] }),
  outcome('b/3', 'skipped', { reason: 'BFD comes later' }),
  outcome('b/4', 'skipped', { reason: 'BFD comes later' }),
  outcome('b/5', 'skipped'),
])

test('counts, failures with their fields, skip reasons grouped', () => {
  const report = replayFile(mixed, [echo], undefined)
  expect(countOutcomes([report])).toEqual({ passed: 1, failed: 1, skipped: 3 })
  expect(describeReport(report).replace(folder, '')).toBe(
    [
      'failed  a/2',
      '        scmp.pointer  expected  36',
      '                      actual    40',
      'skipped 2: BFD comes later',
      'skipped 1: no reason given',
      '/mixed.json (echo): 1 passed, 1 failed, 3 skipped',
      '',
    ].join('\n'),
  )
})

test('--only keeps the vectors whose name contains the text', () => {
  expect(countOutcomes([replayFile(mixed, [echo], 'a/')])).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a vector that breaks the replay is a failure, and what came before it counts', () => {
  const breaking: VectorFormat = {
    ...echo,
    *replay() {
      yield outcome('a/1', 'passed')
      throw new TypeError('x is undefined')
    },
  }
  const report = replayFile(mixed, [breaking], 'a/1')
  expect(countOutcomes([report])).toEqual({ passed: 1, failed: 1, skipped: 0 })
  expect(describeReport(report)).toContain('the vector after a/1: it and what follows cannot be replayed: TypeError: x is undefined')
})

test('a file that is no vector file is refused with the known formats', () => {
  const path = join(folder, 'other.json')
  writeFileSync(path, '[]')
  expect(() => replayFile(path, [echo], undefined)).toThrow('is JSON, but no vector file')
})

test('a file of 10 MB and 100,000 vectors', () => {
  const many = Array.from({ length: 100_000 }, (_, i) => outcome(`vector/${i} ${'x'.repeat(60)}`, 'passed'))
  expect(replayFile(echoFile('many.json', many), [echo], undefined).passed).toBe(100_000)
})

/** What the command prints, and the exit code it sets or the error it throws. */
function conform(...args: string[]): { out: string; exitCode: unknown } {
  let out = ''
  const write = vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += text
    return true
  })
  try {
    process.exitCode = undefined
    const program = new Command().exitOverride()
    registerConform(program, [echo])
    program.parse(['conform', 'vectors', ...args], { from: 'user' })
    return { out, exitCode: process.exitCode }
  } finally {
    write.mockRestore()
    process.exitCode = undefined
  }
}

const fine = echoFile('fine.json', [outcome('c/1', 'passed')])

test('the command closes with the totals of all files; exit 1 on a failure only', () => {
  expect(conform(fine).exitCode).toBeUndefined()
  const both = conform(mixed, fine)
  expect(both.exitCode).toBe(1)
  expect(both.out.trimEnd().split('\n').at(-1)).toBe('2 passed, 1 failed, 3 skipped')
})

test('--format json: the same for scripts', () => {
  const { out } = conform(mixed, '--format', 'json', '--only', 'a/')
  expect(JSON.parse(out)).toMatchObject({ passed: 1, failed: 1, skipped: 0, files: [{ format: 'echo', failed: [{ name: 'a/2' }] }] })
})

test('nothing replayed is an error, not a success', () => {
  expect(() => conform(fine, '--only', 'no such name')).toThrow('no vector\'s name contains "no such name"')
  expect(() => conform(echoFile('empty.json', []))).toThrow('hold no vectors')
})

test('hopproof has the command', async () => {
  const command = (await createProgram()).commands.find(c => c.name() === 'conform')
  expect(command?.commands.map(c => c.name())).toContain('vectors')
})
