/** A network in real time: laid, configured, its processes started in order and waited for. All of it is gone when it ends. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Topology } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { networkFolders } from '../config/folders.ts'
import { writeNew } from '../files/write-file.ts'
import { ownProgram } from '../program/own-program.ts'
import { configFolder, routerJobs } from './jobs.ts'
import { layNet, type Net, type NetPlan } from './net.ts'
import { createSupervisor, type Supervisor } from './supervisor.ts'

export interface EmulationPlan extends NetPlan {
  /** how often control services send beacons and register segments */
  readonly intervalNs?: number
  readonly goRouters?: ReadonlySet<IsdAs>
  /** every router's decisions, and packets, in files of their own */
  readonly evidence?: boolean
  readonly pcap?: boolean
  /** told what happens, a line each */
  note(text: string): void
}

export interface Emulation {
  readonly topology: Topology
  readonly folder: string
  readonly net: Net
  readonly supervisor: Supervisor
  end(): Promise<void>
}

/** Certificates begin to be valid so long ago, seconds: clocks need not agree. */
const validBeforeS = 3600

/** Everything runs when it resolves. Throws `UserError`, `EnvironmentError`; then nothing is left behind. */
export async function startEmulation(plan: EmulationPlan): Promise<Emulation> {
  const { folder, topology, note } = plan
  writeConfiguration(plan)
  const hopproof = await ownProgram()
  const net = await layNet(plan)
  const supervisor = createSupervisor((name, how) => note(`${name} ended ${how}`))
  const end = async (): Promise<void> => {
    await supervisor.end()
    await net.close()
  }
  try {
    const { goRouters = new Set<IsdAs>(), evidence = false, pcap = false } = plan
    const jobs = { topology, folder, hopproof, goRouters, evidence, pcap, fabric: net.fabric }
    await supervisor.startAll([routerJobs(jobs)])
  } catch (error) {
    await end()
    throw error
  }
  return { topology, folder, net, supervisor, end }
}

function writeConfiguration({ topology, folder, seed, intervalNs, evidence, pcap }: EmulationPlan): void {
  // An earlier run's: a state that was kept would belong to another network.
  rmSync(folder, { recursive: true, force: true })
  if (evidence) mkdirSync(join(folder, 'evidence'), { recursive: true })
  if (pcap) mkdirSync(join(folder, 'captures'), { recursive: true })
  const notBeforeS = Math.floor(Date.now() / 1000) - validBeforeS
  const options = { seed, notBeforeS, out: configFolder(folder), ...(intervalNs !== undefined && { intervalNs }) }
  writeNew(networkFolders(topology, options), true)
}
