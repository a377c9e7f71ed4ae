/** What `prove` found, as files: a scenario that replays it, and a capture of the packet's way. */
import { basename, dirname, extname, relative } from 'node:path'
import { readInputText } from '#emulate/files/input.ts'
import { appendResult, writeDeep } from '#emulate/files/write-file.ts'
import type { FoundPacket } from '#proofs/explorer/prove.ts'
import { scenarioOf } from '#proofs/explorer/scenario.ts'
import type { CaptureOptions } from '#sim/capture.ts'
import type { Network } from '#sim/network.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { writeTopo } from '#topology/write.ts'

export interface FoundFiles {
  readonly scenario?: string
  readonly pcap?: string
}

export interface FoundIn {
  readonly network: Network
  /** the file or folder it was read from */
  readonly topology: string
  readonly guardOff?: string | undefined
  readonly note: string
}

/** Writes the files asked for. Does the scenario, run in the simulator, take the packet the way it went? Throws `UserError`. */
export function writeFound(packet: FoundPacket, found: FoundIn, { scenario, pcap }: FoundFiles): boolean {
  const file = scenario ?? 'found.yaml'
  const text = scenarioOf(packet, found.network, {
    name: basename(file, extname(file)).replace(/^[^a-z0-9]+|[^a-z0-9._-]/gi, '') || 'found',
    note: found.note,
    topology: topologyText(found, dirname(file)),
    guardOff: found.guardOff,
  })
  if (scenario !== undefined) writeDeep(text, scenario)
  const replayed = runScenario(
    readScenario(text, file, () => readInputText(found.topology)),
    pcap === undefined ? {} : { capture: captureTo(pcap) },
  )
  return replayed.passed
}

/** A new file, with what moves inside ASes too. */
function captureTo(file: string): CaptureOptions {
  writeDeep('', file)
  return { write: (_, piece) => appendResult(piece, file), fileOf: 'all', internal: true }
}

/** By the file's name, seen from the scenario's folder; other forms are written into it. */
function topologyText({ topology, network }: FoundIn, folder: string): string {
  if (extname(topology) === '.topo') return JSON.stringify(relative(folder, topology))
  return `\n${writeTopo(network.topology).trimEnd().replaceAll(/^/gm, '  ')}`
}
