import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Emulation } from '#emulate/net/emulation.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { waitUntilSettled, waitUntilTime } from '#emulate/net/settling.ts'
import type { Scenario } from '#sim/scenario.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { temporaryFolder } from './lab.ts'

const steps = [{ action: { kind: 'flow', plan: { from: 'alice', to: 'bob' } } }] as unknown as Scenario['steps']

/** The second way comes at the fourth question. */
function pretend(up: boolean) {
  const topology = exampleTopology('tiny')
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'logs'))
  for (const { routers } of topology.ases)
    for (const { id, interfaces } of routers) {
      const names = [...interfaces.map(i => `interface ${i.ifId}`), ...routers.filter(r => r.id !== id).map(r => `sibling ${r.id}`)]
      const lines = names.map(name => `2026-11-25T19:07:20.324Z info ${name}: BFD Init -> ${up ? 'Up' : 'Down'}\n`)
      writeFileSync(join(folder, 'logs', `${id}.log`), lines.join(''))
    }
  let asked = 0
  const hosts = hostsOf(topology, () => undefined)
  const command = async () => ({ paths: ++asked < 4 ? [{ sequence: 'a' }] : [{ sequence: 'a' }, { sequence: 'b' }] })
  const e = { topology, folder, goRouters: new Set(), intervalNs: 100e6, hosts: { ...hosts, command } } as unknown as Emulation
  return { e, asked: () => asked }
}

test("the warm-up ends when the scenario says, by the network's clocks; where it is too late for that, this is told", async () => {
  const notes: string[] = []
  const at = (nowMs: number, epochS?: number) =>
    waitUntilTime({ nowMs: () => nowMs } as Emulation, { epochS, warmupNs: 20e9 } as Scenario, text => notes.push(text))
  const began = performance.now()
  await at(0)
  await at(1_019_800, 1000)
  expect(performance.now() - began).toBeGreaterThan(190)
  expect(notes).toEqual([])
  await at(1_021_500, 1000)
  expect(notes).toEqual(['the timeline begins 1.5 s late: starting took longer than the warm-up'])
})

test('ways have to stay the same for three intervals', async () => {
  const { e, asked } = pretend(true)
  const began = performance.now()
  await waitUntilSettled(e, { steps, warmupNs: 60e9 })
  expect(asked()).toBeGreaterThanOrEqual(6)
  expect(performance.now() - began).toBeLessThan(30_000)
})

test('a link that is down is waited for, not longer than the warm-up; nobody is asked meanwhile', async () => {
  const { e, asked } = pretend(false)
  await waitUntilSettled(e, { steps, warmupNs: 0.3e9 })
  expect(asked()).toBe(0)
})
