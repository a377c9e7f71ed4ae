/**
 * Reads .topo files (YAML): those of the reference's generator, and our superset. A network that can be read may still be illegal: see rules.ts.
 *
 *   ASes:  {"1-ff00:0:110": {core, voting, authoritative, issuing, cert_issuer, mtu, underlay, hosts, internal_delay, note}}
 *   links: [{a: "1-ff00:0:110-TAG#1", b: "1-ff00:0:111", linkAtoB: CORE|CHILD|PEER, mtu, bw, underlay, delay, jitter, loss, queue, note}]
 *   name, note, defaults: {mtu, underlay, subnet, internal_delay, bw, delay, jitter, loss, queue}
 */
import { type Place, UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { buildTopology } from './build.ts'
import { asBoolean, asInteger, asText, complain, entriesOf, itemsOf, parsed, parseText, placeOf, type Value } from './document.ts'
import { type Fields, fieldsOf } from './fields.ts'
import type { Finding } from './finding.ts'
import { readHosts } from './hosts.ts'
import { defaultMtu, defaultShape, type Link, type LinkShape, type Topology } from './model.ts'
import { type AsPlan, defaultInternalDelayNs, defaultQueuePackets, type EndPlan, type LinkPlan, maxIfId, type Plan } from './plan.ts'
import { parseDurationNs, parseProbability, parseRateBps } from './quantity.ts'

/** Where the parts of a network stand in its file. */
export interface Places {
  readonly ases: ReadonlyMap<IsdAs, Place>
  /** by `Link.index` */
  readonly links: readonly Place[]
}

export interface TopoFile {
  readonly topology: Topology
  readonly warnings: readonly Finding[]
  readonly places: Places
}

interface Defaults {
  readonly mtu: number
  readonly underlay: 'ipv4' | 'ipv6'
  readonly internalDelayNs: number
  readonly shape: LinkShape
  readonly subnet?: string
}

const shapeKeys = ['bw', 'delay', 'jitter', 'loss', 'queue'] as const
const topKeys = ['ASes', 'links', 'defaults', 'name', 'note'] as const
const defaultKeys = ['mtu', 'underlay', 'subnet', 'internal_delay', ...shapeKeys] as const
const flagKeys = ['core', 'voting', 'authoritative', 'issuing'] as const
// control_servers: the reference reads it and then writes one server whatever it says.
const asKeys = [...flagKeys, 'cert_issuer', 'mtu', 'underlay', 'control_servers', 'hosts', 'internal_delay', 'note'] as const
const linkKeys = ['a', 'b', 'linkAtoB', 'mtu', 'underlay', 'note', ...shapeKeys] as const

/** `file` names the text in messages, and the network when the text does not. Throws `UserError` with place and hint. */
export const readTopo = (text: string, file?: string): TopoFile => readTopoValue(parseText(text, file), file)

/** A network inside another document; else as `readTopo`. */
export function readTopoValue(document: Value, file?: string): TopoFile {
  const warnings: Finding[] = []
  const top = fieldsOf(document, topKeys, warnings)
  const defaults = readDefaults(top, warnings)
  const asEntries = entriesOf(required(top, 'ASes', document))
  const places = new Map<IsdAs, Place>()
  const ases = asEntries.map(({ key, value }) => {
    const isdAs = readIsdAs(key)
    if (places.has(isdAs)) throw complain(key, `AS ${isdAs} is there twice`, 'its two spellings mean the same AS')
    places.set(isdAs, placeOf(key))
    return readAs(isdAs, value, defaults, warnings)
  })
  if (ases.length === 0) throw complain(document, 'has no ASes', 'ASes: {"1-ff00:0:110": {core: true}}')
  const linkItems = top.links === undefined ? [] : itemsOf(top.links)
  const links = linkItems.map(item => readLink(item, defaults, places, warnings))
  const topology = buildAt(document, { ...readNames(top, file), ...pick('subnet', defaults.subnet), ases, links })
  return { topology, warnings, places: { ases: places, links: linkItems.map(placeOf) } }
}

/** What only shows when addresses and ids are assigned has no place but the file. */
function buildAt(document: Value, plan: Plan): Topology {
  try {
    return buildTopology(plan)
  } catch (error) {
    if (error instanceof UserError) throw complain(document, error.message, error.hint)
    throw error
  }
}

const pick = <K extends string, T>(key: K, value: T | undefined): { readonly [P in K]?: T } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]: T })

function required<K extends string>(fields: Fields<K>, key: K, whole: Value): Value {
  const value = fields[key]
  if (value === undefined) throw complain(whole, `"${key}" is missing`)
  return value
}

function readNames(top: Fields<'name' | 'note'>, file: string | undefined): { readonly name: string; readonly note?: string } {
  const name = optional(top.name, asText) ?? file?.replace(/^.*[/\\]/, '').replace(/\.[a-z]+$/, '') ?? 'network'
  return { name, ...readNote(top) }
}

const readNote = (fields: Fields<'note'>) => pick('note', optional(fields.note, asText))

const optional = <T>(value: Value | undefined, read: (value: Value) => T): T | undefined => (value === undefined ? undefined : read(value))

