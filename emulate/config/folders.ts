/**
 * A network as configuration folders in the reference's layout, one an AS: what the reference's programs and ours are started from. Keys come
 * from the seed, and are those of a simulation with this seed: packets of one are good in the other.
 */
import { join } from 'node:path'
import { writeStaticInfo } from '#control/beacon/static-info-document.ts'
import { type HiddenPathsFile, writeHiddenPaths } from '#control/hidden/group-document.ts'
import { type Authority, createAuthority, testcryptoLives } from '#control/trust/authority.ts'
import type { Curve } from '#crypto/ecdsa.ts'
import { daemonPort } from '#host/daemon.ts'
import { masterSecret } from '#sim/network.ts'
import { seedBytes } from '#sim/random.ts'
import { staticInfoOf } from '#sim/static-info.ts'
import { writeAsTopology } from '#topology/json.ts'
import type { As, BfdSettings, Topology } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { formatIsdAs, type IsdAs } from '#wire/isdas.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'
import { reproducibleEcdsa } from '../crypto/ecdsa.ts'
import type { NewFile } from '../files/write-file.ts'
import { cryptoTree, folderOf } from './crypto-tree.ts'
import { controlToml, daemonToml, dispatcherToml, type ProgramPlace, routerToml } from './program-toml.ts'

export interface PkiOptions {
  readonly seed: number
  /** unix seconds when everything begins to be valid */
  readonly notBeforeS: number
  /** life of AS certificates, seconds; default 3 days */
  readonly asLifeS?: number
  readonly curve?: Curve
}

export interface FolderOptions extends PkiOptions {
  /** the folder of the network, as programs will name it: config_dir and databases are in it */
  readonly out: string
  /** AS folders lie in folders of their ISDs: needed where ISDs use the same AS number */
  readonly isdFolders?: boolean
  /** how often beacons are sent and segments registered; default 5 s */
  readonly intervalNs?: number
  readonly epic?: boolean
  /** of all routers; default: 3 packets of 200 ms */
  readonly bfd?: BfdSettings
  /** ASes announce delays and rates of their links, as the topology has them */
  readonly staticInfo?: boolean
  /** of the whole network; default: none */
  readonly hiddenPaths?: HiddenPathsFile
}

/** All trust material of the network. The same bytes for the same options. */
export const networkAuthority = (topology: Topology, { seed, notBeforeS, asLifeS = testcryptoLives.asS, curve }: PkiOptions): Authority =>
  createAuthority({
    ases: topology.ases,
    seed: name => seedBytes(seed, `PKI ${name}`),
    ecdsa: reproducibleEcdsa,
    ...(curve !== undefined && { curve }),
    notBeforeS,
    lives: { asS: asLifeS },
  })

/** keys/master0.key, which the simulation has too, and master1.key. */
export const networkSecret =
  (seed: number) =>
  (isdAs: IsdAs, index: 0 | 1): Bytes =>
    index === 0 ? masterSecret(seed, isdAs) : seedBytes(seed, `${isdAs} master key 1`).subarray(0, 16)

/** Where the files of the AS are, in `out`. */
export const asFolderIn = (isdAs: IsdAs, { out, isdFolders = false }: Pick<FolderOptions, 'out' | 'isdFolders'>): string =>
  join(out, folderOf(isdAs, { isdFolders }))

/** The files, with their paths in `out`: `writeNew` writes them. Throws `UserError`. */
export function networkFolders(topology: Topology, options: FolderOptions): NewFile[] {
  const authority = networkAuthority(topology, options)
  const { seed, isdFolders = false, out } = options
  const crypto = cryptoTree(authority, { isdFolders, masterSecret: networkSecret(seed) })
  const ports = createPorts()
  return [
    ...crypto.map(file => ({ ...file, path: join(out, file.path) })),
    ...topology.ases.flatMap(as => asFiles(as, authority.cas.has(as.isdAs), ports, options)),
    ...(options.staticInfo ? staticInfoFiles(topology, options) : []),
    ...(options.hiddenPaths === undefined ? [] : hiddenPathsFiles(topology, options.hiddenPaths, options)),
    ...networkFiles(topology, out),
  ]
}

