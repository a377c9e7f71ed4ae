/** `hopproof prove`: an exhaustive attacker, within bounds, against the routers of a network. */
import { type Command, Option } from 'commander'
import { platformAes } from '#emulate/crypto/aes.ts'
import { propertyNames } from '#proofs/explorer/property.ts'
import { type Proof, prove } from '#proofs/explorer/prove.ts'
import { withGuardOff } from '#router/rules.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { toHex } from '#wire/bytes.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { hopTable } from '../explain/hop-table.ts'
import { emit, exits, type Format, formatOption, paint } from '../output.ts'
import { startProgress } from '../progress.ts'
import { readTopology, settle } from '../tools/tool-network.ts'
import { integer } from '../tools/tool-options.ts'
import { writeFound } from './found.ts'
import { beganAt, proveEach } from './guards.ts'

interface ProveFlags {
  readonly attacker: readonly string[]
  readonly leaked: readonly string[]
  readonly property?: string
  readonly guardOff?: string
  readonly maxHops: number
  readonly maxStates: number
  readonly seed: number
  readonly scenario?: string
  readonly pcap?: string
  readonly format: Format
}

const description = `look for a packet that breaks a property, among all that an attacker can make

The network is simulated until its segments are registered; then every packet is tried that a host or a router in an attacker's AS can send,
of up to three segments of --max-hops hop fields: any known hop field anywhere, any made with a leaked key, any with a MAC that is none. A
header field is chosen when a router reads it, so nothing is tried twice. "all" stands for all ASes.

Exit code 0: the property holds within the bounds; 1: a packet breaks it, and here it is; 2 on other errors.`

export function registerProve(program: Command): void {
  program
    .command('prove')
    .summary('can any packet, however made, break a property of the network?')
    .description(description)
    .argument('<topology>', 'a .topo file, a topology.json, or a folder of them')
    .option('--attacker <isd-as...>', 'ASes whose hosts and routers send what they like', [])
    .option('--leaked <isd-as...>', 'ASes whose forwarding keys the attacker knows', [])
    .option('--property <property>', `${propertyNames.join(', ')} (default: path-auth)`)
    .option('--guard-off <rule>', 'routers that refuse nothing by this rule: what does it protect? "each": of every rule in turn')
    .addOption(new Option('--max-hops <n>', 'hop fields of a segment').default(5).argParser(integer(2, 20)))
    .addOption(new Option('--max-states <n>', 'give up beyond').default(2_000_000).argParser(integer(1, 50_000_000)))
    .addOption(new Option('--seed <n>', 'another seed, other keys').default(1).argParser(integer(0, 0xffff_ffff)))
    .option('--scenario <file>', 'write the packet found as a scenario, for "sim run" and "emulate"')
    .option('--pcap <file>', 'write its way through the network as a capture (pcapng)')
    .addOption(formatOption())
    .action(run)
}

function run(topology: string, flags: ProveFlags): void {
  const network = createNetwork(readTopology(topology), { seed: flags.seed })
  const ases = (words: readonly string[]): IsdAs[] =>
    words.flatMap(word => (word === 'all' ? network.topology.ases.map(as => as.isdAs) : [parseIsdAs(word)]))
  const [attackers, leaked] = [ases(flags.attacker), ases(flags.leaked)]
  settle(network)
  if (flags.guardOff === 'each') {
    proveEach(network, { ...flags, attackers, leaked })
    return
  }
  const question = { property: flags.property ?? 'path-auth', attackers, leaked, ...bounds(flags) }
  const progress = startProgress()
  const began = performance.now()
  const proof = prove(network, { ...question, progress: (states, waiting) => progress.update(`${states} states, ${waiting} to look at`) })
  progress.end()
  const seconds = Math.round(performance.now() - began) / 1000
  const written = writtenOf(proof, network, topology, flags)
  emit(flags.format, { ...dataOf(proof, seconds), ...written }, () => [textOf(proof, seconds), ...writtenText(written)].join('\n\n'))
  if (proof.verdict !== 'holds') process.exitCode = exits.no
}

const bounds = ({ maxHops, maxStates, guardOff }: ProveFlags) => ({
  ...{ maxHops, maxStates, cipher: platformAes },
  ...(guardOff !== undefined && { rules: withGuardOff(guardOff) }),
})

interface Written {
  readonly written: readonly string[]
  /** Did the packet go the same way in the simulator? */
  readonly replayed?: boolean
}

function writtenOf(proof: Proof, network: Network, topology: string, { scenario, pcap, guardOff }: ProveFlags): Written | undefined {
  const files = [scenario, pcap].filter(file => file !== undefined)
  if (files.length === 0) return undefined
  const { packet, property } = proof
  if (packet === undefined) return { written: [] }
  const found = { network, topology, guardOff, note: `A packet that breaks ${property}: ${packet.broken}` }
  return { written: files, replayed: writeFound(packet, found, { ...(scenario && { scenario }), ...(pcap && { pcap }) }) }
}

function writtenText(written: Written | undefined): string[] {
  if (written === undefined) return []
  if (written.replayed === undefined) return ['nothing is written: there is no packet']
  const how = written.replayed ? 'it goes the same way in the simulator' : paint('red', 'it does NOT go this way in the simulator')
  return [`written: ${written.written.join(', ')}; ${how}`]
}

function dataOf({ packet, ...proof }: Proof, seconds: number): object {
  if (packet === undefined) return { ...proof, seconds }
  const { injection, bytes, broken, way } = packet
  return { ...proof, seconds, packet: { from: { isdAs: injection.isdAs, ifId: injection.ifId }, hex: toHex(bytes), broken, way } }
}

function textOf(proof: Proof, seconds: number): string {
  const { verdict, property, claim, segments, states, decisions, maxHops, packet, unconfirmed } = proof
  const effort = `${segments} segments known, ${states} states, ${decisions} decisions of routers, ${seconds} s; at most 3 segments of ${maxHops} hop fields`
  if (packet !== undefined)
    return [
      `${paint('red', 'a packet breaks')} ${property}: ${packet.broken}`,
      `sent by ${beganAt(packet)}:`,
      hopTable(packet.way),
      effort,
    ].join('\n\n')
  if (verdict === 'undecided')
    return `${property} is undecided: ${unconfirmed} packets seemed to break it, and did not when sent whole\n\n${effort}`
  return `${paint('green', 'holds')}: ${claim}\n\n${effort}`
}
