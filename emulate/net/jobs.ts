/** How each node's process is started: ours, or the reference's in its place. */
import { join } from 'node:path'
import type { As, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { asFolderIn } from '../config/folders.ts'
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
  readonly evidence: boolean
  readonly pcap: boolean
}

export const configFolder = (folder: string): string => join(folder, 'gen')
export const evidenceFile = (folder: string, node: string): string => join(folder, 'evidence', `${node}.ndjson`)
export const captureFile = (folder: string, node: string): string => join(folder, 'captures', `${node}.pcapng`)
export const logPath = (folder: string, node: string): string => join(folder, 'logs', `${node}.log`)

/** A log that stays one over restarts. */
const logs = (folder: string): ((node: string) => LogFile) => {
  const open = new Map<string, LogFile>()
  return node => {
    const log = open.get(node) ?? openLogFile(logPath(folder, node))
    open.set(node, log)
    return log
  }
}

export function routerJobs(plan: JobsPlan): Job[] {
  const logOf = logs(plan.folder)
  const nameOf = nodeNames(plan.topology)
  return plan.topology.ases.flatMap(as =>
    as.routers.map((router): Job => {
      const name = nameOf(as.isdAs, router.id)
      const isGo = plan.goRouters.has(as.isdAs)
      const command = isGo ? goRouter(plan, as, router.id) : ourRouter(plan, as, router.id, name)
      return {
        name,
        start: () =>
          startProcess({
            name,
            command: [...plan.fabric.inside(name), ...command],
            log: logOf(name),
            ...(isGo && { isReady: pid => isOpen(pid, router.internalAddress) }),
          }),
      }
    }),
  )
}

const asFolder = ({ folder }: JobsPlan, as: As): string => asFolderIn(as.isdAs, { out: configFolder(folder) })

const goRouter = (plan: JobsPlan, as: As, id: string): string[] => ['router', '--config', join(asFolder(plan, as), `${id}.toml`)]

function ourRouter(plan: JobsPlan, as: As, id: string, name: string): string[] {
  const { hopproof, evidence, pcap, folder } = plan
  return [
    ...hopproof,
    ...['router', '--config', asFolder(plan, as), '--id', id],
    ...(evidence ? ['--evidence', evidenceFile(folder, name)] : []),
    ...(pcap ? ['--pcap', captureFile(folder, name)] : []),
  ]
}
