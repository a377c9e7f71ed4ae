/** The folder of an emulated run, as the simulator's: what was given, what came of it, and every router's trace and capture in one. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { NetworkFile } from '#emulate/net/network-file.ts'
import type { LiveResult } from '#emulate/net/timeline.ts'
import { attacksOf, dropsCsv, failoverNs, flowsCsv, linksCsv } from '#sim/result.ts'
import { traceHead } from '#sim/trace.ts'
import { writeTopo } from '#topology/write.ts'
import { paint } from '../output.ts'
import type { RunFolder } from '../sim/run-folder.ts'
import { resolvedScenario } from '../sim/sim.ts'
import { attacksText, dropsText, expectationsText, failuresText, flowsText, lossesText } from '../sim/text.ts'

/** `processes`: where the processes' files are. */
export function writeLiveResults(folder: RunFolder, processes: string, given: NetworkFile, result: LiveResult, version: string): void {
  folder.write('summary.json', `${JSON.stringify(liveSummary(result), undefined, 2)}\n`)
  folder.write('flows.csv', flowsCsv(result))
  folder.write('drops.csv', dropsCsv(result))
  folder.write('links.csv', linksCsv(result))
  const head = traceHead(given.topology, result.seed, given.scenario?.steps ?? [])
  folder.append('trace.ndjson', `${JSON.stringify(head)}\n`)
  gather(folder, join(processes, 'evidence'), 'trace.ndjson')
  // One section after the other: a pcapng file may have many.
  gather(folder, join(processes, 'captures'), 'packets.pcapng')
  const { name, world, impairments, seed, startS, durationNs, passed } = result
  const versions = { hopproof: version, node: process.versions.node }
  folder.end({ name, world, impairments, seed, startS, durationNs, passed, versions })
}

/** JSON data; `failoverNs`: how long the flow waited when it moved to another way. */
export const liveSummary = (r: LiveResult): object => ({
  ...r,
  links: undefined,
  flows: r.flows.map(f => ({ ...f, failoverNs: failoverNs(f), errors: Object.fromEntries(f.errors) })),
  attacks: attacksOf(r),
})

function gather(folder: RunFolder, from: string, file: string): void {
  const pieces = existsSync(from) ? readdirSync(from).sort() : []
  for (const piece of pieces) folder.append(file, readFileSync(join(from, piece)))
}

/** Before the run: a folder that cannot be written is told then. */
export function writeLiveGiven(folder: RunFolder, { text, topology, scenario }: NetworkFile, seed: number): void {
  folder.write('network.topo', writeTopo(topology))
  if (scenario !== undefined) folder.write('scenario.yaml', resolvedScenario(text, seed, undefined))
}

/** What came of it, for people. */
export function liveText(r: LiveResult, note: string | undefined, folder: string): string {
  const failures = r.expectations.filter(e => !e.ok).length
  const parts = [
    `${paint('bold', r.name)} on ${r.world}, seed ${r.seed}; delay and loss: ${r.impairments}${note === undefined ? '' : `\n${note}`}`,
    flowsText(r),
    failuresText({ ...r, falseAlarms: [] }),
    attacksText(r),
    dropsText(r),
    lossesText(r),
    expectationsText(r),
    `${failures > 0 ? `${failures} of ${r.expectations.length} expectations failed` : 'every expectation holds'}\nwritten to ${folder}`,
  ]
  return parts.filter(part => part !== '').join('\n\n')
}
