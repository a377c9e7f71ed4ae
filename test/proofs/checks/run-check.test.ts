import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { ApalacheCheck } from '#proofs/checks/check.ts'
import { commandOf, runCheck } from '#proofs/checks/run-check.ts'
import { fakeProgram, withFolder } from '../engines/fakes.ts'
import { bridgeCheck, fakeTlc, noTools, tlcCheck, writeSpec } from './fakes.ts'

const apalacheCheck: ApalacheCheck = {
  ...tlcCheck({ id: 'sym' }),
  engine: 'apalache',
  module: 'M',
  length: 1,
  init: 'Inv',
  inv: 'Inv',
  cinit: 'CInit',
}

test('a check by TLC: its verdict, states, tool', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const tools = fakeTlc(folder)
    const holds = { verdict: 'holds', count: 7, tool: 'TLC 2.15 (d5b5a7f), Java ' }
    expect(await runCheck(tlcCheck(), tools, folder)).toMatchObject(holds)
    expect(await runCheck(tlcCheck({ config: 'BUG' }), tools, folder)).toMatchObject({ verdict: 'violated: Inv' })
  }))

test('a check by Apalache', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const program = fakeProgram(folder, 'apalache-mc', 'case "$*" in *--length=1*) exit 12 ;; esac')
    const tools = { tlc: undefined, apalache: { program, version: '0.62.2' } }
    expect(await runCheck(apalacheCheck, tools, folder)).toMatchObject({ verdict: 'violated: Inv', tool: 'Apalache 0.62.2' })
    expect(await runCheck({ ...apalacheCheck, length: 0 }, tools, folder)).toMatchObject({ verdict: 'holds' })
    expect(await runCheck({ ...tlcCheck(), engine: 'apalache', module: 'M' }, tools, folder)).toMatchObject({ verdict: 'holds' })
  }))

test('without its tool it does not run', async () => {
  expect(await runCheck(tlcCheck(), noTools)).toBeUndefined()
  expect(await runCheck(apalacheCheck, noTools)).toBeUndefined()
  const run = async () => ({ verdict: 'holds', count: 1 }) as const
  expect(await runCheck(bridgeCheck(run, { needs: 'tlc' }), noTools)).toBeUndefined()
  expect(await runCheck(bridgeCheck(run), noTools)).toMatchObject({ verdict: 'holds', count: 1, tool: 'replay' })
})

test('a broken jar, a file that is not there, a bridge that breaks or that nothing went over: errors', () =>
  withFolder(async folder => {
    writeSpec(folder)
    const broken = { tlc: { java: fakeProgram(folder, 'java', 'echo corrupt >&2; exit 1'), jar: 'the.jar' }, apalache: undefined }
    expect(await runCheck(tlcCheck(), broken, folder)).toMatchObject({ verdict: 'error', detail: 'TLC ended with 1: corrupt' })
    expect(await runCheck(tlcCheck({ config: 'None' }), broken, folder)).toMatchObject({ verdict: 'error' })
    const breaks = bridgeCheck(() => Promise.reject(new Error('it broke')))
    expect(await runCheck(breaks, noTools)).toMatchObject({ verdict: 'error', detail: 'it broke' })
    const empty = bridgeCheck(async () => ({ verdict: 'holds', count: 0 }))
    expect(await runCheck(empty, noTools)).toMatchObject({ verdict: 'error', detail: 'nothing was checked' })
  }))

test('a check that takes too long', () =>
  withFolder(async folder => {
    writeSpec(folder)
    writeFileSync(join(folder, 'java'), '')
    const slow = { tlc: { java: fakeProgram(folder, 'java', 'sleep 60'), jar: 'the.jar' }, apalache: undefined }
    expect(await runCheck(tlcCheck({ timeoutS: 1 }), slow, folder)).toMatchObject({ verdict: 'timeout', detail: 'not done after 1 s' })
  }))

test('the command that does the same by hand', () => {
  expect(commandOf(tlcCheck())).toBe('java -Xmx2048m -cp tla2tools.jar tlc2.TLC -deadlock -config C.cfg M.tla')
  expect(commandOf(tlcCheck({ deadlockIsError: true, heapMb: 512 }))).toBe('java -Xmx512m -cp tla2tools.jar tlc2.TLC -config C.cfg M.tla')
  expect(commandOf(apalacheCheck)).toBe('apalache-mc check --no-deadlock --length=1 --cinit=CInit --init=Inv --inv=Inv M.tla')
  expect(commandOf({ ...tlcCheck(), engine: 'apalache', module: 'M' })).toBe('apalache-mc typecheck M.tla')
  expect(commandOf(bridgeCheck(() => Promise.reject(), { id: 'r' }))).toBe("npm run proofs -- --only '^r$'")
})
