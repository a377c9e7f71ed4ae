/** A network in real time: laid, configured, its processes started in order and waited for. All of it is gone when it ends. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { BfdSettings, LinkShape, Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { networkFolders } from '../config/folders.ts'
import { writeNew } from '../files/write-file.ts'
import { ownProgram } from '../program/own-program.ts'
import type { Channel } from './channel.ts'
import { type Hosts, hostsOf } from './hosts.ts'
import { captureFile, configFolder, controlJobs, hostJobs, openLogs, routerJobs } from './jobs.ts'
import { layNet, type Net, type NetPlan } from './net.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'
import { nodeNames } from './wiring.ts'

export interface EmulationPlan extends NetPlan {
  /** how often control services send beacons and register segments; default: every second */
  readonly intervalNs?: number
  /** of links of which the topology says nothing; default: the reference's defaults */
  readonly bfd?: BfdSettings
  readonly goRouters?: ReadonlySet<IsdAs>
  /** our routers' rule of this name refuses nothing: a network that is weaker */
  readonly guardOff?: string
  /** whole seconds: its clocks are so far ahead of this machine's; negative: behind it. Default: they are not */
  readonly clockAheadS?: number
  /** every router's decisions, and packets, in files of their own */
  readonly evidence?: boolean
  readonly pcap?: boolean
  /** told what happens, a line each */
  note(text: string): void
}

export interface Emulation {
  readonly topology: Topology
  readonly seed: number
  readonly folder: string
  readonly intervalNs: number
  readonly goRouters: ReadonlySet<IsdAs>
  /** unix time by the network's clocks, milliseconds */
  nowMs(): number
  readonly net: Net
  readonly supervisor: Supervisor
  readonly hosts: Hosts
  setLink(index: number, up: boolean): Promise<void>
  isUp(index: number): boolean
  setShape(index: number, shape: LinkShape): Promise<void>
  shapeOf(index: number): LinkShape
  /** Routers write captures from now on, or no more; says where. */
  setCapture(on: boolean): string
  end(): Promise<void>
}

/** Certificates begin to be valid so long ago, seconds: clocks need not agree. */
const validBeforeS = 3600

/** Everything runs when it resolves. Throws `UserError`, `EnvironmentError`; then nothing is left behind. */
export async function startEmulation(plan: EmulationPlan): Promise<Emulation> {
  const { folder, topology, note, intervalNs = 1_000_000_000, goRouters = new Set<IsdAs>() } = plan
  writeConfiguration(plan, intervalNs)
  const hopproof = await ownProgram()
  const net = await layNet(plan)
  const supervisor = createSupervisor((name, how) => note(`${name} ended ${how}`))
  const logs = openLogs(folder)
  const end = async (): Promise<void> => {
    await supervisor.end()
    await net.close()
    logs.close()
  }
  const channels = new Map<string, Channel>()
  let capturing = plan.pcap ?? false
  try {
    const { evidence = false, guardOff, clockAheadS = 0 } = plan
    const isCapturing = (): boolean => capturing
    const jobs = { topology, folder, hopproof, goRouters, guardOff, clockAheadS, evidence, isCapturing, fabric: net.fabric, logs: logs.of }
    const hosts = hostJobs(jobs, (name, channel) => channels.set(name, channel))
    await supervisor.startAll([routerJobs(jobs), controlJobs(jobs), hosts])
  } catch (error) {
    await end()
    throw error
  }
  const down = new Set<number>()
  const shapes = topology.links.map(l => l.shape)
  return {
    ...{ topology, seed: plan.seed, folder, intervalNs, goRouters, net, supervisor, end },
    nowMs: () => nowIn(plan),
    hosts: hostsOf(topology, name => channels.get(name)),
    async setLink(index, up) {
      await net.setLink(index, up)
      if (up) down.delete(index)
      else down.add(index)
    },
    isUp: index => !down.has(index),
    async setShape(index, shape) {
      await net.shape(index, shape)
      shapes[index] = shape
    },
    shapeOf: index => shapes[index]!,
    setCapture(on) {
      if (on !== capturing) for (const name of ourRouters(plan)) supervisor.processOf(name)?.signal('SIGUSR2')
      capturing = on
      return captureFile(folder, '*')
    },
  }
}

/** The reference's router does not capture. */
function ourRouters({ topology, goRouters }: EmulationPlan): string[] {
  const nameOf = nodeNames(topology)
  const ases = topology.ases.filter(as => !goRouters?.has(as.isdAs))
  return ases.flatMap(as => as.routers.map(r => nameOf(as.isdAs, r.id)))
}

const nowIn = ({ clockAheadS = 0 }: EmulationPlan): number => Date.now() + clockAheadS * 1000

function writeConfiguration(plan: EmulationPlan, intervalNs: number): void {
  const { topology, folder, seed, bfd, evidence } = plan
  // An earlier run's: a state that was kept would belong to another network.
  rmSync(folder, { recursive: true, force: true })
  if (evidence) mkdirSync(join(folder, 'evidence'), { recursive: true })
  mkdirSync(join(folder, 'captures'), { recursive: true })
  const notBeforeS = Math.floor(nowIn(plan) / 1000) - validBeforeS
  const options = { seed, notBeforeS, out: configFolder(folder), intervalNs, ...(bfd && { bfd }) }
  writeNew(networkFolders(topology, options), true)
}
