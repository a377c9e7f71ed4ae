/** Scenario files (YAML): a network, what happens in it when, and what must come of it. `examples/scenarios/` shows every key. */
import { algorithmNamed } from '#control/beacon/algorithms/named.ts'
import type { Usage } from '#control/beacon/policy.ts'
import { readBeaconPolicy } from '#control/beacon/policy-document.ts'
import { type HiddenPathsFile, parseHiddenPaths, readHiddenPaths, requireIn } from '#control/hidden/group-document.ts'
import { readPathPolicy } from '#control/path/policy-document.ts'
import type { ControlSettings } from '#control/settings.ts'
import type { Lives } from '#control/trust/authority.ts'
import type { SignerKind } from '#control/trust/signer.ts'
import { longestNs } from '#host/duration.ts'
import { complain, type Value } from '#topology/document.ts'
import { loadTopo, loadTopoValue } from '#topology/load.ts'
import { type Located, parseLocated, readLocated } from '#topology/located.ts'
import type { BfdSettings, LinkShape, Topology } from '#topology/model.ts'
import { nsPerS } from '#wire/actor.ts'
import type { AttackPlan } from './attackers.ts'
import type { CeremonyPlan } from './ceremony.ts'
import { type Fault, linksBetween, type Side } from './faults.ts'
import type { FlowPlan } from './flow.ts'
import { checkNames, complainAt, type Place } from './names.ts'
import { requireField } from './on-path.ts'
import type { RoguePlan } from './rogue.ts'
import { type Expectation, maxEpochS, type ScenarioData, type StepData, scenarioSchema } from './schema.ts'

export type Action =
  | { readonly kind: 'flow'; readonly plan: FlowPlan }
  | { readonly kind: 'attack'; readonly plan: AttackPlan }
  | { readonly kind: 'rogue'; readonly plan: RoguePlan }
  | { readonly kind: 'updateTrc'; readonly plan: CeremonyPlan }
  | { readonly kind: 'fault'; readonly fault: Fault }

export interface Step {
  /** nanoseconds after the warm-up */
  readonly atNs: number
  /** what expectations call it: as the file says, else the action and its number, "ping 1" */
  readonly name: string
  readonly action: Action
}

export interface Scenario {
  readonly name: string
  readonly note?: string
  readonly topology: Topology
  readonly seed: number
  readonly epochS?: number
  /** nanoseconds of beaconing before the timeline begins */
  readonly warmupNs: number
  /** nanoseconds of the timeline */
  readonly durationNs: number
  readonly detectionNs?: number
  readonly bfd?: BfdSettings
  readonly staticInfo?: boolean
  readonly drkeyEpochS?: number
  readonly hiddenPaths?: HiddenPathsFile
  readonly control: Partial<ControlSettings>
  /** rule of all routers that refuses nothing */
  readonly guardOff?: string
  readonly signatures: SignerKind
  readonly lives: Partial<Lives>
  readonly renewalNs?: number
  readonly steps: readonly Step[]
  readonly expectations: readonly Expectation[]
}

/** Text of another file, named relative to the scenario's; throws `UserError`. */
export type ReadFile = (name: string) => string

/** Throws `UserError` with the place of what is wrong: in the file's form, or because the network has no such host, link or AS. */
export function readScenario(text: string, file: string, readFile: ReadFile): Scenario {
  const located = readLocated(text, file, ['topology', 'hiddenPaths'])
  const data = parseLocated(located, scenarioSchema)
  const topology = readTopology(located, data, file, readFile)
  const steps = readSteps(data.timeline, located)
  const scenario: Scenario = {
    name: data.name,
    ...(data.note !== undefined && { note: data.note }),
    topology,
    seed: data.seed,
    ...(data.epoch !== undefined && { epochS: data.epoch }),
    warmupNs: data.warmup,
    durationNs: data.duration,
    ...(data.detection !== undefined && { detectionNs: data.detection }),
    ...(data.bfd !== undefined && { bfd: data.bfd }),
    ...(data.staticInfo !== undefined && { staticInfo: data.staticInfo }),
    ...(data.drkey !== undefined && { drkeyEpochS: data.drkey / nsPerS }),
    ...(data.hiddenPaths !== undefined && { hiddenPaths: readHidden(located, data, topology, readFile) }),
    control: controlSettings(data.control ?? {}, located),
    ...(data.guardOff !== undefined && { guardOff: data.guardOff }),
    signatures: data.signatures,
    lives: livesOf(data.lives),
    ...(data.renewal !== undefined && { renewalNs: data.renewal }),
    steps,
    expectations: data.expect,
  }
  if (data.detection !== undefined && data.bfd !== undefined)
    throw complain(located.at(['detection']), 'is not modelled where BFD measures it', 'leave out detection, or bfd')
  checkTimes(scenario, located)
  checkSteps(scenario, located)
  checkExpectations(scenario, located)
  return scenario
}

