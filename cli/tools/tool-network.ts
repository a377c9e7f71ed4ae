/**
 * The network that `ping`, `traceroute`, `paths` and `address` run in: simulated from a topology file, beaconed until no new paths come, and
 * standing still while no one uses it.
 */
import { statSync } from 'node:fs'
import type { ControlEvent } from '#control/events.ts'
import { type HiddenPathsFile, parseHiddenPaths, requireIn } from '#control/hidden/group-document.ts'
import type { SignerKind } from '#control/trust/signer.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { readInputText } from '#emulate/files/input.ts'
import type { Operation, Outcome } from '#host/operation.ts'
import { findLink } from '#sim/faults.ts'
import type { HostNode, Network } from '#sim/network.ts'
import { createNetwork } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { requireLegal } from '#topology/rules.ts'
import { nsPerS } from '#wire/actor.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { parseScionAddress, type ScionAddress } from '#wire/scion-address.ts'
import { warn } from '../output.ts'
import { startProgress } from '../progress.ts'
import { readNetwork } from '../topo/convert.ts'
import type { Start, ToolPlace } from './tool-place.ts'

export interface ToolNetworkOptions {
  /** topology file or folder */
  readonly topology?: string
  /** where the tool runs: a host's name, ISD-AS or ISD-AS,address */
  readonly from?: string
  /** address of the host, in the AS of `from` */
  readonly local?: string
  readonly seed: number
  /** interfaces "ISD-AS#IF" whose links are cut once beacons have come */
  readonly down: readonly string[]
  /** how control services sign; default: signatures are modelled */
  readonly signatures?: SignerKind
  /** a network with DRKeys, seconds of an epoch */
  readonly drkeyEpochS?: number
  /** control services announce EPIC authenticators */
  readonly epic?: boolean
  /** file of groups and who registers in them */
  readonly hiddenPaths?: string
  /** control services announce what is simulated: delays and rates; and where they are */
  readonly staticInfo?: boolean
  /** sees what control services do, from the start */
  readonly observeControl?: (event: ControlEvent) => void
}

export interface ToolNetwork {
  readonly network: Network
  readonly source: HostNode
}

/** The network, ready: its paths are known and cut links are noticed. Throws `UserError`. */
export function openNetwork(options: ToolNetworkOptions): ToolNetwork {
  const opened = openStill(options)
  const cuts = options.down.map(text => findLink(opened.network, text).index)
  settle(opened.network)
  for (const index of cuts) opened.network.setLink(index, false)
  if (cuts.length > 0) opened.network.run(opened.network.loop.now + noticeNs)
  return opened
}

/** The network at its start: no beacon has been sent. Throws `UserError`. */
export function openStill(options: ToolNetworkOptions): ToolNetwork {
  const topology = readTopology(options.topology)
  const { seed, drkeyEpochS, epic = false, staticInfo = false, signatures = 'modelled', hiddenPaths, observeControl } = options
  const network = createNetwork(topology, {
    ...{ seed, staticInfo, control: { epic }, trust: { signer: signatures, ecdsa: platformEcdsa } },
    ...(drkeyEpochS !== undefined && { drkeyEpochS }),
    ...(hiddenPaths !== undefined && { hiddenPaths: readGroups(hiddenPaths, topology) }),
    ...(observeControl && { observeControl }),
  })
  return { network, source: findSource(network, options) }
}

/** The file of a whole network. Throws `UserError`. */
export function readGroups(file: string, topology: Topology): HiddenPathsFile {
  const groups = parseHiddenPaths(readInputText(file), file)
  requireIn(topology, groups)
  return groups
}

/** Longer than the routers need to notice that a link is cut. */
const noticeNs = nsPerS

const topologyHint = 'name a topology: --topology FILE, or as in "ping examples/topologies/tiny.topo alice bob"'

/** Throws `UserError`. */
export function readTopology(file: string | undefined): Topology {
  if (file === undefined) throw new UserError('no topology', topologyHint)
  if (file.endsWith('.json') || statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    const topology = readNetwork(file, warn)
    requireLegal(topology)
    return topology
  }
  return loadTopo(readInputText(file), file).topology
}

