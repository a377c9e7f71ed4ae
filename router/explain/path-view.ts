/** The whole path of a packet as a table of hops, each MAC checked as far as the keys are known. */
import { type Bytes, isMalformed, type Malformed, toHex } from '#wire/bytes.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { dstIsdAs, headerLength, pathAt, pathType, pathTypes, protocols, srcIsdAs } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { checkOneHop, firstHopAt, secondHopAt } from '#wire/onehop.ts'
import {
  checkPath,
  consDir,
  currHf,
  egressAlert,
  expiryS,
  expTime,
  foldSegId,
  hopAt,
  hopLength,
  infOfHf,
  infoAt,
  ingressAlert,
  macAt,
  macLength,
  numHops,
  numInf,
  peerFlag,
  segId,
  timestamp,
} from '#wire/path.ts'
import { isScmpError } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import {
  asesAlong,
  checkMac,
  type HopAnchor,
  type HopMacs,
  isPeeringHop,
  type MacCheck,
  type Standing,
  segIdsAlong,
  standingByPointers,
  travelEgress,
  travelIngress,
} from './hops.ts'
import { farEnd, type Knowledge } from './knowledge.ts'

export interface SegmentView {
  readonly consDir: boolean
  readonly peer: boolean
  /** as it stands in the packet */
  readonly segId: number
  /** unix seconds */
  readonly timestamp: number
}

export interface HopView {
  readonly hf: number
  readonly segment: number
  readonly isdAs: IsdAs | undefined
  /** in the direction of travel, 0 = none */
  readonly ingress: number
  readonly egress: number
  readonly peering: boolean
  readonly alerts: string
  /** unix seconds, to the half */
  readonly expiryS: number
  /** what the MAC is computed over */
  readonly segId: number
  readonly mac: string
  readonly check: MacCheck
  /** what our key gives; '' where it is not known */
  readonly expected: string
  /** the full 16 bytes, hex: EPIC's key */
  readonly cmac: string
}

export interface PathView {
  readonly kind: 'scion' | 'oneHop' | 'epic'
  /** the hop the packet is at, as its pointers say; -1 where there are none (one-hop) */
  readonly current: number
  readonly standing: Standing
  /** the keys or nothing told where the packet stands */
  readonly standingIs: 'known' | 'told by the MAC' | 'assumed'
  readonly segments: readonly SegmentView[]
  readonly hops: readonly HopView[]
}

/** What the viewer knows besides the bytes. */
export interface Viewpoint {
  readonly known: Knowledge
  readonly macs: HopMacs
  /** where the packet was seen, if that is known */
  readonly standing?: Standing
  /** what to assume where neither place nor keys tell; default `onLink` */
  readonly otherwise?: Standing
  /** the AS of the current hop, if that is known */
  readonly isdAs?: IsdAs
}

/** Precondition: `checkHeader` passed. `undefined` when the packet has no hop fields, `Malformed` when they cannot be read. */
export function viewPath(b: Bytes, view: Viewpoint): PathView | Malformed | undefined {
  const [at, end] = [pathAt(b), headerLength(b)]
  switch (pathType(b)) {
    case pathTypes.scion:
      return checkPath(b, at, end) ?? viewScion(b, at, 'scion', view)
    case pathTypes.oneHop:
      return checkOneHop(b, at, end) ?? viewOneHop(b, at, view)
    case pathTypes.epic:
      return checkEpic(b, at, end) ?? checkPath(b, epicScionAt(at), end) ?? viewScion(b, epicScionAt(at), 'epic', view)
    default:
      return undefined
  }
}

function viewScion(b: Bytes, path: number, kind: PathView['kind'], view: Viewpoint): PathView {
  const ases = asesOfPath(b, path, view.known, view.isdAs)
  const { standing, standingIs } = findStanding(b, path, ases[currHf(b, path)], view)
  const ids = segIdsAlong(b, path, standing)
  const hops = ases.map((isdAs, hf) => {
    const segment = infOfHf(b, path, hf)
    const [info, hop] = [infoAt(path, segment), hopAt(b, path, hf)]
    const peering = isPeeringHop(b, path, hf)
    return viewHop(b, { hf, segment, info, hop, isdAs, peering, segId: ids[hf]! }, view.macs)
  })
  const segments = Array.from({ length: numInf(b, path) }, (_, i) => viewSegment(b, infoAt(path, i)))
  return { kind, current: currHf(b, path), standing, standingIs, segments, hops }
}

/**
 * The AS of each hop. A path that leads from source to destination is believed whatever router the packet strays to; else where the packet is
 * beats where it goes to, and that where it comes from.
 */
export function asesOfPath(b: Bytes, path: number, known: Knowledge, isdAs: IsdAs | undefined): (IsdAs | undefined)[] {
  const end = { hf: numHops(b, path) - 1, isdAs: dstIsdAs(b) }
  const start: HopAnchor[] = startsMidway(b) ? [] : [{ hf: 0, isdAs: srcIsdAs(b) }]
  const claimed = asesAlong(b, path, known, start)
  if (end.hf < 0 || claimed[end.hf] === end.isdAs) return claimed
  const here = isdAs === undefined ? [] : [{ hf: currHf(b, path), isdAs }]
  return asesAlong(b, path, known, [...here, end, ...start])
}

