import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startProcess } from '#conformance/dut/process.ts'
import { EnvironmentError } from '#wire/error.ts'

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

test('what it says, and how it ends', async () => {
  const started = await startProcess(['sh', '-c', 'echo one; echo two >&2; exit 3'])
  expect(await started.ended).toBe('exit code 3')
  while (!/one/.test(started.said()) || !/two/.test(started.said())) await setTimeout(1)
  await started.stop()
})

test('stopped with what it started, also when it does not want to', async () => {
  const started = await startProcess(['sh', '-c', 'trap "" TERM; sleep 1000 & echo $!; while :; do sleep 1000; done'])
  while (!/\d+\n/.test(started.said())) await setTimeout(1)
  const child = Number(started.said())
  expect(isThere(child)).toBe(true)
  await started.stop()
  expect(started.ending).toBe('SIGKILL')
  while (isThere(child)) await setTimeout(1)
})

test('a program that is not there', async () => {
  const starting = startProcess(['hopproof-no-such-program'])
  await expect(starting).rejects.toThrow('the device under test cannot be started: no program "hopproof-no-such-program"')
  await expect(starting).rejects.toBeInstanceOf(EnvironmentError)
})

test('only the end of much output is kept', async () => {
  const started = await startProcess(['sh', '-c', 'yes 0123456789 | head -c 100000; echo end'])
  await started.ended
  while (!started.said().endsWith('end\n')) await setTimeout(1)
  expect(started.said().length).toBe(8000)
})
