import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { takeSample, waitForPaths } from '#emulate/net/live-samples.ts'
import type { Scenario } from '#sim/scenario.ts'
import { exampleTopology } from '#test/sim/examples.ts'

/** Paths come at the third time they are asked for; only alice is answered. */
function pretend() {
  let asked = 0
  const hosts = hostsOf(exampleTopology('tiny'), () => undefined)
  const command: typeof hosts.command = async ({ name }, [word]) => {
    if (word === 'ping') return { statistics: { received: name === 'alice' ? 2 : 0 } }
    if (++asked < 3) throw new EnvironmentError('no path')
    return { paths: [{ sequence: 'a' }, { sequence: 'b' }] }
  }
  return { emulation: { hosts: { ...hosts, command } } as Emulation, asked: () => asked }
}

const flow = (from: string, to: string): Scenario => ({ steps: [{ action: { kind: 'flow', plan: { from, to } } }] }) as unknown as Scenario

test('paths are waited for, as long as is allowed, and not within an AS', async () => {
  const { emulation, asked } = pretend()
  await waitForPaths(emulation, flow('alice', '1-ff00:0:111'), 60e9)
  expect(asked()).toBe(0)
  await waitForPaths(emulation, flow('alice', 'bob'), 0)
  expect(asked()).toBe(0)
  await waitForPaths(emulation, flow('alice', 'bob'), 60e9)
  expect(asked()).toBe(3)
  expect(await takeSample(emulation, { paths: { from: 'alice', to: 'bob' } })).toBe(2)
})

test('who reaches whom', async () => {
  const { emulation } = pretend()
  expect(await takeSample(emulation, { reach: { from: ['alice', 'bob'], to: ['bob', 'server'] } })).toEqual({
    reached: ['alice > bob', 'alice > server'],
    unreached: ['bob > server'],
  })
})
