import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findOnPath, runBounded } from '#proofs/engines/process.ts'

const shell = (script: string, outputLimitBytes?: number) =>
  runBounded('/bin/sh', ['-c', script], { timeoutS: 1, folder: tmpdir(), ...(outputLimitBytes !== undefined && { outputLimitBytes }) })

/** Of what was killed, a line may stay in the table of processes until somebody asks. */
const isAlive = (pid: string): boolean =>
  existsSync(`/proc/${pid}/status`) && !/State:\s+Z/.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

test('its exit code and what it said', async () => {
  expect(await shell('echo out; echo err >&2; exit 12')).toMatchObject({ code: 12, stdout: 'out\n', stderr: 'err\n' })
})

test('what takes too long is ended, with all it started', async () => {
  const { code, trouble, stdout } = await shell('sleep 60 & echo $!; wait')
  expect([code, trouble]).toEqual([null, 'not done after 1 s'])
  expect(isAlive(stdout.trim())).toBe(false)
})

test('what says too much is ended, and its words kept within bounds', async () => {
  const { trouble, stdout } = await shell('yes', 10_000)
  expect(trouble).toBe('says too much')
  expect(stdout.length).toBeLessThan(200_000)
})

test('a program that is not there, and one that dies', async () => {
  const missing = await runBounded('/nowhere/tool', [], { timeoutS: 1, folder: tmpdir() })
  expect(missing).toMatchObject({ code: null, trouble: expect.stringContaining('/nowhere/tool cannot be started') })
  expect(await shell('kill -9 $$')).toMatchObject({ code: null, trouble: 'ended by SIGKILL' })
})

test('a file on PATH', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-path-'))
  try {
    writeFileSync(join(folder, 'tool.jar'), '')
    expect(findOnPath('tool.jar', `/nowhere::${folder}`, false)).toBe(join(folder, 'tool.jar'))
    expect(findOnPath('tool.jar', folder)).toBeUndefined()
    expect(findOnPath('tool.jar', undefined)).toBeUndefined()
  } finally {
    rmSync(folder, { recursive: true })
  }
})
