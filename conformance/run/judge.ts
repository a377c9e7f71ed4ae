/** What came out against what must come out: differences by field name. */
import { authenticate } from '#crypto/spao.ts'
import { type Bytes, getU48, setU48, toHex } from '#wire/bytes.ts'
import { dumpLine } from '#wire/dump.ts'
import { protocols } from '#wire/header.ts'
import { walkedFields } from '#wire/walk.ts'
import type { Output } from '../dut/dut.ts'
import { type Difference, differ } from '../outcome.ts'
import type { ExpectedOutput } from '../suite/expand.ts'
import { findField, namedFields } from '../suite/field-names.ts'
import { sinceMidnightNs, zeroKey } from '../suite/payload.ts'

/** not a field: how far a packet can be read */
const malformedField = 'malformed'
/** differences named of one packet */
const maxNamed = 20

/** `nowNs`: unix nanoseconds. No difference: as expected. */
export function judge(expected: ExpectedOutput | undefined, outputs: readonly Output[], nowNs: bigint): Difference[] {
  const [first, ...more] = outputs
  if (expected === undefined) return outputs.map(o => ({ field: 'output', expected: 'nothing', actual: describe(o) }))
  if (first === undefined) return [{ field: 'output', expected: describeExpected(expected), actual: 'nothing' }]
  return [...compareOutput(expected, first, nowNs), ...more.map(o => ({ field: 'output', expected: 'nothing more', actual: describe(o) }))]
}

const describe = ({ from, to, bytes }: Output): string => `${from} > ${to}: ${dumpLine(bytes)}`
const describeExpected = ({ from, to, bytes }: ExpectedOutput): string => `${from} > ${to.join(' or ')}: ${dumpLine(bytes)}`

export function compareOutput(expected: ExpectedOutput, { from, to, bytes }: Output, nowNs: bigint): Difference[] {
  return [
    ...differ('from', expected.from, from),
    ...(expected.to.includes(to) ? [] : [{ field: 'to', expected: expected.to.join(' or '), actual: to }]),
    ...(expected.authenticated ? compareAuthenticated(expected, bytes, nowNs) : comparePackets(expected.bytes, expected.mask, bytes)),
  ]
}

const option = 'e2e.option[0]'
/** nanoseconds an authenticator's time may be off */
const leewayNs = 10_000_000_000

/** The answerer chose the time; what follows from it must fit. */
function compareAuthenticated({ bytes, mask }: ExpectedOutput, actual: Bytes, nowNs: bigint): Difference[] {
  if (actual.length !== bytes.length) return comparePackets(bytes, mask, actual)
  const wanted = bytes.slice()
  const at = findField(wanted, `${option}.Timestamp`).bit / 8
  const timestamp = getU48(actual, at)
  setU48(wanted, at, timestamp)
  const message = findField(wanted, 'scmp.Type').bit / 8
  authenticate(zeroKey, wanted, protocols.scmp, message)
  const late = Math.abs(timestamp - sinceMidnightNs(nowNs))
  const time = late <= leewayNs ? [] : [{ field: `${option}.Timestamp`, expected: 'now', actual: `${late / 1e9} s off` }]
  return [...time, ...comparePackets(wanted, new Uint8Array(wanted.length).fill(0xff), actual)]
}

/** By names where the packet can be read, by bytes where it cannot. */
export function comparePackets(wanted: Bytes, mask: Bytes, actual: Bytes): Difference[] {
  const at = firstDifference(wanted, mask, actual)
  if (at < 0) return []
  const named = namedDifferences(wanted, mask, actual)
  if (named.some(d => d.field !== malformedField)) return named.slice(0, maxNamed)
  const piece = (b: Bytes): string => toHex(b.subarray(at, at + 16)) || '(end)'
  return [{ field: `byte[${at}]`, expected: piece(wanted), actual: piece(actual) }]
}

function firstDifference(wanted: Bytes, mask: Bytes, actual: Bytes): number {
  for (let i = 0; i < wanted.length; i++) if (((wanted[i]! ^ (actual[i] ?? ~wanted[i]!)) & mask[i]!) !== 0) return i
  return actual.length > wanted.length ? wanted.length : -1
}

function namedDifferences(wanted: Bytes, mask: Bytes, actual: Bytes): Difference[] {
  const ranges = namedFields(wanted)
  const [want, got] = [textsOf(wanted), textsOf(actual)]
  const names = new Set([...want.keys(), ...got.keys()])
  return [...names].flatMap(name => {
    const range = ranges.get(name)
    if (range !== undefined && !anyBit(mask, range.bit, range.width)) return []
    return differ(name, want.get(name) ?? '(not there)', got.get(name) ?? '(not there)')
  })
}

function textsOf(packet: Bytes): Map<string, string> {
  const { fields, malformed } = walkedFields(packet)
  const texts = new Map([...namedFields(packet).keys()].map((name, i) => [name, fields[i]!.text]))
  if (malformed !== undefined) texts.set(malformedField, `${malformed.malformed} at byte ${malformed.at}`)
  return texts
}

function anyBit(mask: Bytes, bit: number, width: number): boolean {
  for (let i = bit; i < bit + width; i++) if ((mask[i >> 3]! & (0x80 >> (i & 7))) !== 0) return true
  return false
}
