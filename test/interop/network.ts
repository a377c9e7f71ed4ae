/** A network from configuration folders of the reference's layout, each part run by the program one chooses. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { parse } from 'smol-toml'
import type { PathsResult } from '#host/result.ts'
import { root } from '#test/availability.ts'
import { readAsTopology } from '#topology/json.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Namespace, Words } from './namespace.ts'
import { scion } from './transcript.ts'

/** The program for a part by its id, like "br1-ff00_0_110-1", "cs1-ff00_0_110-1", "sd1-ff00_0_110". */
export type Choice = (id: string) => Words

const kinds = ['br', 'cs', 'sd'] as const
type Kind = (typeof kinds)[number]

const choiceOf =
  (programs: Readonly<Record<Kind, Words>>): Choice =>
  id =>
    programs[kinds.find(kind => id.startsWith(kind))!]

export const hopproofProgram: Words = [process.execPath, join(root, 'cli', 'hopproof.mjs')]
export const theirs: Choice = choiceOf({ br: ['router'], cs: ['control'], sd: ['daemon'] })
export const ours: Choice = choiceOf({
  br: [...hopproofProgram, 'router'],
  cs: [...hopproofProgram, 'control'],
  sd: [...hopproofProgram, 'daemon'],
})

export interface Network {
  /** address of the one daemon */
  readonly daemon: string
  /** Starts a part again that was killed. */
  start(id: string): void
}

/** Starts the parts of all folders `AS*`, and what answers for the hosts of all: the reference's one dispatcher. Only one AS gets a daemon. */
export function startNetwork(
  namespace: Namespace,
  folder: string,
  choose: Choice,
  withDaemon: IsdAs,
  startHosts: typeof startDispatcher = startDispatcher,
): Network {
  startHosts(namespace, folder)
  const parts = new Map(partsIn(folder).map(part => [part.id, part]))
  const daemon = [...parts.values()].find(part => part.daemon !== undefined && part.isdAs === withDaemon)!.daemon!
  const network = {
    daemon,
    start: (id: string) => namespace.start(id, [...choose(id), '--config', parts.get(id)!.file]),
  }
  for (const part of parts.values()) if (part.daemon === undefined || part.daemon === daemon) network.start(part.id)
  return network
}

const startDispatcher = (namespace: Namespace, folder: string): void =>
  namespace.start('dispatcher', ['dispatcher', '--config', join(folder, 'dispatcher', 'disp.toml')])

interface Part {
  readonly id: string
  readonly isdAs: IsdAs
  /** its .toml */
  readonly file: string
  /** a daemon's address */
  readonly daemon: string | undefined
}

const partsIn = (folder: string): Part[] =>
  readdirSync(folder)
    .filter(name => name.startsWith('AS'))
    .flatMap(name => partsOf(join(folder, name)))

function partsOf(folder: string): Part[] {
  const { isdAs } = readAsTopology(readFileSync(join(folder, 'topology.json'), 'utf8'))
  const files = readdirSync(folder).filter(name => name.endsWith('.toml'))
  return files.map(name => {
    const file = join(folder, name)
    const { general, sd } = parse(readFileSync(file, 'utf8')) as {
      readonly general: { readonly id: string }
      readonly sd?: { readonly address: string }
    }
    return { id: general.id, isdAs, file, daemon: sd?.address }
  })
}

/** Until the tool has seen a path that answers; the test's own time limit is the only one. */
export async function untilAlive(namespace: Namespace, daemon: string, destination: IsdAs): Promise<void> {
  while ((await scion(namespace, daemon, 'showpaths', destination)).code !== 0) await setTimeout(200)
}

/** Of the JSON of `showpaths`. */
export const sequences = (json: string): string[] => ((JSON.parse(json) as PathsResult).paths ?? []).map(path => path.sequence).sort()

/** As many paths as there must be; which ones, and whether all answer, is for the caller. */
export async function untilPaths(namespace: Namespace, daemon: string, to: string, count: number): Promise<string[]> {
  for (;;) {
    const { stdout } = await scion(
      namespace,
      daemon,
      'showpaths',
      to,
      '--refresh',
      '--no-probe',
      '--format',
      'json',
      '-m',
      '1000',
      '--timeout',
      '20s',
    )
    const seen = sequences(stdout || '{}')
    if (seen.length >= count) return seen
    await setTimeout(500)
  }
}

/** Answers are asked for again soon: the first come before all beacons do. */
export function askOften(folder: string): void {
  for (const { file } of partsIn(folder)) {
    const text = readFileSync(file, 'utf8')
    writeFileSync(file, text.replace(/query_interval = ".*"/, 'query_interval = "1s"'))
  }
}
