/** Replays recorded beacon selection: choice, diversity, filters, usages, policy files, matchers and the store (control/beacon-select.json). */
import {
  type BeaconFilter,
  type BeaconPolicy,
  checkFilter,
  checkLoop,
  defaultPolicy,
  type Policies,
  type Usage,
  usageOf,
} from '#control/beacon/policy.ts'
import { parseBeaconPolicy, policyTypes, readFilter, readMatcher } from '#control/beacon/policy-document.ts'
import { matches } from '#control/beacon/registration-policy.ts'
import { diversity, selectShortestAndDiverse } from '#control/beacon/select.ts'
import { type BeaconStore, candidatesFor, createBeaconStore, insertBeacon } from '#control/beacon/store.ts'
import { makeSegment } from '#control/segment/codec.ts'
import { firstIsdAs, type Segment } from '#control/segment/segment.ts'
import { parseText } from '#topology/document.ts'
import { UserError } from '#wire/error.ts'
import { formatAs, type IsdAs, parseAs } from '#wire/isdas.ts'
import { type Difference, differ, type Outcome, outcome, type VectorFormat } from '../outcome.ts'

interface RecordedFilter {
  readonly max_hops_length: number
  readonly as_black_list: readonly string[] | null
  readonly isd_black_list: readonly number[] | null
  readonly allow_isd_loop: boolean
}

interface RecordedStore {
  readonly core: boolean
  readonly best_set_size: number
  readonly candidate_set_size: number
  readonly core_reg_max_hops?: number
  readonly up_reg_max_hops?: number
  readonly down_reg_max_hops?: number
  readonly operations: readonly { readonly timestamp: number; readonly ingress: number; readonly hops: Hops; readonly result: string }[]
  readonly sources_in_db_order?: readonly IsdAs[]
  /** indexes into `operations` */
  readonly to_propagate: readonly number[]
  readonly to_register_up?: readonly number[]
  readonly to_register_down?: readonly number[]
  readonly to_register_core?: readonly number[]
  readonly candidate_order: readonly number[]
}

/** "1 1-ff00:0:110 2" an entry: ConsIngress, ISD-AS, ConsEgress */
type Hops = readonly string[]

interface BeaconSelectFile {
  readonly select: readonly {
    readonly candidates: readonly Hops[]
    readonly result_size: number
    readonly diversity_to_first: readonly number[]
    readonly selected: readonly number[]
    readonly panic?: string
  }[]
  readonly diversity: readonly { readonly a: Hops; readonly b: Hops; readonly a_b: number; readonly b_a: number }[]
  readonly filter: readonly {
    readonly filter_yaml: string
    readonly max_hops_length: number
    readonly allow_isd_loop: boolean
    readonly hops: Hops
    readonly error: string
    readonly next?: IsdAs
    readonly filter_loop_allow_isd_loop?: string
    readonly filter_loop_no_isd_loop?: string
  }[]
  readonly usage: readonly ({
    readonly hops: Hops
    readonly usage_noncore: number
    readonly prefilter_noncore_accepts: boolean
    readonly usage_core: number
    readonly prefilter_core_accepts: boolean
  } & { readonly [P in 'prop' | 'up' | 'down' | 'core']: RecordedFilter })[]
  readonly policy_yaml: readonly (Partial<RecordedFilter> & {
    readonly yaml: string
    readonly expected_type: string
    readonly ok: boolean
    readonly validate_error?: string
    readonly best_set_size?: number
    readonly candidate_set_size?: number
    readonly max_exp_time?: number
    readonly registration_policies?: number
  })[]
  readonly registration_match: readonly { readonly matcher_yaml: string; readonly hops: Hops; readonly match: boolean }[]
  readonly store: readonly RecordedStore[]
}

function beaconOf(hops: Hops, timestamp = 0): Segment {
  const entries = hops.map(hop => {
    const [ingress, isdAs, egress] = hop.split(' ')
    const field = { ingress: Number(ingress), egress: Number(egress), expTime: 63, mac: new Uint8Array(6) }
    return { isdAs: isdAs as IsdAs, next: '0-0' as const, mtu: 0, hop: field, ingressMtu: 0, peers: [] }
  })
  return makeSegment({ timestamp, segId: 0 }, entries)
}

