import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { type ProcessPlan, type RunningProcess, startProcess } from '#emulate/net/process.ts'
import { root } from '#test/availability.ts'
import { until } from '../lab.ts'
import { isAlive, temporaryLog } from './lab.ts'

async function start(script: string, plan: Partial<ProcessPlan> = {}): Promise<RunningProcess> {
  const running = await startProcess({ name: 'it', command: ['sh', '-c', script], log: temporaryLog(), ...plan })
  onTestFinished(() => running.stop())
  return running
}

test('it is ready with its first line, and talked to by lines', async () => {
  const lines: string[] = []
  const log = temporaryLog()
  const running = await start('echo ready; echo more; echo aside >&2; read x; echo "got $x"', { log, onLine: l => lines.push(l) })
  running.write('hello')
  expect(await running.whenEnded).toBe('with 0')
  expect(lines).toEqual(['more', 'got hello'])
  expect(readFileSync(log.path, 'utf8').split('\n').sort()).toEqual(['', 'aside', 'ready'])
})

test('one that ends before it is ready is told with its last words', async () => {
  await expect(start('echo no such key >&2; exit 3')).rejects.toThrow(/it ended with 3:\nno such key/)
  await expect(start('kill -9 $$')).rejects.toThrow('it ended by SIGKILL')
  await expect(start('', { command: ['/no/such/program'] })).rejects.toThrow('it ended with 127')
})

test('one that says nothing is asked', async () => {
  let asked = 0
  const running = await start('sleep 60', { isReady: pid => pid > 0 && ++asked === 3 })
  expect(asked).toBe(3)
  running.signal('SIGKILL')
  expect(await running.whenEnded).toBe('by SIGKILL')
  running.signal('SIGKILL')
  await running.stop()
})

test('it dies with us, even of kill -9', async () => {
  const code = `
    import { startProcess } from ${JSON.stringify(pathToFileURL(join(root, 'emulate/net/process.ts')).href)}
    const log = { path: '', write() {}, tail: () => '', close() {} }
    const { pid } = await startProcess({ name: 'child', command: ['sh', '-c', 'echo ready; exec sleep 60'], log })
    console.log(pid)`
  const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], { cwd: root })
  const [said] = (await once(parent.stdout, 'data')) as [Buffer]
  const pid = Number(said.toString())
  expect(isAlive(pid)).toBe(true)
  parent.kill('SIGKILL')
  await until(() => !isAlive(pid))
})
