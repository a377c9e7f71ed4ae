import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { asFolderIn } from '#emulate/config/folders.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { configFolder } from '#emulate/net/jobs.ts'
import { applyLiveFault } from '#emulate/net/live-faults.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { defaultShape } from '#topology/model.ts'
import { temporaryFolder } from './lab.ts'

/** Notes what is asked of it. */
function pretend() {
  const asked: string[] = []
  const note =
    (what: string) =>
    async (...args: unknown[]): Promise<void> =>
      void asked.push([what, ...args.map(a => JSON.stringify(a))].join(' '))
  const folder = temporaryFolder()
  const emulation = {
    ...{ topology: exampleTopology('tiny'), folder, shapeOf: () => defaultShape },
    ...{ setLink: note('link'), setShape: note('shape'), supervisor: { kill: note('kill'), start: note('start') } },
  } as unknown as Emulation
  return { asked, folder, apply: (fault: Parameters<typeof applyLiveFault>[1]) => applyLiveFault(emulation, fault) }
}

test('links and processes', async () => {
  const { asked, apply, folder } = pretend()
  mkdirSync(asFolderIn('1-ff00:0:111', { out: configFolder(folder) }), { recursive: true })
  await apply({ kind: 'cut', link: '1-ff00:0:112#1' })
  await apply({ kind: 'heal', a: ['1-ff00:0:110'] })
  await apply({ kind: 'shape', link: '1-ff00:0:111#41', shape: { loss: 0.5, rateBps: 1e6 } })
  await apply({ kind: 'stopRouter', router: 'br1-ff00_0_110-2' })
  await apply({ kind: 'startRouter', router: 'br1-ff00_0_110-2' })
  await apply({ kind: 'stopAs', as: '1-ff00:0:111' })
  await apply({ kind: 'startAs', as: '1-ff00:0:111' })
  expect(asked).toEqual([
    'link 1 false',
    'link 0 true',
    'link 1 true',
    `shape 0 ${JSON.stringify({ ...defaultShape, loss: 0.5, rateBps: 1e6, queuePackets: 100 })}`,
    'kill "br1-ff00_0_110-2"',
    'start "br1-ff00_0_110-2"',
    'kill "br1-ff00_0_111-1"',
    'kill "cs1-ff00_0_111-1"',
    'start "br1-ff00_0_111-1"',
    'start "cs1-ff00_0_111-1"',
  ])
})

test('a service that comes back has lost its store, or kept it', async () => {
  const { asked, apply, folder } = pretend()
  const own = asFolderIn('1-ff00:0:110', { out: configFolder(folder) })
  mkdirSync(own, { recursive: true })
  const service = 'cs1-ff00_0_110-1'
  for (const name of [`${service}.beacon.db.ndjson`, `${service}.toml`]) writeFileSync(join(own, name), '')
  await apply({ kind: 'startService', service, store: 'kept' })
  expect(existsSync(join(own, `${service}.beacon.db.ndjson`))).toBe(true)
  await apply({ kind: 'startService', service })
  expect(existsSync(join(own, `${service}.beacon.db.ndjson`))).toBe(false)
  expect(existsSync(join(own, `${service}.toml`))).toBe(true)
  expect(asked).toEqual([`start "${service}"`, `start "${service}"`])
})

test('what cannot be', async () => {
  const { apply } = pretend()
  await expect(apply({ kind: 'clock', as: '1-ff00:0:110', aheadS: 1 })).rejects.toThrow('in the simulator only')
  await expect(apply({ kind: 'stopRouter', router: 'x' })).rejects.toThrow('there is no router or control service "x"')
})
