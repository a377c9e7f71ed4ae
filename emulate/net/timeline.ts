/** A scenario in real time: its network is up, its steps are taken when they are due, and what came of it is held against what must. */
import { setTimeout } from 'node:timers/promises'
import type { TraceEvent } from '#router/evidence.ts'
import type { Verdict } from '#router/verdict.ts'
import { checkExpectation } from '#sim/expectations.ts'
import type { FlowRecord } from '#sim/flow-record.ts'
import type { AttackRecord, LinkCount, RunResult } from '#sim/result.ts'
import { isSampled, type Sample, whenOf } from '#sim/samples.ts'
import type { Scenario, Step } from '#sim/scenario.ts'
import type { Expectation } from '#sim/schema.ts'
import { pairsOf } from '#sim/ways.ts'
import { UserError } from '#wire/error.ts'
import type { Emulation } from './emulation.ts'
import { countDrops, watchEvidence } from './evidence.ts'
import type { Fabric } from './fabric.ts'
import { runFlowOn } from './flows.ts'
import { type LiveAttack, makeAttack, reportOf, requireLiveAttack } from './live-attacks.ts'
import { failureRecords, type LiveFailure, noteFault } from './live-failures.ts'
import { applyLiveFault } from './live-faults.ts'
import { takeSample, waysBetween } from './live-samples.ts'
import { linkName } from './names.ts'
import { waitUntilSettled, waitUntilTime } from './settling.ts'

/** As the simulator's, without what only virtual time can tell. Times are nanoseconds after the timeline's start. */
export interface LiveResult
  extends Pick<
    RunResult,
    'name' | 'seed' | 'durationNs' | 'flows' | 'drops' | 'failures' | 'links' | 'verdicts' | 'expectations' | 'passed' | 'attacks' | 'ways'
  > {
  readonly world: Emulation['net']['fabric']['kind']
  /** who delayed and lost packets */
  readonly impairments: string
  /** unix seconds of the timeline's start, by the network's clocks */
  readonly startS: number
}

/** What real time cannot do: told before anything is started. Throws `UserError`. */
export function requireLive({ steps, expectations }: Scenario, kind: Fabric['kind']): void {
  for (const { name, action } of steps) {
    const what = action.kind === 'fault' ? action.fault.kind : action.kind
    if (action.kind === 'attack') requireLiveAttack(action.plan, kind)
    if (['rogue', 'updateTrc', 'clock'].includes(what))
      throw new UserError(`"${name}" (${what}) is for the simulator only`, 'hopproof sim run')
  }
  if (expectations.some(x => x.control !== undefined))
    throw new UserError('what control services count is looked at in the simulator only', 'hopproof sim run')
}

/** Resolves when all flows have ended. `note`: told of each step. Throws `UserError` for a step that cannot be taken. */
export async function runTimeline(e: Emulation, scenario: Scenario, note: (text: string) => void): Promise<LiveResult> {
  requireLive(scenario, e.net.fabric.kind)
  await waitUntilSettled(e, scenario)
  await waitUntilTime(e, scenario, note)
  const evidence = watchEvidence(
    e.folder,
    e.topology.ases.flatMap(as => as.routers.map(r => r.id)),
  )
  const before = await countLinks(e)
  const startMs = Date.now()
  const startUnixNs = e.nowMs() * 1e6
  const samples = new Map<Expectation, Sample>()
  const flows: Promise<FlowRecord>[] = []
  const attacks: Promise<Attacking>[] = []
  const failures: LiveFailure[] = []
  for (const due of duesOf(scenario)) {
    await setTimeout(Math.max(0, startMs + due.atNs / 1e6 - Date.now()))
    if ('step' in due) await take(due.step)
    else samples.set(due.expectation, await takeSample(e, due.expectation))
  }
  await setTimeout(Math.max(0, startMs + scenario.durationNs / 1e6 - Date.now()))
  const ended = await Promise.all(flows)
  for (const x of scenario.expectations) if (isSampled(x) && whenOf(x) === undefined) samples.set(x, await takeSample(e, x))
  const links = since(before, await countLinks(e))
  const made = await Promise.all(attacks)
  const events = evidence.events()
  return resultOf(e, scenario, {
    ...{ startS: startUnixNs / 1e9, flows: ended, events, links, samples, ways: await waysBetween(e, pairsOf(scenario.steps)) },
    attacks: made.map(({ name, startNs, attack }) => ({ name, startNs, ...reportOf(attack, events) })),
    failures: failureRecords(failures, e.topology, e.folder, startMs),
  })

  async function take({ name, action }: Step): Promise<void> {
    note(`${((Date.now() - startMs) / 1000).toFixed(1)} s ${name}`)
    if (action.kind === 'flow') flows.push(runFlowOn(e.hosts, action.plan, startUnixNs).catch(error => failed(action.plan, error)))
    else if (action.kind === 'attack') {
      const startNs = (Date.now() - startMs) * 1e6
      attacks.push(makeAttack(e, action.plan).then(attack => ({ name, startNs, attack })))
    } else if (action.kind === 'fault') {
      noteFault(failures, e.topology, action.fault, Date.now())
      await applyLiveFault(e, action.fault)
    }
  }
}

