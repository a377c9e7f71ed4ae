/** Whole networks in real time, on loopback addresses that no other test run has. */
import { readFileSync } from 'node:fs'
import { onTestFinished } from 'vitest'
import { asFolderIn, type FolderOptions, networkFolders } from '#emulate/config/folders.ts'
import type { ConfigurationSource } from '#emulate/config/program.ts'
import { type ControlOptions, type RunningControl, startControl } from '#emulate/control/control.ts'
import { readInputText } from '#emulate/files/input.ts'
import { writeNew } from '#emulate/files/write-file.ts'
import { startHost } from '#emulate/host/host.ts'
import type { Host } from '#host/host.ts'
import type { Operation } from '#host/operation.ts'
import type { As, Topology } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import type { Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { runRouter, someNet, temporaryFolder, until } from './lab.ts'

export interface Configured {
  readonly topology: Topology
  readonly out: string
  /** the folder of an AS */
  folderOf(isdAs: IsdAs): string
}

export const nowS = (): number => Math.floor(Date.now() / 1000)

/** The network of a .topo file, configured. */
export function configured(file: string, options: Partial<FolderOptions> = {}): Configured {
  const subnet = `{ subnet: 127.${someNet()}.${someNet()}.0/24 }`
  const { topology } = readTopo(`${readFileSync(file, 'utf8')}\ndefaults: ${subnet}\n`, file)
  const out = temporaryFolder()
  writeNew(networkFolders(topology, { out, seed: 7, notBeforeS: nowS() - 60, ...options }), false)
  return { topology, out, folderOf: isdAs => asFolderIn(isdAs, { out }) }
}

export const sourceOf = (path: string, id?: string): ConfigurationSource => ({ path, ...(id !== undefined && { id }), read: readInputText })

export async function runControl(path: string, options: Partial<ControlOptions> = {}): Promise<RunningControl> {
  const control = await startControl({ source: sourceOf(path), log: () => {}, ...options })
  onTestFinished(() => control.stop())
  return control
}

/** All routers of the network. */
export async function runRouters({ topology, folderOf }: Configured): Promise<void> {
  for (const { isdAs, routers } of topology.ases) for (const { id } of routers) await runRouter({ source: sourceOf(folderOf(isdAs), id) })
}

/** By AS, each its first service. */
export async function runControls(
  { topology, folderOf }: Configured,
  options: Partial<ControlOptions> = {},
): Promise<Map<IsdAs, RunningControl>> {
  const running = new Map<IsdAs, RunningControl>()
  for (const { isdAs } of topology.ases) running.set(isdAs, await runControl(folderOf(isdAs), options))
  return running
}

export interface TestHost {
  readonly host: Host
  /** Starts an operation; resolves when it has ended. */
  run<R>(start: (host: Host, now: number, out: Outbox) => Operation<R>): Promise<NonNullable<Operation<R>['outcome']>>
}

/** The AS's first host, or another of the AS. */
export async function runHost(as: As, address = as.hosts[0]!.address): Promise<TestHost> {
  const running = await startHost({ name: as.hosts[0]!.name, address, asks: as, responds: true })
  onTestFinished(running.stop)
  return {
    host: running.host,
    async run(start) {
      const operation = running.run((now, out) => start(running.host, now, out))
      await until(() => operation.outcome !== undefined)
      return operation.outcome!
    },
  }
}
