/** `hopproof prove --guard-off each`: which guards matter in this network, and what keeps their packets from doing harm where none does. */
import type { Packet } from '#router/packet.ts'
import { type RuleSet, scionRules, withGuardOff } from '#router/rules.ts'
import { isRefusal } from '#router/verdict.ts'
import type { Network } from '#sim/network.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { createTables } from './forge.ts'
import { type FoundPacket, type Proof, prove, type Question } from './prove.ts'
import type { Watch } from './step.ts'

/** What is asked of a router without the guard. */
export interface Asked {
  readonly property: string
  readonly leaked: readonly IsdAs[]
}

/** What became of the packets that a guard would have refused, in decisions of routers. */
export interface LetThrough {
  readonly decisions: number
  /** by the rule that refused them then; the most first */
  readonly refused: readonly (readonly [rule: string, decisions: number])[]
  /** forwarded, handed over, delivered or answered */
  readonly wentOn: number
}

export interface GuardProof {
  readonly rule: string
  /** of all questions; where the packet was found, of that one */
  readonly states: number
  /** nobody was let through: it refuses nobody within the bounds */
  readonly letThrough: LetThrough
  readonly found?: { readonly asked: Asked; readonly packet: FoundPacket }
  /** packets that seemed to break a property until they were sent whole */
  readonly unconfirmed: number
}

export interface GuardsProof {
  /** with all rules on, in the order of the questions; who does not hold then is asked no more */
  readonly base: readonly Proof[]
  readonly guards: readonly GuardProof[]
}

/** The questions by which a guard can matter: with the keys that leaked, and what must hold whoever knows them all. */
export const usualQuestions = (network: Network, leaked: readonly IsdAs[]): Asked[] => {
  const all = network.topology.ases.map(({ isdAs }) => isdAs)
  return [
    { property: 'path-auth', leaked },
    { property: 'valley-free', leaked: all },
    { property: 'loop-free', leaked: all },
    { property: 'source-in', leaked },
  ]
}

type Bounds = Omit<Question, 'property' | 'leaked' | 'rules' | 'watch' | 'tables'>

/** Each rule for packets with a SCION path off in turn. Throws as `prove` does. */
export function proveGuards(network: Network, questions: readonly Asked[], bounds: Bounds): GuardsProof {
  const tables = createTables()
  const sharing = { ...bounds, tables }
  const asked = questions.map(question => {
    const refusals = new Map<string, number>()
    const watch = (): Watch => (p, verdict) => isRefusal(verdict) && count(refusals, p.rule)
    return { question, refusals, base: prove(network, { ...sharing, ...question, watch }) }
  })
  const sound = asked.filter(({ base }) => base.verdict === 'holds')
  const guards = scionRules.map(({ name }) => {
    const proofs: ReturnType<typeof without>[] = []
    for (const { question, refusals } of sound) {
      // Who refuses nobody changes nothing by being away.
      if (!refusals.has(name)) continue
      const proof = without(name, network, question, sharing)
      if (proof.found !== undefined) return proof
      proofs.push(proof)
    }
    return together(name, proofs)
  })
  return { base: asked.map(({ base }) => base), guards }
}

const count = (counts: Map<string, number>, name: string, n = 1): unknown => counts.set(name, (counts.get(name) ?? 0) + n)

function without(rule: string, network: Network, asked: Asked, bounds: Bounds & Pick<Question, 'tables'>): GuardProof {
  const { rules, watch, letThrough } = watchGuard(rule)
  const { states, packet, unconfirmed } = prove(network, { ...bounds, ...asked, rules, watch })
  return { rule, states, letThrough: letThrough(), unconfirmed, ...(packet && { found: { asked, packet } }) }
}

/** Rules without a guard, and what becomes of whom it would have refused. */
export function watchGuard(rule: string): { readonly rules: RuleSet; watch(): Watch; letThrough(): LetThrough } {
  // Every packet that is decided has a buffer of its own.
  let last: Packet['bytes'] | undefined
  const refused = new Map<string, number>()
  let wentOn = 0
  return {
    rules: withGuardOff(rule, p => {
      last = p.bytes
    }),
    watch() {
      refused.clear()
      wentOn = 0
      return (p, verdict) => {
        if (p.bytes !== last) return
        if (isRefusal(verdict)) count(refused, p.rule)
        else wentOn++
      }
    },
    letThrough: () => sumOf(refused, wentOn),
  }
}

function sumOf(refused: ReadonlyMap<string, number>, wentOn: number): LetThrough {
  const most = [...refused].sort(([, a], [, b]) => b - a)
  return { decisions: wentOn + most.reduce((sum, [, n]) => sum + n, 0), refused: most, wentOn }
}

function together(rule: string, proofs: readonly GuardProof[]): GuardProof {
  const sum = (of: (proof: GuardProof) => number): number => proofs.reduce((total, proof) => total + of(proof), 0)
  const refused = new Map<string, number>()
  for (const { letThrough } of proofs) for (const [name, n] of letThrough.refused) count(refused, name, n)
  const letThrough = sumOf(
    refused,
    sum(proof => proof.letThrough.wentOn),
  )
  return { rule, states: sum(proof => proof.states), letThrough, unconfirmed: sum(proof => proof.unconfirmed) }
}
