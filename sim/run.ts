/** Runs a scenario: warm-up, timeline, expectations. */
import type { ControlEvent } from '#control/events.ts'
import type { Ecdsa } from '#crypto/ecdsa.ts'
import { withGuardOff } from '#router/rules.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type RunningAttack, startAttack } from './attack.ts'
import { type CaptureOptions, startCapture } from './capture.ts'
import { holdCeremony } from './ceremony.ts'
import { type ControlCounts, createControlCounts } from './control-counters.ts'
import { type Counters, createCounters } from './counters.ts'
import { checkExpectation, type Findings } from './expectations.ts'
import { type Failures, watchFailures } from './failures.ts'
import { applyFault } from './faults.ts'
import { type RunningFlow, startFlow } from './flow.ts'
import type { FlowRecord } from './flow-record.ts'
import { createNetwork, type Network } from './network.ts'
import type { AttackRecord, LinkCount, RogueRecord, RunResult } from './result.ts'
import { type RoguePlan, type RogueReport, startRogue } from './rogue.ts'
import { type Sampling, startSampling } from './samples.ts'
import type { Scenario, Step } from './scenario.ts'
import { createTrace, traceHead } from './trace.ts'
import type { NetworkTrust } from './trust.ts'
import { pairsOf, waysBetween } from './ways.ts'

export interface RunOptions {
  /** instead of the scenario's */
  readonly seed?: number
  /** Pieces of the trace, NDJSON: a `TraceHead`, then a `TraceEvent` a line. */
  trace?(piece: string): void
  readonly capture?: CaptureOptions
  /** the platform's, for real signatures, and to check reproducible ones faster */
  readonly ecdsa?: Ecdsa
  /** Called again and again with the virtual time, nanoseconds, of `totalNs`. */
  progress?(nowNs: number, totalNs: number): void
}

interface Running {
  readonly flows: RunningFlow[]
  readonly attacks: { readonly name: string; readonly startNs: number; readonly running: RunningAttack }[]
  readonly rogues: { readonly name: string; readonly kind: RoguePlan['kind']; readonly as: IsdAs; readonly report: RogueReport }[]
  readonly failures: Failures
}

const runningOn = (network: Network): Running => ({ flows: [], attacks: [], rogues: [], failures: watchFailures(network) })

/** Trace and capture begin when the warm-up ends. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): RunResult {
  const control = createControlCounts()
  const network = networkOf(scenario, options, control.observe)
  const counters = createCounters()
  advance(network, scenario.warmupNs, scenario, options)
  network.observe(counters.observer)
  control.clear()
  const before = countLinks(network)
  const endRecording = startRecording(network, scenario.steps, options)
  const running = runningOn(network)
  for (const step of scenario.steps) network.loop.at(scenario.warmupNs + step.atNs, now => take(network, step, running, now))
  const sampling = startSampling(network, scenario.expectations, scenario.warmupNs, control)
  advance(network, scenario.warmupNs + scenario.durationNs, scenario, options)
  const { digest, events } = network.loop
  const run = { digest: digest.value(), events }
  endRecording()
  return resultOf(scenario, network, { running, counters, control, sampling, links: since(before, network), run })
}

/** The network of a scenario as its timeline has left it at `untilNs` of it. `observe` sees what control services do, from the start. */
export function playScenario(
  scenario: Scenario,
  untilNs: number,
  observe: Observe,
  options: Pick<RunOptions, 'seed' | 'ecdsa'> = {},
): Network {
  const network = networkOf(scenario, options, observe)
  const running = runningOn(network)
  network.run(scenario.warmupNs)
  for (const step of scenario.steps)
    if (step.atNs <= untilNs) network.loop.at(scenario.warmupNs + step.atNs, now => take(network, step, running, now))
  network.run(scenario.warmupNs + untilNs)
  return network
}

type Observe = (event: ControlEvent) => void

function networkOf(scenario: Scenario, options: RunOptions, observeControl: Observe): Network {
  const rules = scenario.guardOff === undefined ? undefined : withGuardOff(scenario.guardOff)
  return createNetwork(scenario.topology, {
    seed: options.seed ?? scenario.seed,
    control: scenario.control,
    trust: trustOf(scenario, options),
    observeControl,
    ...(rules !== undefined && { rules: () => rules }),
    ...(scenario.epochS !== undefined && { epochS: scenario.epochS }),
    ...(scenario.detectionNs !== undefined && { detectionNs: scenario.detectionNs }),
    ...(scenario.bfd !== undefined && { bfd: scenario.bfd }),
    ...(scenario.drkeyEpochS !== undefined && { drkeyEpochS: scenario.drkeyEpochS }),
    ...(scenario.hiddenPaths !== undefined && { hiddenPaths: scenario.hiddenPaths }),
    ...(scenario.staticInfo !== undefined && { staticInfo: scenario.staticInfo }),
  })
}

