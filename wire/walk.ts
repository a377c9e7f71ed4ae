/** Takes a packet apart, field by field, by the tables of fields.ts: every bit is in exactly one field, up to where the packet is malformed. */
import { checkBfd } from './bfd.ts'
import { type Bytes, isMalformed, type Malformed, malformed, toHex } from './bytes.ts'
import { checkEpic } from './epic.ts'
import { checkExtension, extensionLength, isExtension, optionDataAt, optionEnd, optionsAt, optionTypes } from './extensions.ts'
import { type FieldNumber, formatField, type HeaderTable, readField, scmpBlocks, tables } from './fields.ts'
import {
  checkHeader,
  commonLength,
  dstHostAt,
  dstHostType,
  headerLength,
  nextHeader,
  pathAt,
  pathType,
  pathTypes,
  protocols,
  srcHostAt,
  srcHostType,
} from './header.ts'
import { formatHost } from './host-address.ts'
import { checkOneHop, firstHopAt, secondHopAt } from './onehop.ts'
import { checkPath, hopAt, infoAt, numHops, numInf, pathLength } from './path.ts'
import { checkScmp, isScmpError, scmpDataAt, scmpHeaderLength } from './scmp.ts'
import { formatScmpType } from './scmp-names.ts'
import { checkSpao, spaoFixedLength } from './spao.ts'
import { checkUdp, udpEnd, udpLength } from './udp.ts'

export interface FieldValue {
  /** "common", "address", "path.meta", "path.info[0]", "path.hop[2]", "hbh", "e2e.option[0]", "scmp", "quote.path.hop[1]", ... */
  readonly layer: string
  readonly name: string
  /** offset in the packet, bits */
  readonly bit: number
  /** bits */
  readonly width: number
  /** document#anchor */
  readonly clause: string
  readonly value: FieldNumber | Bytes
  readonly text: string
}

type Walk = Generator<FieldValue, void>
/** What is wrong, where a layer cannot be read to its end. */
type Step = Generator<FieldValue, Malformed | undefined>

function* walkTable(b: Bytes, at: number, layer: string, header: HeaderTable): Walk {
  for (const field of header.fields) {
    const bit = at * 8 + field.bit
    const value = field.kind === 'bytes' ? b.subarray(bit / 8, (bit + field.width) / 8) : readField(b, at, field)
    yield { layer, name: field.name, bit, width: field.width, clause: field.clause, value, text: formatField(b, at, field) }
  }
}

/** A string of bytes, left out when empty. */
function* walkBytes(b: Bytes, from: number, to: number, layer: string, name: string, clause: string, text?: string): Walk {
  if (to <= from) return
  const value = b.subarray(from, to)
  yield { layer, name, bit: from * 8, width: (to - from) * 8, clause, value, text: text ?? toHex(value) }
}

/** All fields in the packet's order; a `Malformed` is the last where it cannot be read on. */
export function* walkPacket(b: Bytes): Generator<FieldValue | Malformed> {
  const wrong = yield* walkHeaders(b, 0)
  if (wrong !== undefined) yield wrong
}

/** `quoteDepth` 0: a quoted packet is taken apart too; 1: this is the quoted one, whose own quote stays bytes. */
function* walkHeaders(b: Bytes, quoteDepth: number): Step {
  if (b.length >= commonLength) yield* walkTable(b, 0, 'common', tables.common)
  if (b.length >= commonLength && b.length >= pathAt(b)) yield* walkAddress(b)
  const wrong = checkHeader(b) ?? (yield* walkPath(b, pathAt(b), headerLength(b)))
  return wrong ?? (yield* walkPayload(b, nextHeader(b), headerLength(b), quoteDepth))
}

function* walkAddress(b: Bytes): Walk {
  const clause = tables.address.clause
  const [dst, src, end] = [dstHostAt, srcHostAt(b), pathAt(b)]
  yield* walkTable(b, commonLength, 'address', tables.address)
  yield* walkBytes(b, dst, src, 'address', 'DstHostAddr', clause, formatHost({ type: dstHostType(b), bytes: b.subarray(dst, src) }))
  yield* walkBytes(b, src, end, 'address', 'SrcHostAddr', clause, formatHost({ type: srcHostType(b), bytes: b.subarray(src, end) }))
}

function* walkPath(b: Bytes, at: number, end: number): Step {
  switch (pathType(b)) {
    case pathTypes.empty:
      return at === end ? undefined : malformed(`empty path of ${end - at} bytes`, at)
    case pathTypes.scion:
      return yield* walkScionPath(b, at, end)
    case pathTypes.oneHop:
      return yield* walkOneHop(b, at, end)
    case pathTypes.epic:
      return yield* walkEpic(b, at, end)
    default:
      return malformed(`path type ${pathType(b)} is not known`, 8)
  }
}

function* walkScionPath(b: Bytes, at: number, end: number): Step {
  const wrong = checkPath(b, at, end)
  if (wrong !== undefined) return wrong
  yield* walkTable(b, at, 'path.meta', tables.pathMeta)
  for (let i = 0; i < numInf(b, at); i++) yield* walkTable(b, infoAt(at, i), `path.info[${i}]`, tables.info)
  for (let i = 0; i < numHops(b, at); i++) yield* walkTable(b, hopAt(b, at, i), `path.hop[${i}]`, tables.hop)
  yield* walkBytes(b, at + pathLength(b, at), end, 'path.excess', 'Excess', tables.common.clause)
  return undefined
}

