/** Where the headers of a packet begin, by the tables of wire/fields.ts, as far as they can be read: where a mutation may set a field. */
import type { Bytes } from '#wire/bytes.ts'
import { checkEpic, epicScionAt } from '#wire/epic.ts'
import { checkExtension, extensionLength, isExtension, optionDataAt, optionsAt, optionType, optionTypes } from '#wire/extensions.ts'
import { type HeaderTable, scmpBlocks, tables } from '#wire/fields.ts'
import { checkHeader, commonLength, headerLength, nextHeader, pathAt, pathType, pathTypes, protocols } from '#wire/header.ts'
import { checkOneHop, firstHopAt, secondHopAt } from '#wire/onehop.ts'
import { checkPath, hopAt, infoAt, numHops, numInf } from '#wire/path.ts'
import { checkScmp, scmpHeaderLength } from '#wire/scmp.ts'

export type LayerName = keyof typeof tables | 'scmpBlock'

export interface Layer {
  readonly name: LayerName
  readonly table: HeaderTable
  /** byte offset */
  readonly at: number
}

const layer = (name: keyof typeof tables, at: number): Layer => ({ name, table: tables[name], at })

/** In the packet's order; every table fits into the bytes. */
export function layersOf(b: Bytes): Layer[] {
  if (b.length < commonLength) return []
  const layers = [layer('common', 0)]
  if (b.length >= pathAt(b)) layers.push(layer('address', commonLength))
  if (checkHeader(b) !== undefined) return layers
  layers.push(...pathLayers(b, pathAt(b), headerLength(b)), ...payloadLayers(b))
  return layers.filter(({ at, table }) => at + table.length <= b.length)
}

function pathLayers(b: Bytes, at: number, end: number): Layer[] {
  switch (pathType(b)) {
    case pathTypes.scion:
      return scionLayers(b, at, end)
    case pathTypes.oneHop:
      return checkOneHop(b, at, end) === undefined ? [layer('info', at), layer('hop', firstHopAt(at)), layer('hop', secondHopAt(at))] : []
    case pathTypes.epic:
      return checkEpic(b, at, end) === undefined ? [layer('epic', at), ...scionLayers(b, epicScionAt(at), end)] : []
    default:
      return []
  }
}

function scionLayers(b: Bytes, at: number, end: number): Layer[] {
  if (checkPath(b, at, end) !== undefined) return []
  const infos = Array.from({ length: numInf(b, at) }, (_, i) => layer('info', infoAt(at, i)))
  const hops = Array.from({ length: numHops(b, at) }, (_, i) => layer('hop', hopAt(b, at, i)))
  return [layer('pathMeta', at), ...infos, ...hops]
}

function payloadLayers(b: Bytes): Layer[] {
  const layers: Layer[] = []
  let [protocol, at] = [nextHeader(b), headerLength(b)]
  for (let n = 0; n < 2 && isExtension(protocol) && checkExtension(b, at) === undefined; n++) {
    layers.push(layer('extension', at), ...optionLayers(b, at))
    ;[protocol, at] = [b[at]!, at + extensionLength(b, at)]
  }
  if (protocol === protocols.udp) layers.push(layer('udp', at))
  if (protocol === protocols.scmp && checkScmp(b, at) === undefined) {
    const block = scmpBlocks[b[at]!]
    layers.push(layer('scmp', at))
    if (block !== undefined) layers.push({ name: 'scmpBlock', table: block, at: at + scmpHeaderLength })
  }
  return layers
}

const optionLayers = (b: Bytes, at: number): Layer[] =>
  [...optionsAt(b, at)].flatMap(o => [
    layer('option', o),
    ...(optionType(b, o) === optionTypes.authenticator ? [layer('authenticator', optionDataAt(b, o))] : []),
  ])
