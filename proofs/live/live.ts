/** Steps of the model on a network that runs: each sent, every decision compared, and what routers send looked for at the next one. */
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { must } from '#emulate/net/command.ts'
import type { Emulation } from '#emulate/net/emulation.ts'
import { watchEvidence } from '#emulate/net/evidence.ts'
import { nodeNames } from '#emulate/net/wiring.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { Coincidence, createSymbols } from '#proofs/replay/symbols.ts'
import { sliceLog } from '#proofs/slices/slice.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { traceHead } from '#sim/trace.ts'
import { append } from '#topology/network.ts'
import { toHex } from '#wire/bytes.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { arrivalOf, complaintOf, type Shot, shotName, shotOf } from './shot.ts'

/** A step that a network does not decide as the model. */
export interface LiveDifference {
  readonly step: ModelStep
  readonly text: string
}

/** A packet may come too late for its half second, or be lost; keys of forged MACs are tried at another time. What is no chance, stays. */
const rounds = 5
/** in which forged MACs are sought: two of three hop fields have one at each */
const seconds = 6
/** until all packets are made, and their senders wait */
const leadS = 2
const patienceMs = 1_500
/** before the end of the half second; all of them take a while */
const earlyS = 0.45

/** Sends each step until it was decided as the model says; those that never were. `network`: with the emulation's addresses. */
export async function playLive(e: Emulation, network: ReplayNetwork, steps: readonly ModelStep[]): Promise<readonly LiveDifference[]> {
  let open: readonly LiveDifference[] = steps.map(step => ({ step, text: 'it was never sent' }))
  for (let round = 0; round < rounds && open.length > 0; round++) open = await playOnce(e, network, open)
  return open
}

async function playOnce(e: Emulation, network: ReplayNetwork, open: readonly LiveDifference[]): Promise<readonly LiveDifference[]> {
  const nameOf = nodeNames(e.topology)
  const routers = e.topology.ases.flatMap(as => as.routers.map(r => nameOf(as.isdAs, r.id)))
  const evidence = watchEvidence(e.folder, routers)
  const shots = shotsOf(
    e,
    network,
    open.map(o => o.step),
  )
  await send(e, [...shots.values()])
  let complaints = open
  for (const untilMs = performance.now() + patienceMs; complaints.length > 0 && performance.now() < untilMs; await setTimeout(100))
    complaints = judge(e, shots, open, evidence.events())
  return complaints
}

/** Those of the same moment have the same epoch; a step that chance spoils is tried a second later, and then has no shot. */
function shotsOf(e: Emulation, network: ReplayNetwork, steps: readonly ModelStep[]): ReadonlyMap<ModelStep, Shot> {
  const firstS = Math.ceil(Date.now() / 1000) + leadS
  const shots = new Map<ModelStep, Shot>()
  for (let later = 0, open = steps; later < seconds && open.length > 0; later++) {
    const byMoment = new Map<number, ModelStep[]>()
    for (const step of open) append(byMoment, step.arrival.now, step)
    for (const [now, own] of byMoment) addShots(shots, e, network, own, firstS + later - Math.floor(now / 2))
    open = open.filter(step => !shots.has(step))
  }
  return shots
}

function addShots(shots: Map<ModelStep, Shot>, e: Emulation, network: ReplayNetwork, steps: readonly ModelStep[], epochS: number): void {
  unlessSpoilt(() => {
    const symbols = createSymbols(network, e.seed, epochS)
    for (const step of steps) unlessSpoilt(() => shots.set(step, shotOf(e.topology, network, step, symbols)))
  })
}

function unlessSpoilt(make: () => unknown): void {
  try {
    make()
  } catch (error) {
    if (!(error instanceof Coincidence)) throw error
  }
}

const sender = fileURLToPath(new URL('send.py', import.meta.url))

async function send(e: Emulation, shots: readonly Shot[]): Promise<void> {
  const byNode = new Map<string, Shot[]>()
  for (const shot of shots.toSorted((a, b) => sentAtS(a) - sentAtS(b))) append(byNode, shot.node, shot)
  await Promise.all(
    [...byNode].map(([node, own]) => must([...e.net.fabric.inside(node), '/usr/bin/python3', sender], own.map(lineOf).join(''))),
  )
}

const sentAtS = ({ epochS, step }: Shot): number => epochS + step.arrival.now / 2 - earlyS

function lineOf(shot: Shot): string {
  const [source, target] = [parseUnderlay(shot.from), parseUnderlay(shot.to)]
  return `${sentAtS(shot)} ${source.ip} ${source.port} ${target.ip} ${target.port} ${toHex(shot.bytes)}\n`
}

function judge(
  e: Emulation,
  shots: ReadonlyMap<ModelStep, Shot>,
  open: readonly LiveDifference[],
  events: readonly TraceEvent[],
): readonly LiveDifference[] {
  const decisions = new Map<string, TraceEvent[]>()
  for (const event of events) append(decisions, arrivalOf(event), event)
  const heard = heardNext(e, events)
  return open.flatMap(({ step }) => {
    const shot = shots.get(step)
    const text = shot === undefined ? 'chance has spoilt it' : complaintOf(shot, decisions.get(shotName(shot)) ?? [], heard)
    return text === undefined ? [] : [{ step, text }]
  })
}

/** Decisions whose packet the next router heard, to the byte. */
function heardNext({ topology, seed }: Emulation, events: readonly TraceEvent[]): ReadonlySet<TraceEvent> {
  const log = { head: traceHead(topology, seed, []), events: events.map((event, line) => ({ line, event })) }
  return new Set(sliceLog(log, topology).slices.flatMap(slice => slice.slice(0, -1).map(({ event }) => event)))
}
