/** Small networks that have beaconed, each once, and questions about them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { softwareAes } from '#crypto/aes.ts'
import { type GuardsProof, proveGuards, usualQuestions } from '#proofs/explorer/guards.ts'
import { createKnownHops, type KnownHops, registeredSegments } from '#proofs/explorer/known.ts'
import { type Proof, prove, type Question } from '#proofs/explorer/prove.ts'
import { createWorld, type World } from '#proofs/explorer/world.ts'
import { ruleSet, withGuardOff } from '#router/rules.ts'
import { createNetwork, type Network } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'

const networks = new Map<string, Network>()

/** Of examples/topologies/, after 30 s of beaconing. */
export function beaconed(name: string): Network {
  const file = join(root, 'examples', 'topologies', `${name}.topo`)
  const network = networks.get(name) ?? createNetwork(loadTopo(readFileSync(file, 'utf8'), file).topology, { seed: 1 })
  if (!networks.has(name)) network.run(30 * nsPerS)
  networks.set(name, network)
  return network
}

export function worldOf(name: string, rules = ruleSet): { readonly network: Network; readonly known: KnownHops; readonly world: World } {
  const network = beaconed(name)
  const known = createKnownHops(registeredSegments(network))
  const { topology, clock, keyOf } = network
  return { network, known, world: createWorld({ topology, clock, keyOf, known, cipher: softwareAes, rules }) }
}

export interface Asked extends Partial<Pick<Question, 'property' | 'maxHops' | 'maxStates'>> {
  readonly attackers?: readonly string[]
  readonly leaked?: readonly string[]
  readonly guardOff?: string
}

/** ASes by their last part: "111". */
export const as = (network: Network, text: string): IsdAs =>
  network.topology.ases.find(a => a.isdAs.endsWith(`:${text}`))?.isdAs ?? parseIsdAs(text)

export function ask(name: string, { attackers = [], leaked = [], guardOff, ...rest }: Asked): Proof {
  const network = beaconed(name)
  return prove(network, {
    ...{ property: 'path-auth', maxHops: 3, maxStates: 1_000_000, cipher: softwareAes, ...rest },
    ...{ attackers: attackers.map(text => as(network, text)), leaked: leaked.map(text => as(network, text)) },
    ...(guardOff !== undefined && { rules: withGuardOff(guardOff) }),
  })
}

/** Each guard off in turn, with secret keys and with all leaked. */
export function askEach(name: string, attackers: readonly string[], maxHops = 2): GuardsProof {
  const network = beaconed(name)
  const bounds = { attackers: attackers.map(text => as(network, text)), maxHops, maxStates: 1_000_000, cipher: softwareAes }
  return proveGuards(network, usualQuestions(network, []), bounds)
}
