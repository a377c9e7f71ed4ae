/** The hosts of an AS in a .topo file: a list of names, or names with their IP addresses (nothing = one is allocated). */

import { ipText, parseIp } from '#wire/ip.ts'
import { asText, complain, entriesOf, isList, isNothing, itemsOf, type Value } from './document.ts'
import type { HostPlan } from './plan.ts'

export const readHosts = (value: Value): HostPlan[] =>
  isList(value)
    ? itemsOf(value).map(item => ({ name: readName(item, asText(item)) }))
    : entriesOf(value).map(({ key, name, value: address }) => ({
        name: readName(key, name),
        ...(isNothing(address) ? {} : { address: readIp(address) }),
      }))

function readName(value: Value, name: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,62}$/.test(name)) return name
  throw complain(
    value,
    `"${name.slice(0, 80)}" is not a host name`,
    'expected at most 63 letters, digits, dots, - and _, a letter or digit first',
  )
}

function readIp(value: Value): string {
  const ip = parseIp(asText(value))
  if (ip !== undefined) return ipText(ip)
  throw complain(value, `"${asText(value)}" is not an IP address`, 'expected one like 10.0.0.7 or fd00::7')
}