function readTopology(located: Located, { topology }: ScenarioData, file: string, readFile: ReadFile): Topology {
  const value = located.at(['topology'])
  if (typeof topology === 'string')
    return loadTopo(
      complainAt(value, () => readFile(topology)),
      topology,
    ).topology
  if (topology !== null && typeof topology === 'object' && 'node' in topology) return loadTopoValue(topology as Value, file).topology
  throw complain(value, 'expected the name of a .topo file, or a network', 'topology: ../topologies/two.topo')
}

function readHidden(located: Located, { hiddenPaths }: ScenarioData, topology: Topology, readFile: ReadFile): HiddenPathsFile {
  const value = located.at(['hiddenPaths'])
  const file =
    typeof hiddenPaths === 'string'
      ? parseHiddenPaths(
          complainAt(value, () => readFile(hiddenPaths)),
          hiddenPaths,
        )
      : readHiddenPaths(value)
  complainAt(value, () => requireIn(topology, file))
  return file
}

type ControlData = NonNullable<ScenarioData['control']>

export const controlKeys = {
  origination: 'originationIntervalNs',
  propagation: 'propagationIntervalNs',
  registration: 'registrationIntervalNs',
  spreadTimers: 'spreadTimers',
  resend: 'resendIntervalNs',
  expTime: 'expTime',
  bestSet: 'bestSetSize',
  epic: 'epic',
} as const satisfies Record<keyof Omit<ControlData, 'algorithm' | 'policies'>, keyof ControlSettings>

function controlSettings({ algorithm, policies = {}, ...simple }: ControlData, located: Located): Partial<ControlSettings> {
  const settings = Object.fromEntries(Object.entries(simple).map(([key, value]) => [controlKeys[key as keyof typeof controlKeys], value]))
  const usages = Object.keys(policies) as Usage[]
  return {
    ...settings,
    ...(algorithm !== undefined && { algorithm: complainAt(located.at(['control', 'algorithm']), () => algorithmNamed(algorithm)) }),
    ...(usages.length > 0 && {
      policies: Object.fromEntries(usages.map(usage => [usage, readBeaconPolicy(located.at(['control', 'policies', usage]), usage)])),
    }),
  }
}

const livesOf = ({ trc, voting, root, ca, as }: NonNullable<ScenarioData['lives']> = {}): Partial<Lives> =>
  defined({ trcS: trc, votingS: voting, rootS: root, caS: ca, asS: as }) as Partial<Lives>

/** In the order of time; of the same time in the file's. */
function readSteps(timeline: readonly StepData[], located: Located): Step[] {
  const counts = new Map<string, number>()
  return timeline.map((data, i) => {
    const kind = kindOf(data)
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    const name = data.name ?? `${kind} ${number}`
    return { atNs: data.at, name, action: actionOf(data, name, (...path) => located.at(['timeline', i, ...path])) }
  })
}

const kindOf = (data: StepData): string =>
  Object.keys(data).find(key => key !== 'at' && key !== 'name' && data[key as keyof StepData] !== undefined)!

