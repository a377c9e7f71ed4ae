/** What a router's decision let happen, read from the bytes alone: the hop fields it went by, and the interfaces the packet really took. */
import { type Packet, segmentOf } from '#router/packet.ts'
import type { Verdict } from '#router/verdict.ts'
import type { As } from '#topology/model.ts'
import { pathType, pathTypes } from '#wire/header.ts'
import { firstHopAt, secondHopAt } from '#wire/onehop.ts'
import { consDir, consEgress, consIngress, currHf, hopLength, infoAt, timestamp } from '#wire/path.ts'

export interface HopUse {
  readonly segment: number
  readonly consDir: boolean
  readonly timestamp: number
  readonly consIngress: number
  readonly consEgress: number
  /** nothing of its segment was used before it */
  readonly opens: boolean
  /** the packet came to it inside the router, from another segment */
  readonly crossed: boolean
}

export interface Passage {
  readonly as: As
  /** interface by which the packet came into the AS; 0: it was made inside */
  readonly entered: number
  /** the first router of the AS to see it */
  readonly arrived: boolean
  /** interface it leaves by; 0: it stays in the AS */
  readonly left: number
  /** it says that it comes from this AS */
  readonly ownSource: boolean
  /** hop fields not used before */
  readonly uses: readonly HopUse[]
  /** the hop field by which it goes on */
  readonly last: HopUse
  /** unix seconds */
  readonly atS: number
  /** by a one-hop path: no router asks whether it has expired */
  readonly oneHop?: true
}

export interface Arrival {
  readonly entered: number
  readonly arrived: boolean
  /** CurrINF and CurrHF as it came */
  readonly inf: number
  readonly hf: number
  /** CurrHF at which the packet began: nothing before it was ever used */
  readonly startHf: number
  readonly ownSource: boolean
  readonly atS: number
}

/** `p` as the rules left it; undefined when it goes no further. */
export function passageOf(as: As, p: Packet, verdict: Verdict, arrival: Arrival): Passage | undefined {
  if (verdict.kind !== 'forward' && verdict.kind !== 'handOver' && verdict.kind !== 'deliver') return undefined
  const { entered, arrived, inf, hf, startHf, ownSource, atS } = arrival
  const left = verdict.kind === 'forward' ? verdict.link.ifId : 0
  if (pathType(p.bytes) === pathTypes.oneHop) return { as, entered, arrived, left, ownSource, ...oneHopUses(p, arrived), atS, oneHop: true }
  const end = Math.max(hf, currHf(p.bytes, p.path) - (verdict.kind === 'forward' ? 1 : 0))
  const uses: HopUse[] = []
  for (let i = hf; i <= end; i++) uses.push(useOf(p, i, i > hf ? segmentOf(p, i) : inf, startHf, i > hf))
  return { as, entered, arrived, left, ownSource, uses: arrived ? uses : uses.slice(1), last: uses.at(-1)!, atS }
}

/** `inf`: the info field that the router read with it. */
function useOf(p: Packet, hf: number, inf: number, startHf: number, crossed: boolean): HopUse {
  const segment = segmentOf(p, hf)
  const info = infoAt(p.path, inf)
  const hop = p.hopsAt + hopLength * hf
  const first = segment === 0 ? 0 : segment === 1 ? p.secondAt : p.thirdAt
  return { segment, ...fieldsOf(p, info, hop), opens: hf === first || hf === startHf, crossed }
}

/** A one-hop path. The hop field that the receiving router makes is not one that the packet brought. */
function oneHopUses(p: Packet, arrived: boolean): Pick<Passage, 'uses' | 'last'> {
  const fromInside = p.ingress.ifId === 0
  const hop = fromInside ? firstHopAt(p.path) : secondHopAt(p.path)
  const last = { segment: 0, ...fieldsOf(p, p.path, hop), opens: true, crossed: false }
  return { uses: fromInside && arrived ? [last] : [], last }
}

/** `info`, `hop`: where the fields begin. */
const fieldsOf = ({ bytes: b }: Packet, info: number, hop: number): Omit<HopUse, 'segment' | 'opens' | 'crossed'> => ({
  ...{ consDir: consDir(b, info), timestamp: timestamp(b, info), consIngress: consIngress(b, hop), consEgress: consEgress(b, hop) },
})
