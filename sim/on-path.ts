/** Someone on a link: picks packets as they enter it, changes fields, or sends copies later. */
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { checkHeader, dstIsdAs, headerLength, nextHeader, pathAt, pathType, pathTypes, protocols, srcIsdAs } from '#wire/header.ts'
import { currHf, currInf } from '#wire/path.ts'
import { type FieldValue, walkedFields } from '#wire/walk.ts'
import type { OnPathPlan, ReplayPlan, RewritePlan } from './attackers.ts'
import { findLink } from './faults.ts'
import type { Tap } from './link.ts'
import type { Network } from './network.ts'

export interface LinkAttack {
  /** packets picked so far */
  readonly picked: number
  /** Leaves the link. */
  end(): void
}

/** `made`: told of every packet changed or about to be sent again. Throws `UserError` for a link or field there cannot be. */
export function startOnPath(network: Network, plan: OnPathPlan, made: (bytes: Bytes) => void): LinkAttack {
  const link = findLink(network, plan.link)
  const isA = plan.link === `${link.a.isdAs}#${link.a.ifId}`
  const { taps } = network.directions[link.index]![isA ? 0 : 1]
  const source = isA ? link.a : link.b
  const resend = (bytes: Bytes): void => network.routerOf(source).node.links![source.ifId]!(bytes)
  const act = plan.kind === 'rewrite' ? rewriter(plan, made) : repeater(network, plan, made, resend)
  const limit = plan.packets ?? 1
  let picked = 0
  const tap: Tap = (bytes, now) => {
    if (picked < limit && matches(bytes, plan) && act(bytes, now)) picked++
    return bytes
  }
  taps.push(tap)
  return {
    get picked() {
      return picked
    },
    end: () => void taps.splice(taps.indexOf(tap), 1),
  }
}

function matches(b: Bytes, { src, dst, protocol }: OnPathPlan): boolean {
  if (checkHeader(b) !== undefined || pathType(b) !== pathTypes.scion) return false
  return (
    (src === undefined || srcIsdAs(b) === src) &&
    (dst === undefined || dstIsdAs(b) === dst) &&
    (protocol === undefined || nextHeader(b) === protocols[protocol])
  )
}

type Act = (bytes: Bytes, now: number) => boolean

function rewriter(plan: RewritePlan, made: (bytes: Bytes) => void): Act {
  return bytes => {
    const field = findField(bytes, plan.field)
    if (field === undefined) return false
    writeField(bytes, field, bitsOf(plan.value, field))
    made(bytes)
    return true
  }
}

function repeater(network: Network, plan: ReplayPlan, made: (bytes: Bytes) => void, resend: (bytes: Bytes) => void): Act {
  const own = new Set<Bytes>()
  return (bytes, now) => {
    if (own.delete(bytes)) return false
    for (let n = 1; n <= (plan.copies ?? 1); n++) {
      const copy = bytes.slice()
      network.loop.at(now + n * (plan.afterNs ?? defaultAfterNs), () => {
        own.add(copy)
        made(copy)
        resend(copy)
      })
    }
    return true
  }
}

/** one second */
const defaultAfterNs = 1_000_000_000

/** "path.hop[1].ExpTime", in any case; "[current]" is the hop or segment the packet is at. `undefined`: this packet has no such field. */
function findField(b: Bytes, name: string): FieldValue | undefined {
  const at = pathAt(b)
  const current = (layer: string): number => (layer === 'hop' ? currHf(b, at) : currInf(b, at))
  const wanted = name
    .toLowerCase()
    .replace(/(hop|info)\[current\]/, (_, layer: string) => `${layer}[${headerLength(b) > at ? current(layer) : 0}]`)
  return walkedFields(b).fields.find(f => `${f.layer}.${f.name}`.toLowerCase() === wanted)
}

/** The bits of the value, the first first. */
function bitsOf(value: number | string, { width }: FieldValue): bigint {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined
  const number = bytes === undefined ? BigInt(value) : bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n)
  return BigInt.asUintN(width, number)
}

function writeField(b: Bytes, { bit, width }: FieldValue, value: bigint): void {
  for (let i = 0; i < width; i++) {
    const mask = 0x80 >> ((bit + i) & 7)
    const isSet = ((value >> BigInt(width - 1 - i)) & 1n) === 1n
    b[(bit + i) >> 3]! = isSet ? b[(bit + i) >> 3]! | mask : b[(bit + i) >> 3]! & ~mask
  }
}

/** Is this a field name some packet can have, and the value one for it? Throws `UserError`. */
export function requireField(plan: RewritePlan): void {
  if (!/^[a-z0-9.]+(\[(\d+|current)\])?(\.[a-z0-9.]+)?\.[a-z]+$/i.test(plan.field))
    throw new UserError(`"${plan.field}" is no field`, 'expected layer.name, like path.hop[1].ExpTime or path.info[current].SegID')
  if (typeof plan.value === 'string' && fromHex(plan.value) === undefined) throw new UserError(`"${plan.value}" is not hex`)
  if (typeof plan.value === 'number' && !(Number.isSafeInteger(plan.value) && plan.value >= 0))
    throw new UserError(`${plan.value} is no value for a field`, 'expected a whole number from 0')
}