function actionOf(d: StepData, name: string, place: Place): Action {
  const flow = (plan: FlowData): Action => ({ kind: 'flow', plan: defined({ ...plan, name, ...choiceOf(plan, place) }) as FlowPlan })
  if (d.ping !== undefined) {
    const { interval, timeout, spao, ...rest } = d.ping
    return flow({ kind: 'ping', ...rest, ...(spao && { authenticate: true }), intervalNs: interval, timeoutNs: timeout })
  }
  if (d.udp !== undefined) {
    const { rate, for: durationNs, ...rest } = d.udp
    return flow({ kind: 'udp', ...rest, rateBps: rate, durationNs })
  }
  if (d.traceroute !== undefined) {
    const { timeout, ...rest } = d.traceroute
    return flow({ kind: 'traceroute', ...rest, timeoutNs: timeout })
  }
  if (d.attack !== undefined) return { kind: 'attack', plan: attackOf(d.attack) }
  if (d.rogue !== undefined) {
    const { interval, ...rest } = d.rogue
    return { kind: 'rogue', plan: { ...rest, intervalNs: interval } }
  }
  if (d.updateTrc !== undefined) {
    const { valid, grace, ...rest } = d.updateTrc
    return { kind: 'updateTrc', plan: { ...rest, validNs: valid, graceNs: grace } }
  }
  return { kind: 'fault', fault: faultOf(d) }
}

/** What is absent is left out, not `undefined`. */
const defined = <T extends object>(record: T): T => Object.fromEntries(Object.entries(record).filter(([, v]) => v !== undefined)) as T

interface FlowData {
  readonly kind: FlowPlan['kind']
  readonly policy?: unknown
  readonly [key: string]: unknown
}

const choiceOf = ({ kind, policy }: FlowData, place: Place): Pick<FlowPlan, 'policy'> =>
  policy === undefined ? {} : { policy: readPathPolicy(place(kind, 'policy')) }

function attackOf(data: NonNullable<StepData['attack']>): AttackPlan {
  if (data.kind !== 'replay') return defined(data) as AttackPlan
  const { after, ...rest } = data
  return defined({ ...rest, afterNs: after }) as AttackPlan
}

function faultOf(d: StepData): Fault {
  if (d.shape !== undefined) {
    const { link, delay, jitter, loss, bw, queue } = d.shape
    const shape = defined({ delayNs: delay, jitterNs: jitter, loss, rateBps: bw, queuePackets: queue }) as Partial<LinkShape>
    return { kind: 'shape', link, shape }
  }
  if (d.cut !== undefined) return { kind: 'cut', link: d.cut }
  if (d.mend !== undefined) return { kind: 'mend', link: d.mend }
  if (d.stopRouter !== undefined) return { kind: 'stopRouter', router: d.stopRouter }
  if (d.startRouter !== undefined) return { kind: 'startRouter', router: d.startRouter }
  if (d.stopService !== undefined) return { kind: 'stopService', service: d.stopService }
  if (d.startService !== undefined) return { kind: 'startService', ...d.startService }
  if (d.stopAs !== undefined) return { kind: 'stopAs', as: d.stopAs }
  if (d.startAs !== undefined) return { kind: 'startAs', ...d.startAs }
  if (d.partition !== undefined) return { kind: 'partition', ...d.partition }
  if (d.heal !== undefined) return { kind: 'heal', ...d.heal }
  const { as, ahead, behind = 0 } = d.clock!
  return { kind: 'clock', as, aheadS: ahead ?? -behind }
}

/** Packets carry seconds of 32 bits. */
function checkTimes({ warmupNs, durationNs, epochS = 0 }: Scenario, located: Located): void {
  const endNs = warmupNs + durationNs
  if (endNs > longestNs) throw complain(located.at(['duration']), 'with the warm-up is too long', 'at most ten years in all')
  if (epochS + endNs / 1e9 > maxEpochS) throw complain(located.at(['epoch']), 'ends after what 32 bits of seconds hold', 'begin earlier')
}

