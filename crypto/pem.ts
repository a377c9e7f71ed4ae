/** PEM: base64 blocks between BEGIN and END lines. Text between the blocks is ignored, as RFC 7468 has it; headers in a block are refused. */
import { type Bytes, type Malformed, malformed } from '#wire/bytes.ts'

export interface PemBlock {
  /** "CERTIFICATE", "TRC", "EC PRIVATE KEY", ... */
  readonly label: string
  readonly der: Bytes
}

const begin = /^-----BEGIN ([A-Z0-9 ]+)-----\s*$/

export function parsePem(text: string): readonly PemBlock[] | Malformed {
  const blocks: PemBlock[] = []
  let open: { readonly label: string; readonly at: number; readonly lines: string[] } | undefined
  let at = 0
  for (const line of text.split('\n')) {
    if (open === undefined) {
      const label = begin.exec(line)?.[1]
      if (label !== undefined) open = { label, at, lines: [] }
    } else if (line.trimEnd() === `-----END ${open.label}-----`) {
      const der = fromBase64(open.lines.join(''))
      if (der === undefined) return malformed(`PEM block ${open.label} is not base64`, open.at)
      blocks.push({ label: open.label, der })
      open = undefined
    } else open.lines.push(line)
    at += line.length + 1
  }
  return open === undefined ? blocks : malformed(`PEM block ${open.label} without its end`, open.at)
}

export function formatPem({ label, der }: PemBlock): string {
  const lines = toBase64(der).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

export function fromBase64(text: string): Bytes | undefined {
  const clean = text.replace(/\s+/g, '')
  if (clean.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(clean)) return undefined
  return Uint8Array.from(atob(clean), c => c.charCodeAt(0))
}

export const toBase64 = (b: Bytes): string => btoa(Array.from(b, byte => String.fromCharCode(byte)).join(''))