function findSource(network: Network, { from, local }: ToolNetworkOptions): HostNode {
  if (from === undefined) throw new UserError('nothing says where to run', 'name a host or an AS: --isd-as 1-ff00:0:111')
  const [where, address = local] = from.split(',')
  const named = network.findHost(where!)
  const found = address === undefined ? named : network.hosts.find(h => h.as.isdAs === named?.as.isdAs && addressOf(h) === address)
  if (found === undefined)
    throw new UserError(`no host "${from}${local === undefined ? '' : `,${local}`}" in this network`, hostsHint(network))
  return found
}

/** IP text of a host of the network. */
export const addressOf = ({ as, host }: HostNode): string => as.hosts.find(h => h.name === host.name)!.address

/** "ISD-AS,address", or a host's name, or an ISD-AS, which is its first host. Throws `UserError`. */
export function findDestination(network: Network, text: string): ScionAddress {
  if (text.includes(',')) return parseScionAddress(text)
  const host = network.findHost(text)
  if (host === undefined) throw new UserError(`no host or AS "${text}" in this network`, hostsHint(network))
  return { isdAs: host.as.isdAs, host: addressOf(host) }
}

/** An ISD-AS, or the AS of a host by its name. Throws `UserError`. */
export const findDestinationAs = (network: Network, text: string): IsdAs => network.findHost(text)?.as.isdAs ?? parseIsdAs(text)

function hostsHint(network: Network): string {
  const hosts = network.hosts.slice(0, 8).map(h => `${h.host.name} (${h.as.isdAs},${addressOf(h)})`)
  return `hosts: ${hosts.join(', ')}${network.hosts.length > hosts.length ? ', ...' : ''}`
}

const settleStepNs = 5 * nsPerS
/** So many intervals without a new segment anywhere, and beacons have been everywhere. */
const quietSteps = 3
const settleLimitNs = 300 * nsPerS

/** Runs until the control services have no new segments for some beaconing intervals. */
export function settle(network: Network): void {
  const progress = startProgress()
  let known = 0
  for (let quiet = 0; quiet < quietSteps && network.loop.now < settleLimitNs; ) {
    network.run(network.loop.now + settleStepNs)
    const now = countSegments(network)
    quiet = now === known && now > 0 ? quiet + 1 : 0
    known = now
    progress.update(`beaconing: ${network.loop.now / nsPerS} s of virtual time, ${known} segments`)
  }
  progress.end()
}

function countSegments(network: Network): number {
  let count = 0
  for (const { service } of network.services)
    for (const store of [service.state.ups, service.state.cores, service.state.downs])
      for (const segments of store.byEnd.values()) count += segments.size
  return count
}

/** The simulated host as the place of a tool. Throws `UserError`. */
export function simulatedPlace(options: ToolNetworkOptions): ToolPlace {
  const tool = openNetwork(options)
  const { network } = tool
  return {
    finish: (start, interruptible = false) => (interruptible ? finishLive(tool, start) : Promise.resolve(finish(tool, start))),
    destination: text => findDestination(network, text),
    destinationAs: text => findDestinationAs(network, text),
    nowS: () => network.clock.epochS + network.loop.now / nsPerS,
    simulated: tool,
    close: () => {},
  }
}

const begin = <R>({ network, source }: ToolNetwork, start: Start<R>): Operation<R> =>
  network.onHost(source, (host, now, out) => start(host, () => {}, now, out))

/** Starts an operation on the tool's host and runs the network until it has ended. */
function finish<R>(tool: ToolNetwork, start: Start<R>): Outcome<R> {
  const { network } = tool
  const operation = begin(tool, start)
  while (operation.outcome === undefined) network.run(network.loop.now + 0.1 * nsPerS)
  return operation.outcome
}

/** The same at the pace of the wall clock; an interrupt at the keyboard stops the operation. */
async function finishLive<R>(tool: ToolNetwork, start: Start<R>): Promise<Outcome<R>> {
  const { network } = tool
  const operation = begin(tool, start)
  const virtualBegin = network.loop.now
  const wallBegin = Date.now()
  const stop = (): void => operation.stop(network.loop.now)
  process.once('SIGINT', stop).once('SIGTERM', stop)
  while (operation.outcome === undefined) {
    network.run(virtualBegin + (Date.now() - wallBegin) * 1e6)
    if (operation.outcome === undefined) await new Promise(resolve => setTimeout(resolve, 20))
  }
  process.off('SIGINT', stop).off('SIGTERM', stop)
  return operation.outcome
}
