/** The network's hosts, by name or ISD-AS, and what they are told to do. */
import type { As, Host, Topology } from '#topology/model.ts'
import { UserError } from '#wire/error.ts'
import { EnvironmentError } from '../environment.ts'
import type { Channel } from './channel.ts'
import { nodeNames } from './wiring.ts'

export interface NetHost {
  /** the node's */
  readonly name: string
  readonly as: As
  readonly host: Host
  /** SCION address as tools take it: "1-ff00:0:111,10.0.0.12" */
  readonly address: string
}

export interface Hosts {
  readonly all: readonly NetHost[]
  /** By name, or the first of an ISD-AS. Throws `UserError`. */
  find(name: string): NetHost
  /** What the command came to: words as `hopproof host --commands` takes them. Throws `EnvironmentError` with its complaint. */
  command(host: NetHost, words: readonly string[]): Promise<unknown>
}

export function hostsOf(topology: Topology, channelOf: (node: string) => Channel | undefined): Hosts {
  const nameOf = nodeNames(topology)
  const all = topology.ases.flatMap(as =>
    as.hosts.map((host): NetHost => ({ name: nameOf(as.isdAs, host.name), as, host, address: `${as.isdAs},${host.address}` })),
  )
  return {
    all,
    find(name) {
      const found = all.find(h => h.name === name || h.host.name === name) ?? all.find(h => h.as.isdAs === name)
      if (found !== undefined) return found
      throw new UserError(`there is no host "${name}"`, `known: ${all.slice(0, 8).map(h => h.name).join(', ')}${all.length > 8 ? ', ...' : ''}`) // biome-ignore format: one line
    },
    async command({ name }, words) {
      const channel = channelOf(name)
      if (channel === undefined) throw new EnvironmentError(`the host ${name} does not run`, `start ${name}`)
      return (await channel.request({ command: words })).result
    },
  }
}
