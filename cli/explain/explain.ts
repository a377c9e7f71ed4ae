/** `hopproof explain`: every field of a packet and every rule of the router it comes to, which one stops it and why. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { explainPacket } from '#router/explain/explanation.ts'
import { hopMacsOf } from '#router/explain/hops.ts'
import type { Knowledge } from '#router/explain/knowledge.ts'
import { createLocator, type Ingress, type Place, placeAtRouter, placeByPath } from '#router/explain/place.ts'
import { UserError } from '#wire/error.ts'
import { emit, exits, type Format, formatOption } from '../output.ts'
import { explanationData } from './data.ts'
import { type Input, readPackets, type SeenPacket } from './input.ts'
import { listPackets } from './list.ts'
import { loadNetwork } from './network.ts'
import { registerExplainPath } from './path.ts'
import { explanationText } from './text.ts'

export interface ExplainOptions {
  readonly topology: readonly string[]
  readonly key: readonly string[]
  readonly seed: number
  readonly at?: string
  readonly in?: string
  readonly time?: bigint
  readonly frame?: number
  readonly all?: boolean
  readonly limit: number
  readonly filter?: string
  readonly walk?: boolean
  readonly format: Format
}

/** What answers questions about packets: the network that is known and where packets were seen. */
export interface Explainer {
  explain(packet: SeenPacket): ReturnType<typeof explainPacket>
}

const more = (value: string, before: readonly string[] = []): string[] => [...before, value]

const examples = `
PACKET is hex, a file (pcapng, pcap, hex text, raw bytes) or - for stdin. A capture of several packets is listed; --frame picks one.

Examples:
  $ hopproof explain lab.pcap                                  list the SCION packets
  $ hopproof explain lab.pcap --frame 12 --topology gen        fields, path with every MAC, rules of the router that received it
  $ hopproof explain 00000001ca16... --topology net.topo --walk
  $ hopproof explain p.bin --topology br/topology.json --key 1-ff00:0:110=keys/master0.key --at br1-ff00_0_110-1 --in 2

Exit codes: 0 no rule stops it, 1 a rule does or a MAC is wrong, 2 usage or input error.
`

export function registerExplain(program: Command): void {
  const command = program.command('explain')
  command
    .description('every field of a packet, every hop of its path, every rule: which one stops it and why')
    .argument('<packet>', 'hex, a capture or file, or - for stdin')
    .addOption(
      new Option('--topology <path>', '.topo file, topology.json, or a folder of AS folders; repeatable')
        .argParser(more)
        .default([], 'none'),
    )
    .addOption(new Option('--key <as=key>', 'master key of an AS: base64 or its file; repeatable').argParser(more).default([], 'none'))
    .addOption(
      new Option('--seed <n>', 'the seed of the simulation whose keys the ASes of a .topo file have').argParser(parseSeed).default(1),
    )
    .option('--at <router>', 'the router that receives it (default: by the underlay addresses, else by the path)')
    .option('--in <link>', 'how it gets there: an interface id, "internal", or the id of a sibling router')
    .addOption(
      new Option('--time <when>', 'judge at this time: unix seconds or ISO 8601 (default: when it was captured)').argParser(parseTime),
    )
    .addOption(new Option('--frame <n>', 'explain this frame of the capture').argParser(parseCount))
    .addOption(new Option('--limit <n>', 'list at most this many packets').argParser(parseCount).default(40))
    .option('--all', 'list all packets')
    .option('--filter <text>', 'list packets whose line contains this text')
    .option('--walk', 'carry the packet on through the next routers')
    .addOption(formatOption())
    .addHelpText('after', examples)
    .action(runExplain)
  registerExplainPath(command)
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new InvalidArgumentError('Expected a whole number from 1.')
  return Number(text)
}

function parseSeed(text: string): number {
  if (!/^-?\d{1,15}$/.test(text)) throw new InvalidArgumentError('Expected a whole number.')
  return Number(text)
}

