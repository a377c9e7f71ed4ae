/**
 * A packet that was found, as a scenario: the same bytes in the same network, whose keys follow from the seed, at the same time. A router needs no
 * more to decide as it did, so nothing has to be beaconed again, and the network begins shortly before the packet is sent, whenever that is.
 */
import { formatDuration } from '#host/duration.ts'
import type { Network } from '#sim/network.ts'
import { decisionText } from '#sim/witness.ts'
import { nsPerS } from '#wire/actor.ts'
import { toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { FoundPacket } from './prove.ts'

export interface ScenarioOptions {
  readonly name: string
  readonly note: string
  /** YAML: name of the file, or the network itself */
  readonly topology: string
  readonly guardOff?: string | undefined
}

/** Real networks have begun by then; no beacon is under way. */
const warmupNs = 22 * nsPerS
/** The packet has come to its end. */
const durationNs = 2 * nsPerS

/** YAML; it expects the packet's way. Throws `UserError` where there is no host to send it. */
export function scenarioOf({ injection, bytes, now, way }: FoundPacket, network: Network, options: ScenarioOptions): string {
  const { topology, clock, seed } = network
  const { isdAs, ifId, place } = injection
  const sender =
    ifId === 0 ? `from: ${hostIn(network, isdAs)}, router: ${place.router.state.id}` : `link: ${JSON.stringify(`${isdAs}#${ifId}`)}`
  const lossless = topology.links
    .filter(({ shape }) => shape.loss > 0)
    .map(({ a }) => `  - shape: {link: ${JSON.stringify(`${a.isdAs}#${a.ifId}`)}, loss: 0}`)
  return `${[
    `name: ${options.name}`,
    `note: ${JSON.stringify(options.note)}`,
    `topology: ${options.topology}`,
    `seed: ${seed}`,
    `epoch: ${clock.epochS + Math.floor((now - warmupNs) / nsPerS)}`,
    `warmup: ${formatDuration(warmupNs + (now % nsPerS))}`,
    `duration: ${formatDuration(durationNs)}`,
    ...(options.guardOff === undefined ? [] : [`guardOff: ${options.guardOff}`]),
    'timeline:',
    ...lossless,
    '  - name: found',
    `    attack: {kind: packet, ${sender}, hex: ${toHex(bytes)}}`,
    'expect:',
    '  - attack:',
    '      of: found',
    '      way:',
    ...way.map(event => `        - ${JSON.stringify(decisionText(event))}`),
  ].join('\n')}\n`
}

function hostIn({ topology }: Network, isdAs: IsdAs): string {
  const host = topology.ases.find(as => as.isdAs === isdAs)?.hosts[0]
  if (host !== undefined) return host.name
  throw new UserError(`${isdAs} has no host that could send the packet`, `give it one: "${isdAs}": {hosts: [mallory]}`)
}
