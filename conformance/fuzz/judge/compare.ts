/** Holds what came out against what was expected; fields that may vary are judged by what they mean. */
import { defaultEpochS, epochMeant } from '#crypto/drkey-epoch.ts'
import { findAuthenticator, isAuthentic } from '#crypto/spao.ts'
import { standInKey } from '#router/authenticator.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, bytesEqual, getU48, isMalformed, toHex } from '#wire/bytes.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { checkHeader, protocols } from '#wire/header.ts'
import { isScmpError, scmpType } from '#wire/scmp.ts'
import { type FieldValue, walkedFields } from '#wire/walk.ts'
import type { Difference } from '../../outcome.ts'
import type { Decision, Output } from './oracle.ts'

/** A datagram that came out of the router. */
export interface Observed {
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

/** No difference to any of the decisions, or else those to the first. `nowMs`: unix milliseconds. */
export function differences(decisions: readonly Decision[], seen: readonly Observed[], nowMs: number): readonly Difference[] {
  const all = decisions.map(d => compareOutput(d.output, seen, nowMs))
  return all.find(d => d.length === 0) ?? all[0]!
}

function compareOutput(want: Output | undefined, seen: readonly Observed[], nowMs: number): readonly Difference[] {
  const [got, ...more] = seen
  if (more.length > 0) return [{ field: 'packets out', expected: want === undefined ? '0' : '1', actual: String(seen.length) }]
  if (want === undefined)
    return got === undefined ? [] : [{ field: 'out', expected: 'silence', actual: `to ${got.to}: ${toHex(got.bytes)}` }]
  if (got === undefined) return [{ field: 'out', expected: `to ${want.to.join(' or ')}`, actual: 'silence' }]
  return [...compareAddresses(want, got), ...compareBytes(want.bytes, got.bytes, nowMs)]
}

const compareAddresses = (want: Output, got: Observed): Difference[] => [
  ...(want.to.includes(got.to) ? [] : [{ field: 'sent to', expected: want.to.join(' or '), actual: got.to }]),
  ...(want.from === got.from ? [] : [{ field: 'sent from', expected: want.from, actual: got.from }]),
]

function compareBytes(want: Bytes, got: Bytes, nowMs: number): Difference[] {
  if (bytesEqual(want, got)) return []
  const signed = maskSignature(want, nowMs)
  const other = signed && maskSignature(got, nowMs)
  if (signed === undefined || other === undefined) return compareFields(want, got)
  if (!other.valid)
    return [
      { field: 'e2e authenticator', expected: 'a valid MAC, made now', actual: 'another' },
      ...compareFields(signed.bytes, other.bytes),
    ]
  return compareFields(signed.bytes, other.bytes)
}

interface Masked {
  readonly bytes: Bytes
  /** the MAC is good and was made about now */
  readonly valid: boolean
}

/** An SCMP message of the router that is signed: its time and MAC become zero. Packets of others that are only passed on stay as they are. */
function maskSignature(b: Bytes, nowMs: number): Masked | undefined {
  const upper = checkHeader(b) === undefined ? findUpperLayer(b) : undefined
  if (upper === undefined || isMalformed(upper) || upper.endToEnd === undefined || upper.protocol !== protocols.scmp) return undefined
  const option = findAuthenticator(b, upper.endToEnd)
  if (option < 0 || !isOfRouter(b, upper.at)) return undefined
  const clock = { epochS: Math.floor(nowMs / 1000) }
  const timely = epochMeant(getU48(b, option + 6), defaultEpochS, clock, 0) !== undefined
  const valid = timely && isAuthentic(standInKey, b, option, upper.protocol, upper.at)
  const bytes = b.slice()
  bytes.fill(0, option + 6, option + 12 + 16)
  return { bytes, valid }
}

const isOfRouter = (b: Bytes, at: number): boolean => isScmpError(scmpType(b, at)) || scmpType(b, at) === 131

function compareFields(want: Bytes, got: Bytes): Difference[] {
  if (bytesEqual(want, got)) return []
  const [expected, actual] = [fieldsOf(want), fieldsOf(got)]
  const names = new Set([...expected.keys(), ...actual.keys()])
  const found = [...names]
    .filter(name => expected.get(name)?.text !== actual.get(name)?.text)
    .map(name => ({ field: name, expected: expected.get(name)?.text ?? 'nothing', actual: actual.get(name)?.text ?? 'nothing' }))
  return found.length > 0 ? found : [{ field: 'bytes', expected: toHex(want), actual: toHex(got) }]
}

/** Fields by name; of one that occurs again (RSV) the second is "RSV'". */
function fieldsOf(b: Bytes): Map<string, FieldValue> {
  const fields = new Map<string, FieldValue>()
  for (const field of walkedFields(b).fields) {
    let name = `${field.layer}.${field.name}`
    while (fields.has(name)) name += "'"
    fields.set(name, field)
  }
  return fields
}
