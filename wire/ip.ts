/** IP addresses: bytes and text. IPv6 is written as RFC 5952 says; a zone ("%eth0") belongs to the machine and never goes on a wire. */
import { type Bytes, getU16, setU16 } from './bytes.ts'

export interface Ip {
  /** 4 or 16 */
  readonly bytes: Bytes
  /** '' = none; IPv6 only */
  readonly zone: string
}

/** Dotted decimal without leading zeroes, or any RFC 4291 spelling of IPv6 with an optional zone; `undefined` for anything else. */
export function parseIp(text: string): Ip | undefined {
  if (!text.includes(':')) {
    const bytes = parseIpv4(text)
    return bytes === undefined ? undefined : { bytes, zone: '' }
  }
  const percent = text.indexOf('%')
  const zone = percent < 0 ? '' : text.slice(percent + 1)
  if (percent >= 0 && zone === '') return undefined
  const bytes = parseIpv6(percent < 0 ? text : text.slice(0, percent))
  return bytes === undefined ? undefined : { bytes, zone }
}

function parseIpv4(text: string): Bytes | undefined {
  const parts = text.split('.')
  if (parts.length !== 4 || !parts.every(p => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255)) return undefined
  return Uint8Array.from(parts, Number)
}

function parseIpv6(text: string): Bytes | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = parseGroups(halves[0]!, halves.length === 1)
  const tail = halves.length === 1 ? [] : parseGroups(halves[1]!, true)
  if (head === undefined || tail === undefined) return undefined
  const missing = 8 - head.length - tail.length
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined
  const bytes = new Uint8Array(16)
  ;[...head, ...Array<number>(missing).fill(0), ...tail].forEach((group, i) => {
    setU16(bytes, 2 * i, group)
  })
  return bytes
}

/** Colon-separated groups; only the address's last may be dotted decimal, worth two. */
function parseGroups(text: string, isEnd: boolean): number[] | undefined {
  if (text === '') return []
  const groups: number[] = []
  const parts = text.split(':')
  for (const [i, part] of parts.entries()) {
    const ipv4 = isEnd && i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : undefined
    if (ipv4 !== undefined) groups.push(getU16(ipv4, 0), getU16(ipv4, 2))
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16))
    else return undefined
  }
  return groups
}

/** ::ffff:a.b.c.d, an IPv4 address dressed as IPv6. */
export const isMapped = (bytes: Bytes): boolean =>
  bytes.length === 16 && bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every(b => b === 0)

/** 4 or 16 bytes to text. */
export function formatIp(bytes: Bytes): string {
  if (bytes.length === 4) return bytes.join('.')
  if (isMapped(bytes)) return `::ffff:${bytes.subarray(12).join('.')}`
  const groups = Array.from({ length: 8 }, (_, i) => getU16(bytes, 2 * i))
  const [from, length] = longestZeroRun(groups)
  const text = (part: readonly number[]): string => part.map(g => g.toString(16)).join(':')
  return length < 2 ? text(groups) : `${text(groups.slice(0, from))}::${text(groups.slice(from + length))}`
}

/** Text with the zone. */
export const ipText = (ip: Ip): string => formatIp(ip.bytes) + (ip.zone === '' ? '' : `%${ip.zone}`)

/** The first of the longest runs of zero groups: [start, length]. */
function longestZeroRun(groups: readonly number[]): [number, number] {
  let best: [number, number] = [0, 0]
  let start = 0
  groups.forEach((group, i) => {
    if (group !== 0) start = i + 1
    else if (i + 1 - start > best[1]) best = [start, i + 1 - start]
  })
  return best
}
