import { afterEach, expect, test, vi } from 'vitest'
import { clockAheadOption, logLine, runUntilEnded } from '#cli/processes/long-running.ts'
import type { RealClock } from '#emulate/io/clock.ts'

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

test('a clock ahead, or behind, by whole seconds', () => {
  const parse = (text: string): RealClock => clockAheadOption().parseArg!(text, undefined as never) as RealClock
  expect(parse('86400').epochS - parse('-60').epochS).toBeCloseTo(86_460, -1)
  for (const bad of ['', 'soon', '1.5']) expect(() => parse(bad), bad).toThrow('expected whole seconds')
})

test('a line of the log has the time', () => {
  const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  logLine('info', 'ready')
  expect(written.mock.calls[0]![0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info ready\n$/)
  written.mockRestore()
})
