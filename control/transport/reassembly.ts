/**
 * Fragments into messages, whatever order they come in and however often. Bounded for each AS that sends and in all: the oldest incomplete
 * message makes room. A fragment that will never be completed is forgotten when something comes `patienceNs` later.
 */
import { nsPerS } from '#wire/actor.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { digestOf, type Frame } from './frame.ts'
import { type Message, maxBodyLength } from './message.ts'
import { type Endpoint, endpointText } from './packet.ts'

export interface Reassembly {
  /** The message, when this frame makes it whole. */
  take(from: Endpoint, frame: Frame, now: number): Message | undefined
  /** bytes held for incomplete messages */
  readonly bytes: number
}

export interface ReassemblyLimits {
  readonly bytesPerAs: number
  readonly bytes: number
  readonly patienceNs: number
}

export const defaultReassembly: ReassemblyLimits = { bytesPerAs: 2 * maxBodyLength, bytes: 16 * maxBodyLength, patienceNs: 20 * nsPerS }

/** what a fragment costs besides its data, bytes, roughly */
const fragmentCost = 100

interface Incomplete {
  readonly key: string
  readonly isdAs: IsdAs
  readonly since: number
  readonly fragments: Map<number, Bytes>
  bytes: number
}

type Table = Map<string, Incomplete>

interface State {
  readonly limits: ReassemblyLimits
  /** oldest first, as are those of each AS */
  readonly all: Table
  readonly byAs: Map<IsdAs, { readonly table: Table; bytes: number }>
  bytes: number
}

export function createReassembly(limits: ReassemblyLimits = defaultReassembly): Reassembly {
  const s: State = { limits, all: new Map(), byAs: new Map(), bytes: 0 }
  return {
    get bytes() {
      return s.bytes
    },
    take(from, frame, now) {
      const { index, count, digest, data } = frame
      if (count === 1) return messageOf(frame, data)
      forgetOld(s, now)
      const key = keyOf(from, frame)
      const incomplete = s.all.get(key) ?? open(s, key, from.isdAs, now)
      if (!incomplete.fragments.has(index)) add(s, incomplete, index, data)
      // It may have been the one that had to go.
      if (incomplete.fragments.size < count || !s.all.has(key)) return undefined
      const body = concatBytes(...Array.from({ length: count }, (_, i) => incomplete.fragments.get(i)!))
      close(s, incomplete)
      return digestOf(body) === digest && body.length <= maxBodyLength ? messageOf(frame, body) : undefined
    },
  }
}

const messageOf = ({ kind, result, requestId, mtu }: Frame, body: Bytes): Message => ({ kind, result, requestId, mtu, body })

const keyOf = (from: Endpoint, f: Frame): string => [endpointText(from), f.kind, f.result, f.mtu, f.requestId, f.count, f.digest].join(' ')

function open(s: State, key: string, isdAs: IsdAs, now: number): Incomplete {
  const incomplete: Incomplete = { key, isdAs, since: now, fragments: new Map(), bytes: 0 }
  s.all.set(key, incomplete)
  const own = s.byAs.get(isdAs) ?? { table: new Map(), bytes: 0 }
  s.byAs.set(isdAs, own)
  own.table.set(key, incomplete)
  return incomplete
}

/** The bytes are copied: a view would hold its whole packet. */
function add(s: State, incomplete: Incomplete, index: number, data: Bytes): void {
  const own = s.byAs.get(incomplete.isdAs)!
  incomplete.fragments.set(index, data.slice())
  const cost = data.length + fragmentCost
  incomplete.bytes += cost
  own.bytes += cost
  s.bytes += cost
  while (own.bytes > s.limits.bytesPerAs) close(s, first(own.table))
  while (s.bytes > s.limits.bytes) close(s, first(s.all))
}

function close(s: State, incomplete: Incomplete): void {
  const own = s.byAs.get(incomplete.isdAs)!
  s.all.delete(incomplete.key)
  own.table.delete(incomplete.key)
  own.bytes -= incomplete.bytes
  s.bytes -= incomplete.bytes
  if (own.table.size === 0) s.byAs.delete(incomplete.isdAs)
}

const first = (table: Table): Incomplete => table.values().next().value!

function forgetOld(s: State, now: number): void {
  while (s.all.size > 0 && first(s.all).since + s.limits.patienceNs <= now) close(s, first(s.all))
}
