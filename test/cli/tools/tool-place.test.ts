import { afterEach, expect, test, vi } from 'vitest'
import { daemonOf, openPlace } from '#cli/tools/tool-place.ts'
import { UserError } from '#wire/error.ts'
import { tiny } from './lab.ts'

afterEach(() => void vi.unstubAllEnvs())

const flags = { seed: 1, down: [], acl: [], color: false, format: 'human' } as const

test('the daemon that is named; one in the environment only where no topology is', () => {
  expect(daemonOf({}, ['x'])).toBe(undefined)
  expect(daemonOf({ sciond: '127.0.0.2:1' }, ['x'])).toBe('127.0.0.2:1')
  expect(daemonOf({ sciond: 'default' }, [])).toBe('127.0.0.1:30255')
  vi.stubEnv('SCION_DAEMON', '127.0.0.3:1')
  expect(daemonOf({}, ['x'])).toBe('127.0.0.3:1')
  expect(daemonOf({ sciond: '127.0.0.2:1' }, ['x'])).toBe('127.0.0.2:1')
  expect(daemonOf({ topology: tiny }, ['x'])).toBe(undefined)
  expect(daemonOf({}, [tiny, 'alice', 'bob'])).toBe(undefined)
  expect(() => daemonOf({ sciond: 'default', topology: tiny }, ['x'])).toThrow(UserError)
})

test('a simulated host', async () => {
  const { target, place } = await openPlace([tiny, 'alice', 'bob'], flags, 'REMOTE')
  expect([target, place.destinationAs(target)]).toEqual(['bob', '1-ff00:0:112'])
  expect(place.simulated?.source.host.name).toBe('alice')
})

test('what only a simulated network can do', async () => {
  for (const [more, only, what] of [
    [{ down: ['1-1#1'] }, [], '--down'],
    [{ hiddenPaths: 'x' }, [], '--hidden-paths'],
    [{}, [false, '--why'], '--why'],
  ] as const)
    await expect(openPlace(['1-1'], { ...flags, sciond: 'default', ...more }, 'X', { only })).rejects.toThrow(`${what} is for simulated`)
})
