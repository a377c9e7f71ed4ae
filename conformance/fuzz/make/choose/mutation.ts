/** One thing to be wrong about a packet. */
import { interfacesOf } from '#topology/model.ts'
import { below, pickFrom } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import { scmpBlocks, tables } from '#wire/fields.ts'
import { protocols } from '#wire/header.ts'
import type { Site } from '../../site.ts'
import type { LayerName } from '../layers.ts'
import type { Mutation } from '../mutation.ts'

/** By weight: what a router looks at most. */
const layers: readonly LayerName[] = [
  ...repeat('common', 5),
  ...repeat('address', 2),
  ...repeat('pathMeta', 5),
  ...repeat('info', 5),
  ...repeat('hop', 8),
  ...repeat('epic', 1),
  ...repeat('extension', 1),
  ...repeat('option', 1),
  ...repeat('authenticator', 1),
  ...repeat('udp', 1),
  ...repeat('scmp', 2),
  ...repeat('scmpBlock', 1),
]

function repeat(value: LayerName, times: number): LayerName[] {
  return Array<LayerName>(times).fill(value)
}

export function chooseMutation(random: Random, site: Site): Mutation {
  const kind = below(random, 20)
  if (kind < 11) return fieldMutation(random, site)
  if (kind < 13) return { kind: 'flipBit', bit: below(random, 8 * 400) }
  if (kind < 14) return { kind: 'cut', length: below(random, 400) }
  if (kind < 15) return { kind: 'extend', bytes: 1 + below(random, below(random, 10) === 0 ? 9_000 : 40) }
  if (kind < 16) return { kind: 'swapHops', first: below(random, 8), second: below(random, 8) }
  if (kind < 18)
    return {
      kind: 'isdAs',
      end: pickFrom(random, ['src', 'dst'] as const),
      isdAs: pickFrom(random, [site.as.isdAs, '1-ff00:0:2'] as const),
    }
  return kind < 19 ? { kind: 'repairMac' } : { kind: 'repairLength' }
}

function fieldMutation(random: Random, site: Site): Mutation {
  const layer = pickFrom(random, layers)
  const table = layer === 'scmpBlock' ? scmpBlocks[130]! : tables[layer]
  const field = pickFrom(random, table.fields)
  const index = below(random, 8)
  const [change, value] = chooseChange(random, site, field.name, field.width)
  return { kind: 'field', layer, index, field: field.name, change, value }
}

function chooseChange(random: Random, site: Site, name: string, width: number): ['set' | 'add' | 'flip', number] {
  const known = knownValues(site)[name]
  if (known !== undefined && below(random, 3) !== 0) return ['set', pickFrom(random, known)]
  switch (below(random, 5)) {
    case 0:
      return ['set', 0]
    case 1:
      return ['set', 2 ** Math.min(width, 48) - 1]
    case 2:
      return ['add', pickFrom(random, [-2, -1, 1, 2])]
    case 3:
      return ['flip', 2 ** below(random, Math.min(width, 48))]
    default:
      return ['set', below(random, 2 ** Math.min(width, 32))]
  }
}

/** Values that mean something. */
function knownValues(site: Site): Readonly<Record<string, readonly number[]>> {
  const ifIds = [0, ...[...interfacesOf(site.as)].map(({ interface: i }) => i.ifId), 404]
  return {
    NextHdr: Object.values(protocols),
    PathType: [0, 1, 2, 3, 4],
    DT: [0, 1, 2],
    DL: [0, 3],
    ST: [0, 1, 2],
    SL: [0, 3],
    ConsIngress: ifIds,
    ConsEgress: ifIds,
    CurrINF: [0, 1, 2, 3],
    CurrHF: [0, 1, 2, 3, 4, 63],
    Seg0Len: [0, 1, 2, 3],
    Seg1Len: [0, 1, 2, 3],
    Seg2Len: [0, 1, 2, 3],
    Type: [0, 1, 4, 5, 127, 128, 129, 130, 131, 255],
    Code: [0, 1, 255],
    DstPort: site.hostPorts,
    Identifier: site.hostPorts,
  }
}