/** TCP addresses next to a node's own: on each IP the port asked for, or the next that is free. */
type Ports = (ip: string, port: number) => string

function createPorts(): Ports {
  const taken = new Set<string>()
  return (ip, port) => {
    let at = port
    while (taken.has(joinHostPort(ip, at))) at++
    taken.add(joinHostPort(ip, at))
    return joinHostPort(ip, at)
  }
}

/** Of metrics and API. */
const routerPorts = [30442, 31142] as const
const controlPorts = [30452, 31152] as const
const daemonPorts = [30455, 30955] as const

function asFiles(as: As, isCa: boolean, ports: Ports, options: FolderOptions): NewFile[] {
  const folder = asFolderIn(as.isdAs, options)
  const { intervalNs = 5_000_000_000, epic = false, bfd } = options
  const hidden = options.hiddenPaths && { hiddenPathsFile: join(folder, hiddenPathsName) }
  const placeOf = (id: string, ip: string, [metrics, api]: readonly [number, number]): ProgramPlace => ({
    ...{ id, folder, metrics: ports(ip, metrics), api: ports(ip, api) },
  })
  const ipOf = (address: UnderlayAddress): string => parseUnderlay(address).ip
  const routers = as.routers.map(r => placeOf(r.id, ipOf(r.internalAddress), routerPorts))
  const services = as.controlServices.map(s => placeOf(s.id, ipOf(s.address), controlPorts))
  const daemonIp = daemonIpOf(as)
  const daemon = daemonIp && placeOf(daemonIdOf(as), daemonIp, daemonPorts)
  return [
    { path: join(folder, 'topology.json'), text: json(writeAsTopology(as)) },
    ...routers.map(place => ({ path: join(folder, `${place.id}.toml`), text: routerToml(place, bfd) })),
    ...services.map(place => ({ path: join(folder, `${place.id}.toml`), text: controlToml(place, { isCa, intervalNs, epic, ...hidden }) })),
    ...(daemon ? [{ path: join(folder, 'sd.toml'), text: daemonToml(daemon, ports(daemonIp, daemonPort), intervalNs) }] : []),
  ]
}

const json = (value: object): string => `${JSON.stringify(value, undefined, 2)}\n`

const staticInfoFiles = (topology: Topology, options: FolderOptions): NewFile[] =>
  [...staticInfoOf(topology)].map(([isdAs, info]) => ({
    path: join(asFolderIn(isdAs, options), 'staticInfoConfig.json'),
    text: json(writeStaticInfo(info)),
  }))

/** JSON is YAML, too. */
const hiddenPathsName = 'hidden-paths.yml'

const hiddenPathsFiles = ({ ases }: Topology, file: HiddenPathsFile, options: FolderOptions): NewFile[] =>
  ases.map(({ isdAs }) => ({ path: join(asFolderIn(isdAs, options), hiddenPathsName), text: json(writeHiddenPaths(file, isdAs)) }))

/** "sd1-ff00_0_110" */
const daemonIdOf = ({ isdAs }: As): string => `sd${formatIsdAs(isdAs, { prefixes: false, separator: '_' })}`

/** With the AS's first host; where none is known, with its control service. */
const daemonIpOf = ({ hosts, controlServices }: As): string | undefined =>
  hosts[0]?.address ?? (controlServices[0] && parseUnderlay(controlServices[0].address).ip)

/** What all ASes share where they run on one machine: the dispatcher, and where each AS's daemon is. */
function networkFiles({ ases }: Topology, out: string): NewFile[] {
  const services = ases.flatMap(as => [
    ...as.controlServices.slice(0, 1).map(s => [`${as.isdAs},CS`, s.address] as const),
    ...as.discoveryServices.slice(0, 1).map(s => [`${as.isdAs},DS`, s.address] as const),
  ])
  const daemons = Object.fromEntries(ases.map(as => [as.isdAs, daemonIpOf(as)]))
  return [
    { path: join(out, 'dispatcher', 'disp.toml'), text: dispatcherToml(Object.fromEntries(services)) },
    { path: join(out, 'sciond_addresses.json'), text: json(daemons) },
  ]
}