function readDefaults(top: Fields<'defaults'>, warnings: Finding[]): Defaults {
  const builtIn: Defaults = { mtu: defaultMtu, underlay: 'ipv4', internalDelayNs: defaultInternalDelayNs, shape: defaultShape }
  const value = top.defaults
  if (value === undefined) return builtIn
  const fields = fieldsOf(value, defaultKeys, warnings)
  return {
    mtu: optional(fields.mtu, readMtu) ?? builtIn.mtu,
    underlay: optional(fields.underlay, readUnderlay) ?? builtIn.underlay,
    internalDelayNs: optional(fields.internal_delay, readDuration) ?? builtIn.internalDelayNs,
    shape: readShape(fields, builtIn.shape, warnings),
    ...pick('subnet', optional(fields.subnet, asText)),
  }
}

function readAs(isdAs: IsdAs, value: Value, defaults: Defaults, warnings: Finding[]): AsPlan {
  const fields = fieldsOf(value, asKeys, warnings)
  const flag = (key: (typeof flagKeys)[number]): boolean => optional(fields[key], asBoolean) ?? false
  return {
    isdAs,
    core: flag('core'),
    voting: flag('voting'),
    authoritative: flag('authoritative'),
    issuing: flag('issuing'),
    ...pick('certIssuer', optional(fields.cert_issuer, readIsdAs)),
    mtu: optional(fields.mtu, readMtu) ?? defaults.mtu,
    underlay: optional(fields.underlay, readUnderlay) ?? defaults.underlay,
    hosts: optional(fields.hosts, readHosts) ?? [],
    internalDelayNs: optional(fields.internal_delay, readDuration) ?? defaults.internalDelayNs,
    ...readNote(fields),
  }
}

function readLink(item: Value, defaults: Defaults, ases: ReadonlyMap<IsdAs, Place>, warnings: Finding[]): LinkPlan {
  const fields = fieldsOf(item, linkKeys, warnings)
  return {
    type: readLinkType(required(fields, 'linkAtoB', item)),
    a: readEnd(required(fields, 'a', item), ases),
    b: readEnd(required(fields, 'b', item), ases),
    mtu: optional(fields.mtu, readMtu) ?? defaults.mtu,
    underlay: optional(fields.underlay, readUnderlay) ?? defaults.underlay,
    shape: readShape(fields, defaults.shape, warnings),
    ...readNote(fields),
  }
}

function readLinkType(value: Value): Link['type'] {
  const type = asText(value).toLowerCase()
  if (type === 'core' || type === 'child' || type === 'peer') return type
  if (type === 'parent') throw complain(value, 'a link is written from the provider to its customer', 'exchange a and b and say CHILD')
  throw complain(value, `"${asText(value)}" is not a kind of link`, 'expected CORE, CHILD (a is the provider of b) or PEER')
}

/** "1-ff00:0:110", with "-TAG" for a shared border router and "#1" for the interface id. */
function readEnd(value: Value, ases: ReadonlyMap<IsdAs, Place>): EndPlan {
  const match = /^(\d+-[^-#]+)(?:-([^-#]+))?(?:#(\d+))?$/.exec(asText(value))
  if (match === null)
    throw complain(value, `"${asText(value)}" is not a link end`, 'expected ISD-AS, perhaps -TAG, perhaps #INTERFACE: 1-ff00:0:110-A#3')
  const isdAs = parsed(value, () => parseIsdAs(match[1]!))
  if (!ases.has(isdAs)) throw complain(value, `AS ${isdAs} is not among the ASes`, 'add it to ASes or correct the link')
  const ifId = match[3] === undefined ? undefined : Number(match[3])
  if (ifId !== undefined && (ifId < 1 || ifId > maxIfId)) throw complain(value, `interface id ${match[3]} is not in 1..${maxIfId}`)
  return { isdAs, ...pick('tag', match[2]), ...pick('ifId', ifId) }
}

function readShape(fields: Fields<(typeof shapeKeys)[number]>, base: LinkShape, warnings: Finding[]): LinkShape {
  const rateBps = optional(fields.bw, v => parsed(v, parseRateBps)) ?? base.rateBps
  const queue = fields.queue
  const queuePackets = optional(queue, v => asInteger(v, 1, 1_000_000)) ?? base.queuePackets
  if (queue !== undefined && rateBps === Infinity)
    warnings.push({ rule: 'queueNeedsRate', severity: 'warning', text: `${queue.path} has no effect without bw`, place: placeOf(queue) })
  return {
    delayNs: optional(fields.delay, readDuration) ?? base.delayNs,
    jitterNs: optional(fields.jitter, readDuration) ?? base.jitterNs,
    loss: optional(fields.loss, v => parsed(v, parseProbability)) ?? base.loss,
    rateBps,
    queuePackets: rateBps === Infinity ? Infinity : queuePackets === Infinity ? defaultQueuePackets : queuePackets,
  }
}

const readIsdAs = (value: Value): IsdAs => parsed(value, parseIsdAs)
const readDuration = (value: Value): number => parsed(value, parseDurationNs)
const readMtu = (value: Value): number => asInteger(value, 1, 0xffff)

function readUnderlay(value: Value): 'ipv4' | 'ipv6' {
  const text = asText(value).toLowerCase()
  if (text === 'udp/ipv4') return 'ipv4'
  if (text === 'udp/ipv6') return 'ipv6'
  throw complain(value, `"${asText(value)}" is not an underlay`, 'expected UDP/IPv4 or UDP/IPv6')
}
