/** An explanation as the JSON that scripts read: bytes in hex, 64-bit numbers as text, maps as objects. */
import type { Explanation, RouterView } from '#router/explain/explanation.ts'
import type { PathView } from '#router/explain/path-view.ts'
import { toHex } from '#wire/bytes.ts'
import type { FieldValue } from '#wire/walk.ts'
import type { SeenPacket } from './input.ts'

export function explanationData(e: Explanation, packet: SeenPacket): object {
  return {
    ...seenData(packet),
    summary: e.summary,
    time: e.time === undefined ? null : { iso: e.time.iso, unixNs: String(e.time.unixNs), toldByPacket: e.time.toldByPacket },
    place: e.placeText,
    fields: e.fields.map(fieldData),
    malformed: e.malformed ?? null,
    path: pathData(e.path),
    checks: e.checks,
    router: e.router === undefined ? null : routerData(e.router),
    quote: e.quote === undefined ? null : { ...e.quote, path: pathData(e.quote.path) },
    passes: e.passes,
  }
}

/** What a list says of each packet, too. */
export const seenData = (p: SeenPacket): object => ({
  frame: p.frame ?? null,
  from: p.from ?? null,
  to: p.to ?? null,
  capturedUnixNs: p.unixNs === undefined ? null : String(p.unixNs),
  interface: p.interfaceName || null,
  comment: p.comment || null,
  bytes: toHex(p.bytes),
})

const fieldData = ({ layer, name, bit, width, clause, value, text }: FieldValue): object => ({
  layer,
  name,
  byte: bit >> 3,
  bit: bit % 8,
  width,
  value: value instanceof Uint8Array ? toHex(value) : typeof value === 'bigint' ? String(value) : value,
  text,
  clause,
})

/** Without the full CMACs: they are EPIC's keys. */
const pathData = (path: PathView | undefined): object | null =>
  path === undefined ? null : { ...path, hops: path.hops.map(({ cmac: _, ...hop }) => ({ ...hop, isdAs: hop.isdAs ?? null })) }

const routerData = (r: RouterView): object => ({
  ...r,
  before: Object.fromEntries(r.before),
  after: Object.fromEntries(r.after),
  walk: r.walk ?? null,
})
