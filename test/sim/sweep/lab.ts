/** A small sweep for tests. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from '#sim/sweep/measure.ts'
import { readSweep, type Sweep } from '#sim/sweep/sweep.ts'
import { UserError } from '#wire/error.ts'
import { topologyFolder } from '../examples.ts'

export const small = `name: small
topologies: [diamond.topo, {name: core, generate: random, ases: 8, coreShare: 0.6, degree: 4}]
algorithms: [reference, diversity]
seeds: [3, 5]
duration: 20s
settings: {bestSet: [1, 5]}
measure: {failures: 1, draws: 20}
`

/** Files beside the sweep: those given, and the topologies of examples/. */
export const parseSweep = (text: string, files: Readonly<Record<string, string>> = {}): Sweep =>
  readSweep(text, 's.yaml', name => {
    const given = files[name]
    if (given !== undefined) return given
    if (existsSync(join(topologyFolder, name))) return readFileSync(join(topologyFolder, name), 'utf8')
    throw new UserError('no such file', undefined, { file: name })
  })

export const measured = (value: number): Outcome => ({ measures: { beacons_sent: value } })
