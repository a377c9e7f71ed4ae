/**
 * What an AS says of itself in its signed entry beside hop fields.   pkg/segment/extensions; proto/control_plane/v1/seg_extensions.proto
 *
 *   PathSegmentExtensions  1 static_info  2 hidden_path {1 is_hidden}  3 discovery  1000 digests {1000 epic {1 digest}}
 *   DiscoveryExtension     1 version  2 control_service_addresses (repeated)  3 discovery_service_addresses (repeated)
 *
 * Values are what we make of the bytes; the bytes themselves are kept by the segment, unknown fields too.
 */
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, isMalformed, type Malformed, malformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'
import { digestLength, epicField, sized } from './epic.ts'
import { bytesKey, merged, readFields, varintKey } from './protobuf.ts'
import { decodeStaticInfo, encodeStaticInfo, type StaticInfo } from './static-info.ts'

/** Where services of the AS listen, for those who will ask them. */
export interface Discovery {
  readonly controlServices: readonly UnderlayAddress[]
  readonly discoveryServices: readonly UnderlayAddress[]
}

export interface Extensions {
  readonly staticInfo?: StaticInfo
  /** the segment is for a group only */
  readonly hidden?: true
  readonly discovery?: Discovery
  /** 16 bytes; see epic.ts */
  readonly epicDigest?: Bytes
}

/** PathSegmentExtensions. */
export function encodeExtensions(e: Extensions): Bytes {
  const w = new BinaryWriter()
  const message = (field: number, content: Bytes): unknown => w.tag(field, WireType.LengthDelimited).bytes(content)
  if (e.staticInfo !== undefined) message(1, encodeStaticInfo(e.staticInfo))
  if (e.hidden !== undefined) message(2, Uint8Array.of(varintKey(1), 1))
  if (e.discovery !== undefined) message(3, encodeDiscovery(e.discovery))
  if (e.epicDigest !== undefined) {
    w.tag(epicField, WireType.LengthDelimited).fork().tag(epicField, WireType.LengthDelimited).fork()
    w.tag(1, WireType.LengthDelimited).bytes(e.epicDigest).join().join()
  }
  return w.finish()
}

function encodeDiscovery(d: Discovery): Bytes {
  const w = new BinaryWriter()
  for (const address of d.controlServices) w.tag(2, WireType.LengthDelimited).string(address)
  for (const address of d.discoveryServices) w.tag(3, WireType.LengthDelimited).string(address)
  return w.finish()
}

/** Embedded messages of a message, by field number; absent ones are `undefined`. */
function readMessages<F extends number>(b: Bytes, fields: readonly F[]): Partial<Record<F, Bytes>> | Malformed {
  const pieces = new Map<F, Bytes[]>()
  const error = readFields(b, (key, r) => {
    const field = fields.find(f => bytesKey(f) === key)
    if (field === undefined) return false
    const known = pieces.get(field)
    if (known === undefined) pieces.set(field, [r.bytes()])
    else known.push(r.bytes())
    return true
  })
  return error ?? (Object.fromEntries([...pieces].map(([field, parts]) => [field, merged(parts)])) as Partial<Record<F, Bytes>>)
}

export function decodeExtensions(b: Bytes): Extensions | Malformed {
  const messages = readMessages(b, [1, 2, 3, epicField])
  if (isMalformed(messages)) return messages
  const staticInfo = optional(messages[1], decodeStaticInfo)
  const hidden = optional(messages[2], decodeHidden)
  const discovery = optional(messages[3], decodeDiscovery)
  const epicDigest = optional(messages[epicField], decodeDigest)
  for (const part of [staticInfo, hidden, discovery, epicDigest]) if (isMalformed(part)) return part
  return Object.fromEntries(
    Object.entries({ staticInfo, hidden: hidden === true ? hidden : undefined, discovery, epicDigest }).filter(([, v]) => v !== undefined),
  )
}

const optional = <T>(b: Bytes | undefined, decode: (b: Bytes) => T): T | undefined => (b === undefined ? undefined : decode(b))

function decodeHidden(b: Bytes): boolean | Malformed {
  let hidden = false
  const error = readFields(b, (key, r) => {
    if (key === varintKey(1)) hidden = r.bool()
    return key === varintKey(1)
  })
  return error ?? hidden
}

function decodeDiscovery(b: Bytes): Discovery | Malformed {
  const [control, discovery]: [string[], string[]] = [[], []]
  const error = readFields(b, (key, r) => {
    if (key === bytesKey(2)) control.push(r.string(true))
    else if (key === bytesKey(3)) discovery.push(r.string(true))
    else return false
    return true
  })
  if (error !== undefined) return error
  const [controlServices, discoveryServices] = [readableOf(control), readableOf(discovery)]
  // Unreadable ones among others are left out, as in the reference.
  if (control.length > 0 && controlServices.length === 0) return malformed(`no control service address is readable: ${control[0]}`, 0)
  if (discovery.length > 0 && discoveryServices.length === 0)
    return malformed(`no discovery service address is readable: ${discovery[0]}`, 0)
  return { controlServices, discoveryServices }
}

const readableOf = (texts: readonly string[]): UnderlayAddress[] => texts.map(readAddress).filter(a => a !== undefined)

/** "ip:port" as others wrote it; `undefined` when it is none. */
export function readAddress(text: string): UnderlayAddress | undefined {
  try {
    const { ip, port } = parseUnderlay(text)
    return joinHostPort(ip, port)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** `undefined`: digests without one for EPIC. */
function decodeDigest(b: Bytes): Bytes | Malformed | undefined {
  const digests = readMessages(b, [epicField])
  if (isMalformed(digests)) return digests
  const epic = digests[epicField]
  const digest = optional(epic, e => readMessages(e, [1]))
  // One field of bytes, of which the last counts; more than one nobody writes.
  return digest === undefined || isMalformed(digest) ? digest : sized(digest[1] ?? new Uint8Array(0), digestLength)
}
