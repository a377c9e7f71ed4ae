import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { takeSample, waysBetween } from '#emulate/net/live-samples.ts'
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
  return { emulation: { hosts: { ...hosts, command } } as Emulation }
}

test('ways, asked anew: none yet, none within an AS', async () => {
  const { emulation } = pretend()
  const pairs = [
    ['alice', 'bob'],
    ['alice', '1-ff00:0:111'],
  ] as const
  expect(await waysBetween(emulation, pairs)).toEqual([
    { from: 'alice', to: 'bob', ways: [] },
    { from: 'alice', to: '1-ff00:0:111', ways: [] },
  ])
  await waysBetween(emulation, pairs)
  expect((await waysBetween(emulation, pairs))[0]!.ways).toEqual(['a', 'b'])
  expect(await takeSample(emulation, { paths: { from: 'alice', to: 'bob' } })).toBe(2)
})

test('who reaches whom', async () => {
  const { emulation } = pretend()
  expect(await takeSample(emulation, { reach: { from: ['alice', 'bob'], to: ['bob', 'server'] } })).toEqual({
    reached: ['alice > bob', 'alice > server'],
    unreached: ['bob > server'],
  })
})
