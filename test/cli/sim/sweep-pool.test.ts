import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runAll } from '#cli/sim/sweep-pool.ts'
import type { Outcome } from '#sim/sweep/measure.ts'
import { topologyFolder } from '../../sim/examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-pool-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'exits.mjs'), `export const algorithm = { name: 'exits', propagate: () => process.exit(7) }`)
writeFileSync(join(folder, 'hangs.mjs'), `export const algorithm = { name: 'hangs', propagate() { for (;;); } }`)

async function outcomes(algorithms: string, timeoutMs: number): Promise<Outcome[]> {
  const text = `{name: n, topologies: ["${topologyFolder}/tiny.topo"], algorithms: [${algorithms}], seeds: 1, duration: 10s}`
  const found = new Map<number, Outcome>()
  const jobs = algorithms.split(',').map((_, index) => ({ file: join(folder, 's.yaml'), text, index }))
  await runAll(jobs, { jobs: 1, timeoutMs }, ({ index }, outcome) => found.set(index, outcome))
  return jobs.map(job => found.get(job.index)!)
}

test('a process that ends costs its run and no other', async () => {
  expect(await outcomes('exits.mjs, reference, shortest', 60_000)).toMatchObject([
    { failed: 'its process ended with exit code 7' },
    { measures: { pairs_connected_share: 1 } },
    { measures: { pairs_connected_share: 1 } },
  ])
})

test('one that hangs is ended', async () => {
  expect(await outcomes('hangs.mjs', 50)).toEqual([{ failed: 'not done after 0.05 s' }])
})
