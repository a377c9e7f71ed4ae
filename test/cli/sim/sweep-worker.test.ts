import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { besides, type Job, serve } from '#cli/sim/sweep-worker.ts'
import type { Outcome } from '#sim/sweep/measure.ts'
import { topologyFolder } from '../../sim/examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-worker-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** The answer to a job, as the parent gets it. */
function ask(text: string, index: number): Promise<Outcome> {
  return new Promise(resolve => {
    let receive: (job: Job) => void = () => expect.unreachable()
    const parent = {
      on: (_: string, listener: (job: Job) => void) => (receive = listener),
      send: (outcome: Outcome) => resolve(outcome),
    }
    serve(parent as unknown as NodeJS.Process)
    receive({ file: join(folder, 's.yaml'), text, index })
  })
}

const text = `name: n
topologies: [${topologyFolder}/tiny.topo]
algorithms: [reference, own.mjs, missing-export.mjs]
seeds: 1
duration: 6s
`

test('a run is done as the sweep says; what goes wrong is an outcome too', async () => {
  writeFileSync(join(folder, 'own.mjs'), `export const algorithm = { name: 'x', propagate: () => { throw new Error('no idea') } }`)
  writeFileSync(join(folder, 'missing-export.mjs'), 'export const algorithms = []')
  expect(await ask(text, 0)).toMatchObject({ measures: { refused_choices: 0 } })
  expect(await ask(text, 1)).toEqual({ failed: expect.stringMatching(/^x: no idea \(in .* after .* s\)$/) })
  expect(await ask(text, 2)).toEqual({ failed: 'exports no algorithm' })
  expect(await ask('name: [', 0)).toEqual({ failed: expect.stringMatching(/\w/) })
})

test('files a sweep names lie beside it; from stdin, where one is', () => {
  expect(besides('/a/b/s.yaml')('../c.topo')).toBe('/a/c.topo')
  expect(besides('-')('c.topo')).toBe(join(process.cwd(), 'c.topo'))
})
