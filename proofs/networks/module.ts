/** A network as a TLA+ module: the constants of Router.tla and Paths.tla. */
import { interfacesOf, type Topology } from '#topology/model.ts'
import { type Authorised, authorise } from './segments.ts'

type Value = string | number | readonly Value[] | SetOf | { readonly [key: string]: Value }
interface SetOf {
  readonly '#set': readonly Value[]
}

const set = (values: readonly Value[]): SetOf => ({ '#set': values })
const isSet = (v: object): v is SetOf => '#set' in v

/** Arrays are sequences. */
function tla(v: Value): string {
  if (typeof v === 'string') return JSON.stringify(v)
  if (typeof v === 'number') return String(v)
  if (Array.isArray(v)) return `<<${v.map(tla).join(', ')}>>`
  if (isSet(v)) return `{${v['#set'].map(tla).join(', ')}}`
  return `[${Object.entries(v)
    .map(([key, value]) => `${key} |-> ${tla(value)}`)
    .join(', ')}]`
}

const interfaceRecords = (topology: Topology): Value[] => {
  const routerAt = new Map(
    topology.ases.flatMap(as => [...interfacesOf(as)].map(i => [`${as.isdAs}#${i.interface.ifId}`, i.router.id] as const)),
  )
  return topology.ases.flatMap(as =>
    [...interfacesOf(as)].map(({ router, interface: i }) => ({
      as: as.isdAs,
      id: i.ifId,
      router: router.id,
      type: i.linkType,
      neighbor: i.neighbor,
      far: i.neighborIfId!,
      farRouter: routerAt.get(`${i.neighbor}#${i.neighborIfId}`)!,
    })),
  )
}

const entry = <T extends Authorised['oneHops'][number]['entry']>({ as, in: inId, eg, exp, segId, tag }: T) => ({
  as,
  in: inId,
  eg,
  exp,
  segId: set(segId),
  tag,
})

const segmentRecords = ({ segments }: Authorised): Value[] =>
  segments.map(({ type, ts, hops }) => ({
    type,
    ts,
    hops: hops.map(h => ({ ...entry(h), peers: set(h.peers.map(q => ({ entry: entry(q.entry), peer: q.peer, peerIf: q.peerIf }))) })),
  }))

const oneHopRecords = ({ oneHops }: Authorised): Value[] =>
  oneHops.map(o => ({ ts: o.ts, entry: entry(o.entry), completed: entry(o.completed) }))

const definition = (name: string, values: readonly Value[]): string => `${name} == {\n  ${values.map(tla).join(',\n  ')}}`

/** The text of module `name`. */
export function networkModule(name: string, topology: Topology): string {
  const authorised = authorise(topology)
  const title = ` MODULE ${name} `
  const dashes = '-'.repeat(Math.max(4, Math.floor((78 - title.length) / 2)))
  return [
    `${dashes}${title}${dashes}`,
    `(* Generated from proofs/networks/${name}.topo by proofs/checks/generate.ts. ${topology.note ?? ''} *)`,
    'EXTENDS Integers',
    definition('TheInterfaces', interfaceRecords(topology)),
    definition('TheSegments', segmentRecords(authorised)),
    definition('TheOneHops', oneHopRecords(authorised)),
    `TheAses == ${tla(topology.ases.map(as => as.isdAs))}`,
    `TheTags == 1..${authorised.tags}`,
    '='.repeat(78),
    '',
  ].join('\n\n')
}
