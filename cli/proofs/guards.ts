/** `hopproof prove --guard-off each`: a table of all guards, what each protects here, and what stands behind those that protect nothing. */
import { platformAes } from '#emulate/crypto/aes.ts'
import { type Asked, type GuardProof, type GuardsProof, type LetThrough, proveGuards, usualQuestions } from '#proofs/explorer/guards.ts'
import type { FoundPacket, Proof } from '#proofs/explorer/prove.ts'
import { ruleNotes } from '#router/explain/rule-notes.ts'
import type { Network } from '#sim/network.ts'
import { toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { columns, emit, exits, type Format, paint } from '../output.ts'
import { startProgress } from '../progress.ts'

export interface EachFlags {
  readonly attackers: readonly IsdAs[]
  readonly leaked: readonly IsdAs[]
  /** undefined: the usual questions */
  readonly property?: string
  readonly maxHops: number
  readonly maxStates: number
  readonly scenario?: string
  readonly pcap?: string
  readonly format: Format
}

/** The network has beaconed. */
export function proveEach(network: Network, flags: EachFlags): void {
  const { attackers, leaked, property, maxHops, maxStates } = flags
  if (flags.scenario !== undefined || flags.pcap !== undefined)
    throw new UserError('--guard-off each finds many packets', 'name one rule to have its packet written by --scenario or --pcap')
  if (attackers.length === 0 && property === undefined)
    throw new UserError('nobody attacks', 'name an AS by --attacker: its hosts and routers send what they like')
  const questions = property === undefined ? usualQuestions(network, leaked) : [{ property, leaked }]
  const progress = startProgress()
  const proof = proveGuards(network, questions, {
    ...{ attackers, maxHops, maxStates, cipher: platformAes },
    progress: (states, waiting) => progress.update(`${states} states, ${waiting} to look at`),
  })
  progress.end()
  emit(flags.format, dataOf(proof), () => textOf(proof, questions))
  if (proof.base.some(({ verdict }) => verdict !== 'holds')) process.exitCode = exits.no
}

function dataOf({ base, guards }: GuardsProof): object {
  return {
    base,
    guards: guards.map(({ found, ...guard }) => ({
      ...guard,
      ...(found && { found: { ...found.asked, from: beganAt(found.packet), broken: found.packet.broken, hex: toHex(found.packet.bytes) } }),
    })),
  }
}

function textOf({ base, guards }: GuardsProof, questions: readonly Asked[]): string {
  const rows = guards.map(guard => [guard.rule, verdictText(guard), String(guard.states), reasonOf(guard)])
  return [
    'with all rules:',
    columns(base.map((proof, i) => baseRow(proof, questions[i]!))),
    'with one guard off:',
    columns([['guard', 'off', 'states', 'because'].map(text => paint('dim', text)), ...rows], { right: [2] }),
  ].join('\n\n')
}

const baseRow = ({ property, verdict, states, decisions }: Proof, { leaked }: Asked): string[] => [
  `  ${property}`,
  verdict === 'holds' ? paint('green', verdict) : paint('red', `${verdict}: asked no further`),
  `${leaked.length} keys leaked`,
  `${states} states, ${decisions} decisions`,
]

const verdictText = ({ found, unconfirmed }: GuardProof): string =>
  found !== undefined
    ? paint('red', `breaks ${found.asked.property}`)
    : unconfirmed > 0
      ? paint('red', 'undecided')
      : paint('green', 'holds')

export const beganAt = ({ injection }: Pick<FoundPacket, 'injection'>): string =>
  injection.ifId === 0 ? `a host of ${injection.isdAs}` : `the router at ${injection.isdAs}#${injection.ifId}`

/** One line: what was broken, or what became of the packets that the guard would have refused. */
function reasonOf({ rule, found, letThrough, unconfirmed }: GuardProof): string {
  const { decisions, wentOn } = letThrough
  if (found !== undefined) return `from ${beganAt(found.packet)}: ${found.packet.broken}`
  if (unconfirmed > 0) return `${unconfirmed} packets seemed to break a property, and did not when sent whole`
  const { asks, refuses } = ruleNotes[rule]!
  if (refuses === false) return 'it refuses nobody: it answers packets, or changes them'
  if (decisions === 0) return 'nothing comes to it that it would refuse'
  if (wentOn === 0) return `others stand behind it: of ${decisions} let through ${refusedText(letThrough)}`
  return `of ${decisions} let through ${refusedText(letThrough)}; ${wentOn} went on and broke nothing: here none of these needs "${asks}"`
}

/** The three rules that refused the most. */
function refusedText({ decisions, refused, wentOn }: LetThrough): string {
  const [most, rest] = [refused.slice(0, 3), refused.slice(3)]
  const named = most.map(([rule, n]) => `${rule === 'parse' ? 'the end of the rules' : rule} refused ${n}`)
  const more = rest.reduce((sum, [, n]) => sum + n, 0)
  return decisions === wentOn ? 'none was refused' : [...named, ...(more > 0 ? [`${rest.length} other rules ${more}`] : [])].join(', ')
}
