/**
 * Where the reference's router is known to do otherwise, and why we do not follow it. What would end its process is never sent; the others are
 * sent, and only what differs in the known way is counted here. Where our router decides such a packet its rule says `Divergence:`.
 */
import type { Bytes } from '#wire/bytes.ts'
import { epicScionAt } from '#wire/epic.ts'
import { hostTypes, pathAt, pathType, pathTypes, srcHostType } from '#wire/header.ts'
import { currHf, hopAt, numHops } from '#wire/path.ts'
import type { Observed } from './compare.ts'
import type { Sample } from './sample.ts'

export interface KnownDifference {
  readonly id: string
  readonly reason: string
  /** the packet ends the reference's process: it is not sent */
  readonly fatal?: boolean
  applies(sample: Sample): boolean
  /** is this what the reference makes of such a packet? */
  shows?(sample: Sample, observed: readonly Observed[]): boolean
}

/** Of what came out. */
type Shown = NonNullable<KnownDifference['shows']>

/** The packet itself goes back to where it came from. */
const isSentBack: Shown = ({ door, bytes }, observed) =>
  observed.length === 1 && observed[0]!.to === door.from && observed[0]!.bytes.length === bytes.length

/** The difference on the list that this is. */
export const knownAs = (known: readonly KnownDifference[], sample: Sample, observed: readonly Observed[]): KnownDifference | undefined =>
  known.find(k => k.applies(sample) && (k.shows?.(sample, observed) ?? true))

const decidedBy =
  (...rules: readonly string[]) =>
  ({ decisions }: Sample): boolean =>
    decisions.some(d => rules.includes(d.rule))

export const knownDifferences: readonly KnownDifference[] = [
  {
    id: 'service-source',
    reason: 'a service as source host of the own AS ends the process of the reference (addr.Host.IP panics); we answer 4/33',
    fatal: true,
    applies: s => decidedBy('sourceHostPlausible')(s) && srcHostType(s.bytes) === hostTypes.svc,
  },
  {
    id: 'egress-zero-from-sibling',
    reason:
      'a hop field with egress 0 towards another AS, from a sibling, ends the process of the reference (nil address); we answer 4/49 or 4/50',
    fatal: true,
    applies: s => leadsNowhere(s) && s.door.kind === 'sibling',
  },
  {
    id: 'egress-zero-from-host',
    reason: 'a hop field with egress 0 towards another AS, from a host, makes the reference send the packet back; we answer 4/49 or 4/50',
    applies: s => leadsNowhere(s) && s.door.kind === 'host',
    // An EPIC packet is judged further before it is sent back.
    shows: (s, observed) => isSentBack(s, observed) || (pathType(s.bytes) === pathTypes.epic && observed.length === 0),
  },
  {
    id: 'alert-bounced',
    reason: 'an alert flag on what is no traceroute request makes the reference send the packet back; for us it is a packet like any other',
    applies: s => hasAlert(s.bytes) && s.decisions.some(d => behindMac.includes(d.rule)),
    shows: isSentBack,
  },
  {
    id: 'long-one-hop',
    reason: 'a one-hop path with bytes behind it is sent on by the reference, its destination overwritten; we drop it',
    applies: decidedBy('oneHopLengthFits'),
    shows: (_, observed) => observed.length === 1,
  },
]

const leadsNowhere = ({ decisions }: Sample): boolean => decisions.some(d => d.rule === 'egressKnown' && d.egressIfId === 0)

const behindMac = [
  'deliveredIfLocal',
  'crossedHopNotExpired',
  'crossedMacIsValid',
  'egressKnown',
  'linkPairAllowed',
  'segmentChangeAllowed',
  'egressIsUp',
  'forwardToEgress',
  'epicPacketIsFresh',
  'epicFieldIsValid',
]

/** The current hop field or the one behind it, which is current after a cross-over, has a flag. */
function hasAlert(b: Bytes): boolean {
  const at = pathType(b) === pathTypes.epic ? epicScionAt(pathAt(b)) : pathAt(b)
  const hf = currHf(b, at)
  return [hf, hf + 1].some(i => i < numHops(b, at) && (b[hopAt(b, at, i)]! & 3) !== 0)
}