/** A flow whose host is gone is a flow that failed, not the end of the run. */
function failed(plan: Pick<FlowRecord, 'name' | 'kind' | 'from' | 'to'>, error: unknown): FlowRecord {
  if (!(error instanceof UserError)) throw error
  const { name, kind, from, to } = plan
  const nothing = { sent: 0, received: 0, delay: undefined, longestGapNs: undefined, paths: [], errors: new Map() }
  return { name, kind, from, to, startNs: 0, endNs: undefined, ...nothing, failed: error.message }
}

type Due = { readonly atNs: number } & ({ readonly step: Step } | { readonly expectation: Expectation })

function duesOf({ steps, expectations }: Scenario): Due[] {
  const looks = expectations.flatMap(expectation => {
    const atNs = whenOf(expectation)
    return atNs === undefined ? [] : [{ atNs, expectation }]
  })
  return [...steps.map(step => ({ atNs: step.atNs, step })), ...looks].sort((x, y) => x.atNs - y.atNs)
}

/** Of links impaired in user space, whose queues alone are the kernel's; of others it does not tell why it lost a packet. */
async function countLinks({ net, topology }: Emulation): Promise<LinkCount[]> {
  const counts: LinkCount[] = []
  for (const { link, direction, ...counters } of (await net.wires?.counters()) ?? []) {
    const queueFull = (await net.queueDrops(link))[direction]
    counts.push({ name: linkName(topology.links[link]!, direction), linkIndex: link, counters: { queueFull, ...counters } })
  }
  return counts
}

const since = (before: readonly LinkCount[], after: readonly LinkCount[]): LinkCount[] =>
  after.map((link, i) => ({
    ...link,
    counters: Object.fromEntries(
      Object.entries(link.counters).map(([key, n]) => [key, n - before[i]!.counters[key as keyof LinkCount['counters']]]),
    ) as LinkCount['counters'],
  }))

interface Attacking extends Pick<AttackRecord, 'name' | 'startNs'> {
  readonly attack: LiveAttack
}

interface Outcome extends Pick<LiveResult, 'flows' | 'links' | 'failures' | 'attacks' | 'ways'> {
  readonly startS: number
  readonly events: readonly TraceEvent[]
  readonly samples: ReadonlyMap<Expectation, Sample>
}

function resultOf(e: Emulation, scenario: Scenario, { startS, events, samples, ...found }: Outcome): LiveResult {
  const drops = countDrops(events)
  const verdicts: Record<Verdict['kind'], number> = { forward: 0, handOver: 0, deliver: 0, answer: 0, drop: 0, bfd: 0 }
  for (const { verdict } of events) if (verdict in verdicts) verdicts[verdict]++
  const findings = { ...found, rogues: [], drops, topology: e.topology, samples }
  const expectations = scenario.expectations.map(x => checkExpectation(x, findings))
  return {
    name: scenario.name,
    world: e.net.fabric.kind,
    impairments: e.net.impairments,
    seed: e.seed,
    startS,
    durationNs: scenario.durationNs,
    ...{ ...found, drops, verdicts, expectations },
    passed: expectations.every(x => x.ok),
  }
}