function replaySelect({ candidates, result_size, diversity_to_first, selected }: BeaconSelectFile['select'][number]): Difference[] {
  const all = candidates.map((hops, index) => ({ beacon: beaconOf(hops), index }))
  return [
    ...differ(
      'diversity_to_first',
      diversity_to_first,
      all.map(c => diversity(all[0]!.beacon, c.beacon)),
    ),
    ...differ(
      'selected',
      selected,
      selectShortestAndDiverse(all, result_size).map(c => c.index),
    ),
  ]
}

/** The kinds of failure in the reference's words. */
const reasons = {
  tooLong: 'MaxHopsLength exceeded',
  loop: 'AS loop',
  isdLoop: 'ISD loop',
  asBlocked: 'contains blocked AS',
  isdBlocked: 'contains blocked ISD',
} as const
const reasonOf = (rejection: string | undefined): string => (rejection === undefined ? '' : reasons[rejection as keyof typeof reasons])
const kindOf = (error: string): string => error.split(' {')[0]!

function replayFilter(c: BeaconSelectFile['filter'][number]): Difference[] {
  const filter = readFilter(parseText(c.filter_yaml))
  const beacon = beaconOf(c.hops)
  const hops = beacon.entries.map(e => e.isdAs)
  const loop = (allow: boolean): string => reasonOf(checkLoop(c.next === undefined ? hops : [...hops, c.next], allow))
  return [
    ...differ('max_hops_length', c.max_hops_length, filter.maxHopsLength),
    ...differ('allow_isd_loop', c.allow_isd_loop, filter.allowIsdLoop),
    ...differ('error', kindOf(c.error), reasonOf(checkFilter(filter, beacon))),
    ...(c.filter_loop_allow_isd_loop === undefined ? [] : differ('filter_loop', kindOf(c.filter_loop_allow_isd_loop), loop(true))),
    ...(c.filter_loop_no_isd_loop === undefined ? [] : differ('filter_loop', kindOf(c.filter_loop_no_isd_loop), loop(false))),
  ]
}

const filterOf = (f: RecordedFilter): BeaconFilter => ({
  maxHopsLength: f.max_hops_length,
  asBlackList: (f.as_black_list ?? []).map(parseAs),
  isdBlackList: f.isd_black_list ?? [],
  allowIsdLoop: f.allow_isd_loop,
})

function replayUsage(c: BeaconSelectFile['usage'][number]): Difference[] {
  const policy = (f: RecordedFilter): BeaconPolicy => ({ ...defaultPolicy, filter: filterOf(f) })
  const propagation = policy(c.prop)
  const beacon = beaconOf(c.hops)
  const masks = [
    usageOf({ propagation, up: policy(c.up), down: policy(c.down) }, beacon),
    usageOf({ propagation, core: policy(c.core) }, beacon),
  ]
  const usages = masks.map(mask => (typeof mask === 'string' ? 0 : mask))
  return [
    ...differ('usage', [c.usage_noncore, c.usage_core], usages),
    ...differ(
      'prefilter_accepts',
      [c.prefilter_noncore_accepts, c.prefilter_core_accepts],
      masks.map(mask => typeof mask === 'number'),
    ),
  ]
}

