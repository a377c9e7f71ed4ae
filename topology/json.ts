/**
 * topology.json, what one AS's routers, services and hosts are configured from (reference: private/topology). Files that follow its struct are
 * read; `sigs`, `ctrl_addr`, `test_dispatcher` and what we do not know are passed over, as there.
 */
import type { UnderlayAddress } from '#wire/actor.ts'
import { formatIsdAs, type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'
import { bfdKeys, readBfd, writeBfd } from './bfd.ts'
import { asInteger, asText, complain, entriesOf, itemsOf, parsed, parseText, type Value, wrapData } from './document.ts'
import { type Fields, fieldsOf } from './fields.ts'
import { type AsTopology, type BorderRouter, defaultMtu, type Interface, type LinkType, type PortRange, type Service } from './model.ts'
import { maxIfId } from './plan.ts'

/** `json`: the text of the file, or what JSON.parse made of it. Throws `UserError`, with line and column when it is a text. */
export function readAsTopology(json: unknown, file?: string): AsTopology {
  const whole = typeof json === 'string' ? parseText(json, file) : wrapData(json, file)
  const keys = ['isd_as', 'attributes', 'mtu', 'dispatched_ports', 'border_routers', 'control_service', 'discovery_service'] as const
  const fields = known(whole, keys)
  const attributes = fields.attributes === undefined ? [] : itemsOf(fields.attributes).map(asText)
  const ports = fields.dispatched_ports === undefined ? undefined : readPorts(fields.dispatched_ports)
  const topology: AsTopology = {
    isdAs: parsed(required(fields, 'isd_as', whole), parseIsdAs),
    core: attributes.includes('core'),
    mtu: fields.mtu === undefined ? defaultMtu : readMtu(fields.mtu),
    ...(ports === undefined ? {} : { dispatchedPorts: ports }),
    routers: recordOf(fields.border_routers, readRouter),
    controlServices: recordOf(fields.control_service, readService),
    discoveryServices: recordOf(fields.discovery_service, readService),
  }
  requireUniqueIfIds(topology, whole)
  return topology
}

/** The file's content; `writeAsTopology` of what `readAsTopology` gave means the same network. */
export function writeAsTopology(as: AsTopology): object {
  return {
    attributes: as.core ? ['core'] : [],
    isd_as: as.isdAs,
    mtu: as.mtu,
    test_dispatcher: true,
    dispatched_ports: writePorts(as.dispatchedPorts),
    control_service: Object.fromEntries(as.controlServices.map(s => [s.id, { addr: s.address }])),
    discovery_service: Object.fromEntries(as.discoveryServices.map(s => [s.id, { addr: s.address }])),
    border_routers: Object.fromEntries(as.routers.map(r => [r.id, writeRouter(r)])),
  }
}

/** "ASff00_0_110": where the reference's layout has the files of an AS. */
export const asFolder = (isdAs: IsdAs): string => {
  const file = formatIsdAs(isdAs, { prefixes: false, separator: '_' })
  return `AS${file.slice(file.indexOf('-') + 1)}`
}

const known = <K extends string>(value: Value, keys: readonly K[]): Fields<K> => fieldsOf(value, keys, [])

function required<K extends string>(fields: Fields<K>, key: K, whole: Value): Value {
  const value = fields[key]
  if (value === undefined) throw complain(whole, `"${key}" is missing`)
  return value
}

const recordOf = <T>(value: Value | undefined, read: (id: string, value: Value, key: Value) => T): T[] =>
  value === undefined ? [] : entriesOf(value).map(({ name, value: element, key }) => read(name, element, key))

const readMtu = (value: Value): number => asInteger(value, 1, 0xffff)

const readAddress = (value: Value): UnderlayAddress =>
  parsed(value, text => {
    const { ip, port } = parseUnderlay(text)
    return joinHostPort(ip, port)
  })

function readPorts(value: Value): PortRange | undefined {
  const text = asText(value)
  if (text === '' || text === '-') return undefined
  if (text === 'all') return { first: 1, last: 0xffff }
  const match = /^(\d{1,5})-(\d{1,5})$/.exec(text)
  const [first, last] = [Number(match?.[1]), Number(match?.[2])]
  if (first >= 1 && first <= last && last <= 0xffff) return { first, last }
  throw complain(value, `"${text}" is not a range of ports`, 'expected FIRST-LAST (from 1 to 65535), "all", or "-" for none')
}

const writePorts = (ports: PortRange | undefined): string => (ports === undefined ? '-' : `${ports.first}-${ports.last}`)

const readService = (id: string, value: Value): Service => ({ id, address: readAddress(required(known(value, ['addr']), 'addr', value)) })

function readRouter(id: string, value: Value): BorderRouter {
  const fields = known(value, ['internal_addr', 'interfaces'])
  return {
    id,
    internalAddress: readAddress(required(fields, 'internal_addr', value)),
    // A JavaScript object has lost the file's order of numeric keys: by id, text and object give the same.
    interfaces: recordOf(fields.interfaces, readInterface).sort((x, y) => x.ifId - y.ifId),
  }
}

const writeRouter = (router: BorderRouter): object => ({
  internal_addr: router.internalAddress,
  interfaces: Object.fromEntries(router.interfaces.map(i => [i.ifId, writeInterface(i)])),
})

function readInterface(id: string, value: Value, key: Value): Interface {
  const fields = known(value, ['underlay', 'isd_as', 'link_to', 'mtu', 'bfd', 'remote_interface_id'])
  const whole = required(fields, 'underlay', value)
  const underlay = known(whole, ['local', 'remote'])
  if (!/^\d{1,5}$/.test(id) || Number(id) < 1 || Number(id) > maxIfId)
    throw complain(key, `"${id}" is not an interface id from 1 to ${maxIfId}`)
  return {
    ifId: Number(id),
    linkType: readLinkType(required(fields, 'link_to', value)),
    neighbor: parsed(required(fields, 'isd_as', value), parseIsdAs),
    ...neighborIfId(fields.remote_interface_id),
    local: readAddress(required(underlay, 'local', whole)),
    remote: readAddress(required(underlay, 'remote', whole)),
    mtu: fields.mtu === undefined ? defaultMtu : readMtu(fields.mtu),
    ...(fields.bfd === undefined ? {} : { bfd: readBfd(known(fields.bfd, bfdKeys)) }),
  }
}

// 0 is how a file says that it does not know.
function neighborIfId(value: Value | undefined): { readonly neighborIfId?: number } {
  const id = value === undefined ? 0 : asInteger(value, 0, maxIfId)
  return id === 0 ? {} : { neighborIfId: id }
}

const writeInterface = (i: Interface): object => ({
  underlay: { local: i.local, remote: i.remote },
  isd_as: i.neighbor,
  link_to: i.linkType,
  mtu: i.mtu,
  ...(i.bfd === undefined ? {} : { bfd: writeBfd(i.bfd) }),
  // As the reference writes it: only peer entries of a beacon need the other end's id.
  ...(i.linkType === 'peer' && i.neighborIfId !== undefined ? { remote_interface_id: i.neighborIfId } : {}),
})

function readLinkType(value: Value): LinkType {
  const type = asText(value).toLowerCase()
  if (type === 'core' || type === 'parent' || type === 'child' || type === 'peer') return type
  throw complain(value, `"${asText(value)}" is not a kind of link`, 'expected core, parent, child or peer')
}

function requireUniqueIfIds(topology: AsTopology, whole: Value): void {
  const owners = new Map<number, string>()
  for (const router of topology.routers)
    for (const { ifId } of router.interfaces) {
      const other = owners.get(ifId)
      if (other !== undefined)
        throw complain(whole, `interface ${ifId} belongs to both ${other} and ${router.id}`, 'ids are unique in an AS')
      owners.set(ifId, router.id)
    }
}