/** What routers send goes back from the middle of the path it answers. */
function startsMidway(b: Bytes): boolean {
  const upper = findUpperLayer(b)
  if (isMalformed(upper) || upper.protocol !== protocols.scmp || upper.at >= b.length) return false
  return isScmpError(b[upper.at]!) || b[upper.at] === scmpTypes.tracerouteReply
}

function findStanding(b: Bytes, path: number, isdAs: IsdAs | undefined, view: Viewpoint): Pick<PathView, 'standing' | 'standingIs'> {
  const sure = view.standing ?? standingByPointers(b, path)
  if (sure !== undefined) return { standing: sure, standingIs: 'known' }
  const told = standingByMac(b, path, isdAs, view.macs)
  return told === undefined
    ? { standing: view.otherwise ?? 'onLink', standingIs: 'assumed' }
    : { standing: told, standingIs: 'told by the MAC' }
}

/** The standing under which the current hop's MAC is right; `undefined` when neither or no key tells. */
export function standingByMac(b: Bytes, path: number, isdAs: IsdAs | undefined, macs: HopMacs): Standing | undefined {
  const hf = currHf(b, path)
  if (hf >= numHops(b, path)) return undefined
  const [info, hop] = [infoAt(path, infOfHf(b, path, hf)), hopAt(b, path, hf)]
  const isRight = (standing: Standing): boolean => checkMac(macs, isdAs, b, info, hop, segIdsAlong(b, path, standing)[hf]!).check === 'ok'
  return (['onLink', 'inside'] as const).find(isRight)
}

interface HopAt {
  readonly hf: number
  readonly segment: number
  readonly info: number
  readonly hop: number
  readonly isdAs: IsdAs | undefined
  readonly peering: boolean
  readonly segId: number
}

function viewHop(b: Bytes, h: HopAt, macs: HopMacs): HopView {
  const { check, cmac } = checkMac(macs, h.isdAs, b, h.info, h.hop, h.segId)
  return {
    hf: h.hf,
    segment: h.segment,
    isdAs: h.isdAs,
    ingress: travelIngress(b, h.info, h.hop),
    egress: travelEgress(b, h.info, h.hop),
    peering: h.peering,
    alerts: `${ingressAlert(b, h.hop) ? 'I' : ''}${egressAlert(b, h.hop) ? 'E' : ''}`,
    expiryS: expiryS(timestamp(b, h.info), expTime(b, h.hop)),
    segId: h.segId,
    mac: toHex(b.subarray(macAt(h.hop), macAt(h.hop) + macLength)),
    check,
    expected: cmac === undefined ? '' : toHex(cmac.subarray(0, macLength)),
    cmac: cmac === undefined ? '' : toHex(cmac),
  }
}

const viewSegment = (b: Bytes, info: number): SegmentView => ({
  consDir: consDir(b, info),
  peer: peerFlag(b, info),
  segId: segId(b, info),
  timestamp: timestamp(b, info),
})

/**
 * The first hop's MAC is folded into the SegID where the packet leaves its AS, except in BFD packets, which routers send with the SegID as it
 * is. The receiving router writes the second hop.
 */
function viewOneHop(b: Bytes, at: number, view: Viewpoint): PathView {
  const [first, second] = [firstHopAt(at), secondHopAt(at)]
  const [src, dst] = [srcIsdAs(b), dstIsdAs(b)]
  const isBlank = b.subarray(second, second + hopLength).every(byte => byte === 0)
  const upper = findUpperLayer(b)
  const isBfd = !isMalformed(upper) && upper.protocol === protocols.bfd
  const left =
    !isBfd && (view.isdAs === undefined ? !isBlank || !isRightUnfolded(b, at, view) : view.isdAs !== src || view.standing === 'onLink')
  const chained = b.slice()
  if (left) foldSegId(chained, at, first)
  const shared = { segment: 0, info: at, peering: false }
  const hop0 = viewHop(b, { ...shared, hf: 0, hop: first, isdAs: src, segId: segId(chained, at) }, view.macs)
  const hop1 = viewHop(b, { ...shared, hf: 1, hop: second, isdAs: dst, segId: segId(b, at) }, view.macs)
  const reached = isBlank
    ? { ...hop1, check: 'absent' as const, expected: '', ingress: farEnd(view.known, src, hop0.egress)?.ifId ?? 0 }
    : hop1
  const standingIs = view.standing === undefined ? 'assumed' : 'known'
  return {
    kind: 'oneHop',
    current: -1,
    standing: view.standing ?? 'onLink',
    standingIs,
    segments: [viewSegment(b, at)],
    hops: [hop0, reached],
  }
}

const isRightUnfolded = (b: Bytes, at: number, { macs }: Viewpoint): boolean =>
  checkMac(macs, srcIsdAs(b), b, at, firstHopAt(at), segId(b, at)).check === 'ok'
