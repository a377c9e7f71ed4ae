/**
 * Messages as the data of UDP packets over SCION. A packet holds one frame after another; a frame is a message, or a fragment of one that is
 * longer than a packet of its way.
 *
 *    0   kind 8 | result 8 (0: a question) | mtu 16
 *    4   request id 32
 *    8   index 16 | count 16           which fragment of how many
 *   12   digest 32                     of the whole body; 0 where count is 1
 *   16   length 16                     of the data that follows
 *
 * Fragments belong together when all but index and data is the same, so those of two messages never mix, and an answer that is made twice
 * from the same state is one answer.
 *
 * Divergence: the reference speaks RPC over QUIC here. The bodies are its messages, frames and repeats are not on its wire: no handshake,
 * no congestion control, no encryption.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, getU16, getU32, type Malformed, malformed, need, setU16, setU32 } from '#wire/bytes.ts'
import { type Message, type MessageKind, maxBodyLength, messageKinds, type Result, results } from './message.ts'

export interface Frame extends Omit<Message, 'body'> {
  /** 0-based */
  readonly index: number
  /** at least 1 */
  readonly count: number
  readonly digest: number
  /** of the body; not empty in one of several fragments */
  readonly data: Bytes
}

export const frameHeaderLength = 18
/** A packet whose way claims to carry less holds so much data all the same: smaller fragments than that are a waste, or a trick. */
export const minRoom = 240
/** of the longest message, in the smallest fragments */
export const maxFragments = Math.ceil(maxBodyLength / (minRoom - frameHeaderLength))

const kindOf = new Map(Object.entries(messageKinds).map(([name, value]) => [value as number, name as MessageKind]))
const resultOf = new Map<number, Result | undefined>([
  [0, undefined],
  ...Object.entries(results).map(([name, value]) => [value as number, name as Result] as const),
])

/** The frames of a packet, at least one; their data are views into `b`. */
export function parseFrames(b: Bytes): Frame[] | Malformed {
  const frames: Frame[] = []
  for (let at = 0; at < b.length || frames.length === 0; ) {
    const frame = parseFrame(b, at)
    if ('malformed' in frame) return frame
    frames.push(frame)
    at += frameHeaderLength + frame.data.length
  }
  return frames
}

function parseFrame(b: Bytes, at: number): Frame | Malformed {
  const short = need(b, at, frameHeaderLength, 'frame of a control message')
  if (short !== undefined) return short
  const [index, count, length] = [getU16(b, at + 8), getU16(b, at + 10), getU16(b, at + 16)]
  const kind = kindOf.get(b[at]!)
  if (kind === undefined || !resultOf.has(b[at + 1]!)) return malformed(`control message of kind ${b[at]}, result ${b[at + 1]}`, at)
  if (index >= count || count > maxFragments) return malformed(`fragment ${index} of ${count}`, at + 8)
  if (count > 1 && length === 0) return malformed('an empty fragment', at + 16)
  const from = at + frameHeaderLength
  const data = b.subarray(from, from + length)
  if (data.length < length) return malformed(`a frame of ${length} bytes, ${data.length} left`, at + 16)
  const result = resultOf.get(b[at + 1]!)
  return { kind, result, mtu: getU16(b, at + 2), requestId: getU32(b, at + 4), index, count, digest: getU32(b, at + 12), data }
}

/** Which question the data of a packet begins with, even when nothing is left of them but that; `undefined`: none. */
export function firstQuestion(b: Bytes): Pick<Frame, 'kind' | 'requestId'> | undefined {
  const kind = b.length < 8 || b[1] !== 0 ? undefined : kindOf.get(b[0]!)
  return kind && { kind, requestId: getU32(b, 4) }
}

/** A message to be sent, cut where need be so that no frame is longer than `room`. */
export interface Parcel extends Message {
  /** bytes; `minRoom` where less */
  readonly room: number
}

/** The messages in as few packets of `room` bytes as their order allows. */
export function packMessages(parcels: readonly Parcel[], room: number): Bytes[] {
  const packets: Bytes[] = []
  let open: Frame[] = []
  let length = 0
  for (const parcel of parcels)
    for (const frame of framesOf(parcel)) {
      const size = frameHeaderLength + frame.data.length
      if (open.length > 0 && length + size > room) {
        packets.push(buildFrames(open, length))
        open = []
        length = 0
      }
      open.push(frame)
      length += size
    }
  if (open.length > 0) packets.push(buildFrames(open, length))
  return packets
}

function framesOf({ kind, result, mtu, requestId, body, room }: Parcel): Frame[] {
  const most = Math.max(room, minRoom) - frameHeaderLength
  if (body.length <= most) return [{ kind, result, mtu, requestId, index: 0, count: 1, digest: 0, data: body }]
  const count = Math.ceil(body.length / most)
  const digest = digestOf(body)
  return Array.from({ length: count }, (_, index) => ({
    ...{ kind, result, mtu, requestId, index, count, digest },
    data: body.subarray(index * most, (index + 1) * most),
  }))
}

/** Beacons go by the million: their packet is written in one piece. */
function buildFrames(frames: readonly Frame[], length: number): Bytes {
  const b = new Uint8Array(length)
  let at = 0
  for (const frame of frames) {
    writeFrame(b, at, frame)
    at += frameHeaderLength + frame.data.length
  }
  return b
}

function writeFrame(b: Bytes, at: number, f: Frame): void {
  b[at] = messageKinds[f.kind]
  b[at + 1] = f.result === undefined ? 0 : results[f.result]
  setU16(b, at + 2, f.mtu)
  setU32(b, at + 4, f.requestId)
  setU16(b, at + 8, f.index)
  setU16(b, at + 10, f.count)
  setU32(b, at + 12, f.digest)
  setU16(b, at + 16, f.data.length)
  b.set(f.data, at + frameHeaderLength)
}

export const digestOf = (body: Bytes): number => getU32(sha256(body), 0)
