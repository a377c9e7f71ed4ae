import { expect, onTestFinished, test } from 'vitest'
import { startProcess } from '#emulate/net/process.ts'
import { createSupervisor, type Job } from '#emulate/net/supervisor.ts'
import { until } from '../lab.ts'
import { isAlive, temporaryLog } from './lab.ts'

const started: string[] = []
const job = (name: string, script = 'echo ready; exec sleep 60'): Job => ({
  name,
  async start() {
    const running = await startProcess({ name, command: ['sh', '-c', script], log: temporaryLog() })
    started.push(name)
    return running
  },
})

function create() {
  const deaths: string[] = []
  started.length = 0
  const supervisor = createSupervisor((name, how) => deaths.push(`${name} ${how}`))
  onTestFinished(() => supervisor.end())
  return { supervisor, deaths }
}

test('groups start one after the other; what is killed is started again by name', async () => {
  const { supervisor, deaths } = create()
  await supervisor.startAll([[job('b'), job('a')], [job('c')]])
  expect(started.at(-1)).toBe('c')
  expect(supervisor.names()).toEqual(['b', 'a', 'c'])
  const before = supervisor.processOf('a')!.pid
  await supervisor.kill('a')
  expect(isAlive(before)).toBe(false)
  expect(supervisor.processOf('a')).toBeUndefined()
  await supervisor.start('a')
  await supervisor.start('a')
  expect(supervisor.processOf('a')!.pid).not.toBe(before)
  const last = supervisor.processOf('a')!.pid
  await supervisor.end()
  expect(isAlive(last)).toBe(false)
  expect(deaths).toEqual([])
})

test('a death nobody wanted is told', async () => {
  const { supervisor, deaths } = create()
  await supervisor.startAll([[job('a', 'echo ready; exit 5')]])
  await until(() => deaths.length > 0)
  expect(deaths).toEqual(['a with 5'])
  await supervisor.start('a')
})

test('the first that fails ends the start', async () => {
  const { supervisor } = create()
  await expect(supervisor.startAll([[job('a', 'exit 1')], [job('b')]])).rejects.toThrow('a ended with 1')
  expect(started).not.toContain('b')
})

test('a name nobody has', async () => {
  const { supervisor } = create()
  await supervisor.startAll([[job('a')]])
  await expect(supervisor.kill('b')).rejects.toThrow('there is no process "b"')
  await expect(supervisor.start('b')).rejects.toThrow('there is no process "b"')
})
