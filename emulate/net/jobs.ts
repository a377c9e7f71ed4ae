/** How each node's process is started: ours, or the reference's in its place. */
import { join } from 'node:path'
import type { As, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { asFolderIn } from '../config/folders.ts'
import { type Channel, openChannel } from './channel.ts'
import type { Fabric } from './fabric.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { startProcess } from './process.ts'
import type { Job } from './supervisor.ts'
import { isOpen } from './udp-table.ts'
import { nodeNames } from './wiring.ts'

export interface JobsPlan {
  readonly topology: Topology
  readonly fabric: Fabric
  /** of the processes' files: configuration, logs, evidence, captures */
  readonly folder: string
  /** program and first arguments of `hopproof` */
  readonly hopproof: readonly string[]
  /** ASes whose routers are the reference's program `router` */
  readonly goRouters: ReadonlySet<IsdAs>
  /** rule of ours that refuses nothing */
  readonly guardOff?: string | undefined
  /** seconds, of our programs */
  readonly clockAheadS: number
  readonly evidence: boolean
  /** Do routers that start now write captures? */
  isCapturing(): boolean
  readonly logs: Logs
}

export const configFolder = (folder: string): string => join(folder, 'gen')
export const evidenceFile = (folder: string, node: string): string => join(folder, 'evidence', `${node}.ndjson`)
export const captureFile = (folder: string, node: string): string => join(folder, 'captures', `${node}.pcapng`)
export const logPath = (folder: string, node: string): string => join(folder, 'logs', `${node}.log`)

/** A log that stays one over restarts. */
export type Logs = (node: string) => LogFile

export function openLogs(folder: string): { readonly of: Logs; close(): void } {
  const open = new Map<string, LogFile>()
  return {
    of(node) {
      const log = open.get(node) ?? openLogFile(logPath(folder, node))
      open.set(node, log)
      return log
    },
    close() {
      for (const log of open.values()) log.close()
    },
  }
}

export function routerJobs(plan: JobsPlan): Job[] {
  const nameOf = nodeNames(plan.topology)
  return plan.topology.ases.flatMap(as =>
    as.routers.map((router): Job => {
      const name = nameOf(as.isdAs, router.id)
      const isGo = plan.goRouters.has(as.isdAs)
      const command = (): string[] => (isGo ? goRouter(plan, as, router.id) : ourRouter(plan, as, router.id, name))
      return {
        name,
        start: () =>
          startProcess({
            name,
            command: [...plan.fabric.inside(name), ...command()],
            log: plan.logs(name),
            ...(isGo && { isReady: pid => isOpen(pid, router.internalAddress) }),
          }),
      }
    }),
  )
}

const asFolder = ({ folder }: JobsPlan, as: As): string => asFolderIn(as.isdAs, { out: configFolder(folder) })

const goRouter = (plan: JobsPlan, as: As, id: string): string[] => ['router', '--config', join(asFolder(plan, as), `${id}.toml`)]

function ourRouter(plan: JobsPlan, as: As, id: string, name: string): string[] {
  const { hopproof, guardOff, evidence, isCapturing, folder } = plan
  return [
    ...hopproof,
    ...['router', '--config', asFolder(plan, as), '--id', id],
    ...(guardOff === undefined ? [] : ['--guard-off', guardOff]),
    ...clock(plan),
    ...(evidence ? ['--evidence', evidenceFile(folder, name)] : []),
    ...['--pcap', captureFile(folder, name), ...(isCapturing() ? [] : ['--paused'])],
  ]
}

const clock = ({ clockAheadS }: JobsPlan): string[] => (clockAheadS === 0 ? [] : ['--clock-ahead', String(clockAheadS)])

export function controlJobs(plan: JobsPlan): Job[] {
  const nameOf = nodeNames(plan.topology)
  return plan.topology.ases.flatMap(as =>
    as.controlServices.map(({ id }): Job => {
      const name = nameOf(as.isdAs, id)
      const command = [...plan.fabric.inside(name), ...plan.hopproof, 'control', '--config', asFolder(plan, as), '--id', id, ...clock(plan)]
      return { name, start: () => startProcess({ name, command, log: plan.logs(name) }) }
    }),
  )
}

/** Hosts that are told what to do over channels: `opened` gets the one of each start. */
export function hostJobs(plan: JobsPlan, opened: (node: string, channel: Channel) => void): Job[] {
  const nameOf = nodeNames(plan.topology)
  return plan.topology.ases.flatMap(as =>
    as.hosts.map((host): Job => {
      const name = nameOf(as.isdAs, host.name)
      const words = ['host', '--config', asFolder(plan, as), '--address', host.address, '--name', host.name, '--commands', ...clock(plan)]
      const command = [...plan.fabric.inside(name), ...plan.hopproof, ...words]
      return {
        name,
        async start() {
          const channel = await openChannel({ name, command, log: plan.logs(name) })
          opened(name, channel)
          return channel.process
        },
      }
    }),
  )
}