const trustOf = ({ signatures, lives, renewalNs }: Scenario, { ecdsa }: RunOptions): NetworkTrust => ({
  signer: signatures,
  lives,
  ...(ecdsa !== undefined && { ecdsa }),
  ...(renewalNs !== undefined && { settings: { renewIntervalNs: renewalNs } }),
})

/** At most so often progress is told. */
const maxSteps = 1000

function advance(network: Network, untilNs: number, { warmupNs, durationNs }: Scenario, { progress }: RunOptions): void {
  const stepNs = Math.max(nsPerS, (warmupNs + durationNs) / maxSteps)
  // Once at least: a timeline of 0s has steps too.
  do {
    network.run(Math.min(untilNs, network.loop.now + stepNs))
    progress?.(network.loop.now, warmupNs + durationNs)
  } while (network.loop.now < untilNs)
}

function startRecording(network: Network, steps: readonly Step[], { trace, capture }: RunOptions): () => void {
  const head = traceHead(network.topology, network.seed, steps, network.loop.now)
  const written = trace === undefined ? undefined : createTrace(head, trace)
  if (written !== undefined) network.observe(written.observer)
  const endCapture = capture === undefined ? undefined : startCapture(network, capture)
  return () => {
    written?.end()
    endCapture?.()
  }
}

function take(network: Network, { name, action }: Step, running: Running, now: number): void {
  if (action.kind === 'fault') {
    applyFault(network, action.fault)
    running.failures.look(now)
  } else if (action.kind === 'flow') running.flows.push(startFlow(network, action.plan))
  else if (action.kind === 'updateTrc') holdCeremony(network, action.plan)
  else if (action.kind === 'attack') running.attacks.push({ name, startNs: now, running: startAttack(network, action.plan) })
  else running.rogues.push({ name, kind: action.plan.kind, as: action.plan.as, report: startRogue(network, action.plan) })
}

const countLinks = (network: Network): LinkCount[] =>
  network.directions.flat().map(({ name, linkIndex, counters }) => ({ name, linkIndex, counters: { ...counters } }))

/** What has passed since the warm-up. */
const since = (before: readonly LinkCount[], network: Network): LinkCount[] =>
  countLinks(network).map((link, i) => ({
    ...link,
    counters: Object.fromEntries(
      Object.entries(link.counters).map(([key, n]) => [key, n - before[i]!.counters[key as keyof LinkCount['counters']]]),
    ) as LinkCount['counters'],
  }))

interface Outcome {
  readonly running: Running
  readonly counters: Counters
  readonly control: ControlCounts
  readonly sampling: Sampling
  readonly links: readonly LinkCount[]
  readonly run: Pick<RunResult, 'digest' | 'events'>
}

function resultOf(scenario: Scenario, network: Network, { running, counters, control, sampling, links, run }: Outcome): RunResult {
  const { name, warmupNs, durationNs, topology } = scenario
  const flows = running.flows.map(({ record }) => afterWarmup(record, warmupNs))
  const attacks = running.attacks.map((a): AttackRecord => ({ name: a.name, startNs: a.startNs - warmupNs, ...a.running.report }))
  const rogues = running.rogues.map(({ report, ...rogue }): RogueRecord => ({ ...rogue, ...report }))
  const drops = counters.drops()
  const verdicts = { ...counters.verdicts }
  const unreachable = [...network.internal.values()].reduce((sum, n) => sum + n.unreachable, 0)
  const tooBig = [...network.internal.values()].reduce((sum, n) => sum + n.tooBig, 0)
  const counted = control.rows()
  // From here on the network runs on, and nothing more is counted.
  running.failures.end()
  const failures = running.failures.records(warmupNs)
  const ways = waysBetween(network, pairsOf(scenario.steps))
  const findings: Findings = { flows, attacks, rogues, drops, failures, links, topology, samples: sampling.end() }
  const expectations = scenario.expectations.map(e => checkExpectation(e, findings))
  return {
    name,
    seed: network.seed,
    epochS: network.clock.epochS,
    ases: topology.ases.length,
    links,
    warmupNs,
    durationNs,
    ...run,
    verdicts,
    flows,
    attacks,
    rogues,
    drops,
    failures,
    ways,
    falseAlarms: running.failures.falseAlarms(),
    control: counted,
    signatures: scenario.signatures,
    unreachable,
    tooBig,
    expectations,
    passed: expectations.every(e => e.ok),
  }
}

const afterWarmup = (f: FlowRecord, warmupNs: number): FlowRecord => ({
  ...f,
  startNs: f.startNs - warmupNs,
  endNs: f.endNs === undefined ? undefined : f.endNs - warmupNs,
  paths: f.paths.map(p => ({ ...p, fromNs: p.fromNs - warmupNs })),
})
