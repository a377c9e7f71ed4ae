import { afterEach, expect, test, vi } from 'vitest'
import { logLine, runUntilEnded } from '#cli/processes/long-running.ts'

afterEach(() => {
  for (const signal of ['SIGHUP', 'SIGTERM', 'SIGINT']) process.removeAllListeners(signal)
})

test('signals read again, and end it', () => {
  const [reload, stop] = [vi.fn(async () => {}), vi.fn()]
  runUntilEnded({ reload, stop })
  process.emit('SIGHUP')
  process.emit('SIGHUP')
  expect([reload.mock.calls.length, stop.mock.calls.length]).toEqual([2, 0])
  process.emit('SIGTERM')
  expect(stop).toHaveBeenCalledOnce()
})

test('a line of the log has the time', () => {
  const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  logLine('info', 'ready')
  expect(written.mock.calls[0]![0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info ready\n$/)
  written.mockRestore()
})