function* walkOneHop(b: Bytes, at: number, end: number): Step {
  const wrong = checkOneHop(b, at, end)
  if (wrong !== undefined) return wrong
  yield* walkTable(b, at, 'path.info', tables.info)
  yield* walkTable(b, firstHopAt(at), 'path.hop[0]', tables.hop)
  yield* walkTable(b, secondHopAt(at), 'path.hop[1]', tables.hop)
  yield* walkBytes(b, secondHopAt(at) + tables.hop.length, end, 'path.excess', 'Excess', tables.common.clause)
  return undefined
}

function* walkEpic(b: Bytes, at: number, end: number): Step {
  const wrong = checkEpic(b, at, end)
  if (wrong !== undefined) return wrong
  yield* walkTable(b, at, 'path.epic', tables.epic)
  return yield* walkScionPath(b, at + tables.epic.length, end)
}

function* walkPayload(b: Bytes, first: number, from: number, quoteDepth: number): Step {
  let [protocol, at] = [first, from]
  for (const [extension, layer] of [
    [protocols.hopByHop, 'hbh'],
    [protocols.endToEnd, 'e2e'],
  ] as const) {
    if (protocol !== extension) continue
    const wrong = checkExtension(b, at) ?? (yield* walkExtension(b, at, layer))
    if (wrong !== undefined) return wrong
    ;[protocol, at] = [b[at]!, at + extensionLength(b, at)]
  }
  if (isExtension(protocol)) return malformed('extension header repeated or out of order', at)
  return yield* walkUpperLayer(b, protocol, at, quoteDepth)
}

function* walkExtension(b: Bytes, at: number, layer: string): Step {
  yield* walkTable(b, at, layer, tables.extension)
  let i = 0
  for (const o of optionsAt(b, at)) yield* walkOption(b, o, `${layer}.option[${i++}]`)
  return undefined
}

function* walkOption(b: Bytes, at: number, layer: string): Walk {
  const { fields } = tables.option
  yield* walkTable(b, at, layer, { ...tables.option, fields: b[at] === optionTypes.pad1 ? fields.slice(0, 1) : fields })
  let data = optionDataAt(b, at)
  const end = optionEnd(b, at)
  const isAuthenticator = b[at] === optionTypes.authenticator && checkSpao(data, end) === undefined
  if (isAuthenticator) {
    yield* walkTable(b, data, layer, tables.authenticator)
    data += spaoFixedLength
  }
  yield* walkBytes(
    b,
    data,
    end,
    layer,
    isAuthenticator ? 'Authenticator' : 'OptData',
    isAuthenticator ? tables.authenticator.clause : tables.option.clause,
  )
}

function* walkUpperLayer(b: Bytes, protocol: number, at: number, quoteDepth: number): Step {
  switch (protocol) {
    case protocols.udp:
      return checkUdp(b, at) ?? (yield* walkUdp(b, at))
    case protocols.scmp:
      return checkScmp(b, at) ?? (yield* walkScmp(b, at, quoteDepth))
    case protocols.bfd:
      return checkBfd(b, at) ?? (yield* walkBfd(b, at))
    default:
      yield* walkBytes(b, at, b.length, 'payload', 'Payload', tables.common.clause)
      return undefined
  }
}

function* walkUdp(b: Bytes, at: number): Step {
  yield* walkTable(b, at, 'udp', tables.udp)
  yield* walkBytes(b, at + udpLength, udpEnd(b, at), 'payload', 'Data', 'RFC768')
  yield* walkBytes(b, udpEnd(b, at), b.length, 'payload', 'Excess', 'RFC768')
  return undefined
}

function* walkBfd(b: Bytes, at: number): Step {
  yield* walkTable(b, at, 'bfd', tables.bfd)
  yield* walkBytes(b, at + tables.bfd.length, b.length, 'bfd', 'Excess', tables.bfd.clause)
  return undefined
}

function* walkScmp(b: Bytes, at: number, quoteDepth: number): Step {
  const [type, code] = [b[at]!, b[at + 1]!]
  for (const field of walkTable(b, at, 'scmp', tables.scmp))
    yield field.name === 'Code' ? { ...field, text: formatScmpType(type, code) } : field
  const block = scmpBlocks[type]
  if (block !== undefined) yield* walkTable(b, at + scmpHeaderLength, 'scmp', block)
  const data = scmpDataAt(b, at)
  const clause = tables.scmp.clause
  if (!isScmpError(type) || block === undefined || quoteDepth > 0)
    yield* walkBytes(b, data, b.length, 'scmp', isScmpError(type) ? 'Quote' : 'Data', clause)
  else yield* walkQuote(b, data, clause)
  return undefined
}

/** The quoted packet's fields, and as bytes what is cut or makes no sense: a quote is never why a packet is malformed. */
function* walkQuote(b: Bytes, at: number, clause: string): Walk {
  let end = at * 8
  const quoted = walkHeaders(b.subarray(at), 1)
  for (let step = quoted.next(); step.done !== true; step = quoted.next()) {
    const field = { ...step.value, layer: `quote.${step.value.layer}`, bit: step.value.bit + at * 8 }
    end = field.bit + field.width
    yield field
  }
  yield* walkBytes(b, end / 8, b.length, 'quote', 'Rest', clause)
}

/** The walk's fields, and what is malformed, apart. */
export function walkedFields(b: Bytes): { readonly fields: readonly FieldValue[]; readonly malformed: Malformed | undefined } {
  const steps = [...walkPacket(b)]
  const last = steps.at(-1)
  const wrong = last !== undefined && isMalformed(last) ? last : undefined
  return { fields: steps.filter((s): s is FieldValue => !isMalformed(s)), malformed: wrong }
}
