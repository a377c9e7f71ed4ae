/** Runs a scenario: warm-up, timeline, expectations. */
import { nsPerS } from '#wire/actor.ts'
import { type RunningAttack, startAttack } from './attack.ts'
import { type CaptureOptions, startCapture } from './capture.ts'
import { type Counters, createCounters } from './counters.ts'
import { checkExpectation, type Findings } from './expectations.ts'
import { applyFault } from './faults.ts'
import { type FlowRecord, type RunningFlow, startFlow } from './flow.ts'
import { createNetwork, type Network } from './network.ts'
import type { AttackRecord, LinkCount, RunResult } from './result.ts'
import type { Scenario, Step } from './scenario.ts'
import { createTrace } from './trace.ts'

export interface RunOptions {
  /** instead of the scenario's */
  readonly seed?: number
  /** Pieces of the trace, NDJSON. */
  trace?(piece: string): void
  readonly capture?: CaptureOptions
  /** Called again and again with the virtual time, nanoseconds, of `totalNs`. */
  progress?(nowNs: number, totalNs: number): void
}

interface Running {
  readonly flows: RunningFlow[]
  readonly attacks: { readonly name: string; readonly startNs: number; readonly running: RunningAttack }[]
}

/** Trace and capture begin when the warm-up ends. */
export function runScenario(scenario: Scenario, options: RunOptions = {}): RunResult {
  const network = networkOf(scenario, options)
  const counters = createCounters()
  advance(network, scenario.warmupNs, scenario, options)
  network.observe(counters.observer)
  const before = countLinks(network)
  const endRecording = startRecording(network, options)
  const running: Running = { flows: [], attacks: [] }
  for (const step of scenario.steps) network.loop.at(scenario.warmupNs + step.atNs, now => take(network, step, running, now))
  advance(network, scenario.warmupNs + scenario.durationNs, scenario, options)
  const { digest, events } = network.loop
  const run = { digest: digest.value(), events }
  endRecording()
  return resultOf(scenario, network, running, counters, since(before, network), run)
}

function networkOf(scenario: Scenario, options: RunOptions): Network {
  return createNetwork(scenario.topology, {
    seed: options.seed ?? scenario.seed,
    control: scenario.control,
    ...(scenario.epochS !== undefined && { epochS: scenario.epochS }),
    ...(scenario.detectionNs !== undefined && { detectionNs: scenario.detectionNs }),
  })
}

function advance(network: Network, untilNs: number, { warmupNs, durationNs }: Scenario, { progress }: RunOptions): void {
  // Once at least: a timeline of 0s has steps too.
  do {
    network.run(Math.min(untilNs, network.loop.now + nsPerS))
    progress?.(network.loop.now, warmupNs + durationNs)
  } while (network.loop.now < untilNs)
}

function startRecording(network: Network, { trace, capture }: RunOptions): () => void {
  const written = trace === undefined ? undefined : createTrace(trace)
  if (written !== undefined) network.observe(written.observer)
  const endCapture = capture === undefined ? undefined : startCapture(network, capture)
  return () => {
    written?.end()
    endCapture?.()
  }
}

function take(network: Network, { name, action }: Step, running: Running, now: number): void {
  if (action.kind === 'fault') applyFault(network, action.fault)
  else if (action.kind === 'flow') running.flows.push(startFlow(network, action.plan))
  else running.attacks.push({ name, startNs: now, running: startAttack(network, action.plan) })
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

function resultOf(
  scenario: Scenario,
  network: Network,
  running: Running,
  counters: Counters,
  links: readonly LinkCount[],
  run: Pick<RunResult, 'digest' | 'events'>,
): RunResult {
  const { name, warmupNs, durationNs, topology } = scenario
  const flows = running.flows.map(({ record }) => afterWarmup(record, warmupNs))
  const attacks = running.attacks.map((a): AttackRecord => ({ name: a.name, startNs: a.startNs - warmupNs, ...a.running.report }))
  const drops = counters.drops()
  const findings: Findings = { flows, attacks, drops, links, topology, ways: waysAtEnd(scenario, network) }
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
    verdicts: { ...counters.verdicts },
    flows,
    attacks,
    drops,
    unreachable: [...network.internal.values()].reduce((sum, n) => sum + n.unreachable, 0),
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

/** Asks the hosts of the expectations about paths; the run itself is over. */
function waysAtEnd({ expectations }: Scenario, network: Network): Map<string, number> {
  const ways = new Map<string, number>()
  const asked = expectations.flatMap(({ paths }) => (paths === undefined ? [] : [paths]))
  let open = asked.length
  for (const { from, to } of asked)
    network.onHost(network.findHost(from)!, (host, now, out) =>
      host.paths.find(network.findHost(to)!.as.isdAs, true, now, out, found => {
        open--
        if ('paths' in found) ways.set(`${from} ${to}`, found.paths.length)
      }),
    )
  network.runUntil(() => open === 0, network.loop.now + 30 * nsPerS)
  return ways
}
