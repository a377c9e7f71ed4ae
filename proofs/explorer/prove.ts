/** `hopproof prove`: does the property hold for every packet, within the bounds, or which packet breaks it? */
import type { CipherFactory } from '#crypto/aes.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import type { Network } from '#sim/network.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Candidate, explore } from './explore.ts'
import { createForge, type createTables } from './forge.ts'
import { createKnownHops, type KnownHops, registeredSegments } from './known.ts'
import { completedFor } from './onehop.ts'
import { parseProperty } from './property.ts'
import type { Injection } from './starts.ts'
import { createStepper, type Watch } from './step.ts'
import { walk, wholePacket } from './walk.ts'
import { createWorld } from './world.ts'

export interface Question {
  /** "path-auth", "isolation:A->B"; see `parseProperty` */
  readonly property: string
  /** their hosts, and their routers, send what they like */
  readonly attackers: readonly IsdAs[]
  /** their forwarding keys are known to the attacker; their routers are honest unless they are attackers too */
  readonly leaked: readonly IsdAs[]
  /** of a segment */
  readonly maxHops: number
  readonly maxStates: number
  /** weakened routers; default: all rules */
  readonly rules?: RuleSet
  readonly cipher: CipherFactory
  /** of other questions about this network; default: new ones */
  readonly tables?: ReturnType<typeof createTables>
  /** a new one for each exploration: hears of all decisions but those about whole packets */
  watch?(): Watch
  progress?(states: number, waiting: number): void
}

export interface Proof {
  readonly verdict: 'holds' | 'found' | 'undecided'
  readonly property: string
  readonly claim: string
  readonly segments: number
  readonly states: number
  /** packets decided by routers */
  readonly decisions: number
  readonly maxHops: number
  /** packets that seemed to break the property until they were sent whole */
  readonly unconfirmed: number
  readonly packet?: FoundPacket
}

export interface FoundPacket {
  readonly injection: Injection
  readonly bytes: Bytes
  /** nanoseconds since the run's start */
  readonly now: number
  /** what it does that must not be */
  readonly broken: string
  /** the decisions on its way, also those after the property was broken */
  readonly way: readonly TraceEvent[]
}

/** The network has beaconed. Throws `UserError` for what it has not, and when there are more states than allowed. */
export function prove(network: Network, question: Question): Proof {
  const { maxHops, maxStates, rules = ruleSet, cipher } = question
  const { topology, clock, keyOf } = network
  requireAses(network, [...question.attackers, ...question.leaked])
  const known = createKnownHops(registeredSegments(network))
  let way: TraceEvent[] = []
  const world = createWorld({ topology, clock, known, keyOf, cipher, rules, observer: traceDecisions(event => way.push(event)) })
  const [leaked, attackers] = [new Set(question.leaked), new Set(question.attackers)]
  const property = parseProperty(question.property, { known, leaked, completes: completedFor(world, attackers) })
  if (property.from !== undefined) requireAses(network, [property.from])
  const senders = property.from !== undefined && leaked.has(property.from) ? new Set([...attackers, property.from]) : attackers
  const forge = createForge(world, leaked, completedFor(world, senders), question.tables)
  const send = ({ injection, draft, now }: Candidate) => {
    way = []
    const bytes = wholePacket(draft)
    return { injection, bytes, now, broken: walk(world, { injection, bytes, now }, property, attackers).broken, way }
  }
  // Made with every key, hop fields live as long as any.
  const times = forge.all ? [network.loop.now] : timesOf(known, network)
  const explored = (remembersPassed: boolean) => {
    const stepper = createStepper(world, forge, {
      maxHops,
      watch: question.watch?.(),
      remembersPassed,
      anySource: property.anySource ?? false,
    })
    const result = explore({
      ...{ world, stepper, property, attackers, times, maxStates, anySegId: forge.all },
      confirm: candidate => send(candidate).broken !== undefined,
      ...(question.progress && { progress: question.progress }),
    })
    if (result.cut) throw tooLarge(maxStates, maxHops)
    return { ...result, decisions: stepper.decisions }
  }
  const first = explored(false)
  // What only seemed to break it was for an AS that it had passed before: then this is remembered, too.
  const { found, states, unconfirmed, decisions } = first.found === undefined && first.unconfirmed > 0 ? explored(true) : first
  const { broken, ...packet } = found === undefined ? { broken: undefined } : send(found)
  return {
    verdict: found !== undefined ? 'found' : unconfirmed > 0 ? 'undecided' : 'holds',
    ...{ property: property.name, claim: property.claim, segments: known.segments.length },
    ...{ states, decisions, maxHops, unconfirmed },
    ...(broken !== undefined && { packet: { ...packet, broken } as FoundPacket }),
  }
}

/** Now, when half of the segments have expired, and when all have. */
function timesOf({ all }: KnownHops, { loop, clock }: Network): number[] {
  const ends = [...new Set(all.map(h => h.expiryS))].sort((a, b) => a - b)
  const middle = ends[(ends.length - 1) >> 1]
  const after = (endS: number): number => (endS - clock.epochS + 1) * nsPerS
  return middle === undefined ? [loop.now] : [...new Set([loop.now, after(middle), after(ends.at(-1)!)])]
}

function requireAses(network: Network, ases: readonly IsdAs[]): void {
  const missing = ases.find(isdAs => !network.topology.ases.some(as => as.isdAs === isdAs))
  if (missing === undefined) return
  throw new UserError(
    `there is no AS ${missing} in ${network.topology.name}`,
    `there are ${network.topology.ases.map(as => as.isdAs).join(', ')}`,
  )
}

const tooLarge = (maxStates: number, maxHops: number): UserError =>
  new UserError(
    `more than ${maxStates} states: this topology is too large for these bounds`,
    `lower --max-hops (now ${maxHops}): packets with longer segments are then not looked at, and longer authorised segments only in part; or name fewer --attacker and --leaked; or raise --max-states`,
  )
