/** What else of a packet can be proved right or wrong from outside: checksums, EPIC fields and times, the packet authenticator. */
import { epicHvf, epicMacInput, epicSentAfterNs, epicTimestampIsFresh } from '#crypto/epic.ts'
import { spaoMac } from '#crypto/spao.ts'
import { type Bytes, bytesEqual, fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import { carriedChecksum, checksumIsValid } from '#wire/checksum.ts'
import { epicScionAt, epicTimestamp, hvfLength, lhvfAt, phvfAt } from '#wire/epic.ts'
import { findUpperLayer, optionDataAt, optionEnd, optionsAt, optionTypes, type UpperLayer } from '#wire/extensions.ts'
import { pathAt, protocols } from '#wire/header.ts'
import { infoAt, timestamp } from '#wire/path.ts'
import { formatUnixSeconds } from '#wire/path-text.ts'
import { checkScmp } from '#wire/scmp.ts'
import { checkSpao, readSpi, spaoAuthenticatorAt, spaoSpi } from '#wire/spao.ts'
import { checkUdp } from '#wire/udp.ts'
import { standInKey } from '../authenticator.ts'
import type { PathView } from './path-view.ts'
import { formatSpan } from './rule-notes.ts'

export interface Check {
  readonly name: string
  /** document#anchor */
  readonly clause: string
  /** `unknown`: a key or the time is missing */
  readonly result: 'ok' | 'wrong' | 'unknown'
  readonly text: string
  /** it proves who made the packet: a wrong one is a forgery, not an accident */
  readonly authenticates: boolean
}

/** Precondition: `checkHeader` passed. `unixNs`: the time it is judged at. */
export function checksOf(b: Bytes, path: PathView | undefined, unixNs: bigint | undefined): Check[] {
  const upper = findUpperLayer(b)
  const ofPath = path?.kind === 'epic' ? epicChecks(b, path, unixNs) : []
  return isMalformed(upper) ? ofPath : [...ofPath, ...authenticatorChecks(b, upper), ...checksumChecks(b, upper)]
}

function epicChecks(b: Bytes, path: PathView, unixNs: bigint | undefined): Check[] {
  const at = pathAt(b)
  const baseS = timestamp(b, infoAt(epicScionAt(at), 0))
  const last = path.hops.length - 1
  return [
    epicTime(b, at, baseS, unixNs),
    epicField(b, 'PHVF', phvfAt(at), path.hops[last - 1]?.cmac, baseS),
    epicField(b, 'LHVF', lhvfAt(at), path.hops[last]?.cmac, baseS),
  ]
}

const epicClause = 'docs.scion.org/protocols/scion-header#path-type-epic-hp'

/** Unix nanoseconds an EPIC packet says it was sent at. */
export const epicSentNs = (b: Bytes, at: number): bigint =>
  BigInt(timestamp(b, infoAt(epicScionAt(at), 0))) * 1_000_000_000n + BigInt(epicSentAfterNs(epicTimestamp(b, at)))

function epicTime(b: Bytes, at: number, baseS: number, unixNs: bigint | undefined): Check {
  const sentNs = epicSentNs(b, at)
  const about = { name: 'EPIC timestamp', clause: epicClause, authenticates: false }
  const sent = `sent ${formatUnixSeconds(Number(sentNs / 1_000_000n) / 1000)}, ${formatSpan(Number(sentNs / 1000n) / 1e6 - baseS)} after the segment was made`
  if (unixNs === undefined) return { ...about, result: 'unknown', text: sent }
  const age = Number(unixNs - sentNs)
  const when = `${formatSpan(age / 1e9)} ${age < 0 ? 'ahead' : 'old'}; 3 s old to 1 s ahead are accepted`
  return { ...about, result: epicTimestampIsFresh(-age) ? 'ok' : 'wrong', text: `${sent}: ${when}` }
}

function epicField(b: Bytes, name: string, at: number, cmac = '', baseS = 0): Check {
  const found = b.subarray(at, at + hvfLength)
  const about = { name, clause: epicClause, authenticates: true }
  if (cmac === '') return { ...about, result: 'unknown', text: `${toHex(found)}, needs the key of its AS` }
  const expected = epicHvf(fromHex(cmac)!, epicMacInput(b, pathAt(b), baseS))
  const right = bytesEqual(found, expected)
  return { ...about, result: right ? 'ok' : 'wrong', text: right ? toHex(found) : `found ${toHex(found)}, expected ${toHex(expected)}` }
}

function authenticatorChecks(b: Bytes, upper: UpperLayer): Check[] {
  if (upper.endToEnd === undefined) return []
  const found = [...optionsAt(b, upper.endToEnd)].filter(o => b[o] === optionTypes.authenticator)
  return found
    .map(o => ({ data: optionDataAt(b, o), end: optionEnd(b, o) }))
    .filter(({ data, end }) => checkSpao(data, end) === undefined)
    .map(({ data, end }) => authenticatorCheck(b, upper, data, end))
}

/** Routers sign SCMP with the reference's stand-in for a DRKey, sixteen zero bytes; real DRKeys are not known here. */
function authenticatorCheck(b: Bytes, { protocol, at }: UpperLayer, data: number, end: number): Check {
  const about = { name: 'packet authenticator', clause: 'docs.scion.org/protocols/authenticator-option', authenticates: true }
  const mac = spaoMac(standInKey, b, b.subarray(data, end), protocol, b.subarray(at))
  if (bytesEqual(mac, b.subarray(spaoAuthenticatorAt(data), end)))
    return { ...about, result: 'ok', text: 'right under the all-zero key that stands in for the DRKey' }
  const text = readSpi(spaoSpi(b, data)).isDrkey ? 'needs the DRKey' : 'needs the key the two ends agreed upon'
  return { ...about, result: 'unknown', text: `not under the all-zero test key; ${text}` }
}

function checksumChecks(b: Bytes, { protocol, at }: UpperLayer): Check[] {
  if (protocol === protocols.udp && checkUdp(b, at) === undefined) return [checksumCheck(b, 'UDP checksum', protocol, at)]
  return protocol === protocols.scmp && checkScmp(b, at) === undefined ? [checksumCheck(b, 'SCMP checksum', protocol, at)] : []
}

function checksumCheck(b: Bytes, name: string, protocol: number, at: number): Check {
  const isRight = checksumIsValid(b, protocol, at)
  const found = `0x${carriedChecksum(b, protocol, at).toString(16).padStart(4, '0')}`
  const text = isRight ? found : `${found} does not fit the addresses and what follows`
  return { name, clause: 'draft-dekater-scion-dataplane#pseudo', result: isRight ? 'ok' : 'wrong', text, authenticates: false }
}
