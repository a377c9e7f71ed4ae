/** Someone on a link: picks packets as they enter it, changes fields, or sends copies later. */
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { epicScionAt } from '#wire/epic.ts'
import { UserError } from '#wire/error.ts'
import { scmpBlocks, tables, writeBits } from '#wire/fields.ts'
import { checkHeader, dstIsdAs, headerLength, nextHeader, pathAt, pathType, pathTypes, protocols, srcIsdAs } from '#wire/header.ts'
import { currHf, currInf } from '#wire/path.ts'
import { type FieldValue, walkedFields } from '#wire/walk.ts'
import type { OnPathPlan, ReplayPlan, RewritePlan } from './attackers.ts'
import { findLink, isEndOf } from './faults.ts'
import type { Tap } from './link.ts'
import type { Network } from './network.ts'

/** What someone on a link does with the packets that enter it, in either world. */
export interface Meddler {
  /** packets picked so far */
  readonly picked: number
  /** a packet came whose field cannot hold the value; nothing more is picked */
  readonly failed: UserError | undefined
  /** Sees a packet enter, and may change it. */
  see(bytes: Bytes, again: Again): void
}

/** Sends a packet from the same end of the link, so much later. */
export type Again = (copy: Bytes, afterNs: number) => void

/** `changed`: told of every packet that is no longer what it was. */
export function createMeddler(plan: OnPathPlan, changed: (bytes: Bytes) => void): Meddler {
  const act = plan.kind === 'rewrite' ? rewriter(plan, changed) : repeater(plan)
  const limit = plan.packets ?? 1
  let picked = 0
  let failed: UserError | undefined
  return {
    get picked() {
      return picked
    },
    get failed() {
      return failed
    },
    see(bytes, again) {
      if (picked === limit || failed !== undefined || !matches(bytes, plan)) return
      const acted = act(bytes, again)
      if (acted instanceof UserError) failed = acted
      else if (acted) picked++
    },
  }
}

export interface LinkAttack extends Pick<Meddler, 'picked' | 'failed'> {
  /** Leaves the link. */
  end(): void
}

/** `made`: told of every packet changed or about to be sent again. Throws `UserError` for a link or field there cannot be. */
export function startOnPath(network: Network, plan: OnPathPlan, made: (bytes: Bytes) => void): LinkAttack {
  const link = findLink(network, plan.link)
  const isA = isEndOf(plan.link, link.a)
  const { taps } = network.directions[link.index]![isA ? 0 : 1]
  const source = isA ? link.a : link.b
  const meddler = createMeddler(plan, made)
  const own = new Set<Bytes>()
  const again = (copy: Bytes, atNs: number): void =>
    network.loop.at(atNs, () => {
      own.add(copy)
      made(copy)
      network.routerOf(source).node.links![source.ifId]!(copy)
    })
  const tap: Tap = (bytes, now) => {
    if (!own.delete(bytes)) meddler.see(bytes, (copy, afterNs) => again(copy, now + afterNs))
    return bytes
  }
  taps.push(tap)
  return {
    get picked() {
      return meddler.picked
    },
    get failed() {
      return meddler.failed
    },
    end: () => void taps.splice(taps.indexOf(tap), 1),
  }
}

function matches(b: Bytes, { src, dst, protocol }: OnPathPlan): boolean {
  if (checkHeader(b) !== undefined || (pathType(b) !== pathTypes.scion && pathType(b) !== pathTypes.epic)) return false
  return (
    (src === undefined || srcIsdAs(b) === src) &&
    (dst === undefined || dstIsdAs(b) === dst) &&
    (protocol === undefined || nextHeader(b) === protocols[protocol])
  )
}

/** Did it do something with the packet? */
type Act = (bytes: Bytes, again: Again) => boolean | UserError

function rewriter(plan: RewritePlan, changed: (bytes: Bytes) => void): Act {
  return bytes => {
    const field = findField(bytes, plan.field)
    if (field === undefined) return false
    const bits = bitsOf(plan.value, field)
    if (bits === undefined) return new UserError(`${JSON.stringify(plan.value)} does not fit ${plan.field}`, `it has ${field.width} bits`)
    writeBits(bytes, field.bit, field.width, bits)
    changed(bytes)
    return true
  }
}

function repeater({ copies = 1, afterNs = defaultAfterNs }: ReplayPlan): Act {
  return (bytes, again) => {
    for (let n = 1; n <= copies; n++) again(bytes.slice(), n * afterNs)
    return true
  }
}

/** one second */
const defaultAfterNs = 1_000_000_000

/** "path.hop[1].ExpTime", in any case; "[current]" is the hop or segment the packet is at. `undefined`: this packet has no such field. */
function findField(b: Bytes, name: string): FieldValue | undefined {
  const at = pathType(b) === pathTypes.epic ? epicScionAt(pathAt(b)) : pathAt(b)
  const current = (layer: string): number => (layer === 'hop' ? currHf(b, at) : currInf(b, at))
  const wanted = name
    .toLowerCase()
    .replace(/(hop|info)\[current\]/, (_, layer: string) => `${layer}[${headerLength(b) > at ? current(layer) : 0}]`)
  return walkedFields(b).fields.find(f => `${f.layer}.${f.name}`.toLowerCase() === wanted)
}

/** The bits of the value, the first first; `undefined`: not as many as the field has. */
function bitsOf(value: number | string, { width, value: old }: FieldValue): bigint | undefined {
  const bytes = typeof value === 'string' ? fromHex(value) : undefined
  if (bytes !== undefined && old instanceof Uint8Array && bytes.length !== old.length) return undefined
  const number = bytes === undefined ? BigInt(value) : bytes.reduce((n, byte) => (n << 8n) | BigInt(byte), 0n)
  return number >> BigInt(width) === 0n ? number : undefined
}

/** Names that layers have: those of the tables, and strings of bytes. */
const fieldNames: ReadonlySet<string> = new Set(
  [...Object.values(tables), ...Object.values(scmpBlocks)]
    .flatMap(table => table.fields.map(f => f.name))
    .concat('DstHostAddr', 'SrcHostAddr', 'OptData', 'Authenticator', 'Payload', 'Data', 'Quote', 'Rest', 'Excess')
    .map(name => name.toLowerCase()),
)
const layerNames = /^(quote\.)?(common|address|path|hbh|e2e|udp|scmp|bfd|payload)\b/i

/** Is this a field name some packet can have, and the value one for it? Throws `UserError`. */
export function requireField(plan: RewritePlan): void {
  if (!/^[a-z0-9.]+(\[(\d+|current)\])?(\.[a-z0-9.]+)?\.[a-z0-9]+$/i.test(plan.field))
    throw new UserError(`"${plan.field}" is no field`, 'expected layer.name, like path.hop[1].ExpTime or path.info[current].SegID')
  const name = plan.field.slice(plan.field.lastIndexOf('.') + 1)
  if (!layerNames.test(plan.field) || !fieldNames.has(name.toLowerCase()))
    throw new UserError(
      `no packet has a field "${plan.field}"`,
      '"hopproof explain" shows the fields of a packet, like path.hop[1].ExpTime',
    )
  if (typeof plan.value === 'string' && !fromHex(plan.value)?.length) throw new UserError(`"${plan.value}" is not hex`)
  if (typeof plan.value === 'number' && !(Number.isSafeInteger(plan.value) && plan.value >= 0))
    throw new UserError(`${plan.value} is no value for a field`, 'expected a whole number from 0')
}