function checkSteps(scenario: Scenario, located: Located): void {
  const { topology, steps, durationNs, signatures } = scenario
  const names = new Set<string>()
  steps.forEach((step, i) => {
    const place: Place = (...path) => located.at(['timeline', i, ...path])
    if (step.atNs > durationNs) throw complain(place('at'), 'is after the end', 'make duration longer')
    if (names.has(step.name)) throw complain(place('name'), `another step is called "${step.name}"`)
    names.add(step.name)
    checkAction(topology, step.action, place)
    if (step.action.kind === 'updateTrc' && signatures === 'modelled')
      throw complain(place('updateTrc'), 'there are no TRCs where signatures are modelled', 'signatures: reproducible')
    if (step.action.kind === 'flow') checkFlow(step.action.plan, scenario, place)
  })
}

function checkFlow(plan: FlowPlan, { drkeyEpochS, control }: Scenario, place: Place): void {
  if (plan.kind === 'ping' && plan.authenticate && drkeyEpochS === undefined)
    throw complain(place('ping', 'spao'), 'needs DRKeys', 'drkey: 24h')
  if (plan.epic && !control.epic) throw complain(place(plan.kind, 'epic'), 'needs EPIC authenticators', 'control: {epic: true}')
}

function checkAction(topology: Topology, action: Action, place: Place): void {
  const [record, key] =
    action.kind === 'flow'
      ? [action.plan, action.plan.kind]
      : action.kind === 'fault'
        ? [action.fault, action.fault.kind]
        : [action.plan, action.kind]
  checkNames(topology, record, (...path) => place(key, ...path))
  if (action.kind === 'fault' && 'a' in action.fault) checkSides(topology, action.fault, place(key))
  const { plan } = action.kind === 'attack' ? action : { plan: undefined }
  if (plan?.kind === 'rewrite') complainAt(place('attack', 'field'), () => requireField(plan))
}

const checkSides = (topology: Topology, { a, b }: { readonly a: Side; readonly b?: Side | undefined }, value: Value): void =>
  void complainAt(value, () => linksBetween(topology, a, b))

/** What each expectation may speak of. */
const stepKinds: Readonly<Record<string, Action['kind']>> = {
  replies: 'flow',
  loss: 'flow',
  delay: 'flow',
  ways: 'flow',
  moves: 'flow',
  attack: 'attack',
  rogue: 'rogue',
}

function checkExpectations({ topology, steps, expectations, durationNs }: Scenario, located: Located): void {
  const namesOf = (kind: Action['kind']): Set<string> => new Set(steps.filter(s => s.action.kind === kind).map(s => s.name))
  const names = {
    flow: namesOf('flow'),
    attack: namesOf('attack'),
    rogue: namesOf('rogue'),
    updateTrc: namesOf('updateTrc'),
    fault: namesOf('fault'),
  }
  expectations.forEach((expectation, i) => {
    for (const [kind, record] of Object.entries(expectation)) {
      if (record === undefined) continue
      const place: Place = (...path) => located.at(['expect', i, kind, ...path])
      const wanted = stepKinds[kind]
      const { of, ...rest } = record as { readonly of?: string }
      if (wanted !== undefined) requireStep(wanted, names[wanted], of!, place('of'))
      checkNames(topology, rest, place)
      checkRange(rest, durationNs, place)
    }
  })
}

/** What no run can fulfil is a mistake of the scenario. */
function checkRange(range: object, durationNs: number, place: Place): void {
  const { atLeast, atMost, ...times } = range as Readonly<Record<'atLeast' | 'atMost' | 'after' | 'when', number | undefined>>
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost)
    throw complain(place('atMost'), 'is less than atLeast', 'nothing can be both: exchange them')
  for (const key of ['after', 'when'] as const)
    if ((times[key] ?? 0) > durationNs) throw complain(place(key), 'is after the end', 'make duration longer')
}

function requireStep(kind: Action['kind'], names: ReadonlySet<string>, name: string, value: Value): void {
  if (names.has(name)) return
  const what = kind === 'flow' ? 'ping, traceroute or udp' : kind
  throw complain(value, `no ${what} in the timeline is called "${name}"`, `there are: ${[...names].slice(0, 8).join(', ') || 'none'}`)
}