/** Unix nanoseconds. */
function parseTime(text: string): bigint {
  const seconds = /^(\d{1,10})(?:\.(\d{1,9}))?$/.exec(text)
  if (seconds !== null) return BigInt(seconds[1]!) * 1_000_000_000n + BigInt((seconds[2] ?? '').padEnd(9, '0'))
  const ms = Date.parse(text)
  if (Number.isNaN(ms) || ms < 0) throw new InvalidArgumentError('Expected unix seconds or a time like 2026-11-23T12:00:00Z.')
  return BigInt(ms) * 1_000_000n
}

function runExplain(argument: string, options: ExplainOptions): void {
  const known = loadNetwork({ topologies: options.topology, keys: options.key, seed: options.seed })
  const input = readPackets(argument, options.frame)
  const explainer = createExplainer(known, options)
  const picked = pickPacket(input, options)
  if (picked === undefined) listPackets(input, explainer, known, options)
  else showPacket(picked, input.name, explainer, options.format)
}

function showPacket(packet: SeenPacket, name: string, explainer: Explainer, format: Format): void {
  const explanation = explainer.explain(packet)
  emit(format, explanationData(explanation, packet), () => explanationText(explanation, packet, name))
  if (!explanation.passes) process.exitCode = exits.no
}

/** The one packet to explain; `undefined` where there are several. */
function pickPacket({ packets }: Input, options: ExplainOptions): SeenPacket | undefined {
  const isList = options.all === true || options.filter !== undefined
  return packets.length === 1 && !isList ? packets[0] : undefined
}

export function createExplainer(known: Knowledge, options: Pick<ExplainOptions, 'at' | 'in' | 'time' | 'walk'>): Explainer {
  const locate = createLocator(known)
  const macs = hopMacsOf(known)
  const at = options.at === undefined ? undefined : findRouter(known, options.at)
  const ingress = at === undefined ? rejectIn(options.in) : findIngress(at, options.in)
  const placeOf = (p: SeenPacket): Place => {
    if (at !== undefined) return placeAtRouter(p.bytes, known, at.as, at.routerId, ingress)
    const seen: Place = p.from === undefined || p.to === undefined ? { kind: 'unknown' } : locate(p.from, p.to)
    return seen.kind === 'unknown' ? placeByPath(p.bytes, known, macs) : seen
  }
  return {
    explain: p =>
      explainPacket({ bytes: p.bytes, known, macs, place: placeOf(p), unixNs: options.time ?? p.unixNs, walk: options.walk ?? false }),
  }
}

type RouterOfAs = Pick<Place & { readonly kind: 'router' }, 'as' | 'routerId'>

function findRouter(known: Knowledge, id: string): RouterOfAs {
  const all = [...known.ases.values()].flatMap(as => as.routers.map(r => ({ as, routerId: r.id })))
  const found = all.find(r => r.routerId === id)
  if (found !== undefined) return found
  const names = all.slice(0, 8).map(r => r.routerId)
  const hint =
    names.length === 0 ? 'tell its topology with --topology' : `known: ${names.join(', ')}${all.length > names.length ? ', ...' : ''}`
  throw new UserError(`--at: no router "${id}" in what is known`, hint)
}

function rejectIn(text: string | undefined): undefined {
  if (text !== undefined) throw new UserError('--in needs --at', 'name the router with --at')
}

function findIngress({ as, routerId }: RouterOfAs, text: string | undefined): Ingress | undefined {
  if (text === undefined) return undefined
  if (text === 'internal') return { kind: 'internal' }
  const own = as.routers.find(r => r.id === routerId)!
  if (own.interfaces.some(i => String(i.ifId) === text)) return { kind: 'external', ifId: Number(text) }
  if (as.routers.some(r => r.id === text && r !== own)) return { kind: 'sibling', routerId: text }
  const links = [...own.interfaces.map(i => i.ifId), 'internal', ...as.routers.filter(r => r !== own).map(r => r.id)]
  throw new UserError(`--in: router ${routerId} has no link "${text}"`, `it has ${links.slice(0, 12).join(', ')}`)
}