function parsedOrRefused(yaml: string, usage: Usage): BeaconPolicy | undefined {
  try {
    return parseBeaconPolicy(yaml, usage)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

function replayPolicy(c: BeaconSelectFile['policy_yaml'][number]): Difference[] {
  const [usage] = Object.entries(policyTypes).find(([, type]) => type === c.expected_type)!
  const policy = parsedOrRefused(c.yaml, usage as Usage)
  // What the reference reads but does not start with, or panics with later, is refused at once.
  const mustAccept = c.ok && c.validate_error === '' && c.best_set_size! > 0
  if (policy === undefined || !mustAccept) return differ('ok', mustAccept, policy !== undefined)
  const { filter } = policy
  return [
    ...differ('best_set_size', c.best_set_size, policy.bestSetSize),
    ...differ('candidate_set_size', c.candidate_set_size, policy.candidateSetSize),
    ...differ('max_exp_time', c.max_exp_time, policy.maxExpTime),
    ...differ('registration_policies', c.registration_policies, policy.registrationPolicies.length),
    ...differ('max_hops_length', c.max_hops_length, filter.maxHopsLength),
    ...differ('as_black_list', c.as_black_list ?? [], filter.asBlackList.map(formatAs)),
    ...differ('isd_black_list', c.isd_black_list ?? [], filter.isdBlackList),
    ...differ('allow_isd_loop', c.allow_isd_loop, filter.allowIsdLoop),
  ]
}

const replayMatch = (c: BeaconSelectFile['registration_match'][number]): Difference[] =>
  differ('match', c.match, matches(c.matcher_yaml === '' ? {} : readMatcher(parseText(c.matcher_yaml)), beaconOf(c.hops)))

function policiesOf(s: RecordedStore): Policies {
  const policy = (maxHops?: number): BeaconPolicy => ({
    ...defaultPolicy,
    bestSetSize: s.best_set_size,
    candidateSetSize: s.candidate_set_size,
    filter: { ...defaultPolicy.filter, ...(maxHops !== undefined && { maxHopsLength: maxHops }) },
  })
  if (s.core) return { propagation: policy(), core: policy(s.core_reg_max_hops) }
  return { propagation: policy(), up: policy(s.up_reg_max_hops), down: policy(s.down_reg_max_hops) }
}

/** `ignored` is what is not newer. The index of an operation is that of the last that stored its way. */
function replayStore(s: RecordedStore): Difference[] {
  const policies = policiesOf(s)
  const store = createBeaconStore(s.core, policies)
  const everything = createBeaconStore(false, { propagation: { ...policies.propagation!, candidateSetSize: s.operations.length } })
  const stored = new Map<Segment, number>()
  const results = s.operations.map((o, i) => {
    const beacon = beaconOf(o.hops, o.timestamp)
    stored.set(beacon, i)
    insertBeacon(everything, beacon, o.ingress)
    const result = insertBeacon(store, beacon, o.ingress)
    return result === 'older' ? 'ignored' : result
  })
  const indexes = (beacons: Iterable<{ readonly beacon: Segment }>): number[] => [...beacons].map(c => stored.get(c.beacon)!)
  const chosen = (usage: Usage): number[] => indexes(selectedFrom(store, usage, s))
  return [
    ...differ(
      'results',
      s.operations.map(o => o.result),
      results,
    ),
    ...differ('to_propagate', s.to_propagate, chosen('propagation')),
    ...(['up', 'down', 'core'] as const).flatMap(type => differ(`to_register_${type}`, s[`to_register_${type}`] ?? [], chosen(type))),
    ...differ('candidate_order', s.candidate_order, [...candidatesFor(everything, 'propagation', 0)].flatMap(indexes)),
  ]
}

/** The best of each group; the reference takes origins in the order of its database. */
function selectedFrom(store: BeaconStore, usage: Usage, s: RecordedStore): { readonly beacon: Segment }[] {
  const groups = [...candidatesFor(store, usage, 0)]
  const origin = (group: (typeof groups)[number]): number => s.sources_in_db_order?.indexOf(firstIsdAs(group[0]!.beacon)) ?? 0
  const ordered = groups.filter(g => g.length > 0).sort((a, b) => origin(a) - origin(b))
  return ordered.flatMap(group => selectShortestAndDiverse(group, s.best_set_size))
}

function* replayAll<T>(table: string, cases: readonly T[], replay: (c: T) => Difference[]): Generator<Outcome> {
  for (const [i, c] of cases.entries()) yield outcome(`${table}[${i}]`, replay(c))
}

export const beaconSelectVectors: VectorFormat = {
  name: 'beacon-select',
  recognises: file => {
    const f = file as Partial<BeaconSelectFile> | null
    return Array.isArray(f?.policy_yaml) && Array.isArray(f.registration_match)
  },
  *replay(file) {
    const f = file as BeaconSelectFile
    yield* replayAll('select', f.select, replaySelect)
    yield* replayAll('diversity', f.diversity, c =>
      differ('diversity', [c.a_b, c.b_a], [diversity(beaconOf(c.a), beaconOf(c.b)), diversity(beaconOf(c.b), beaconOf(c.a))]),
    )
    yield* replayAll('filter', f.filter, replayFilter)
    yield* replayAll('usage', f.usage, replayUsage)
    yield* replayAll('policy_yaml', f.policy_yaml, replayPolicy)
    yield* replayAll('registration_match', f.registration_match, replayMatch)
    yield* replayAll('store', f.store, replayStore)
  },
}
