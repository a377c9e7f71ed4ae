/** The routers of a network, with keys, for packets of the model; and what each decides about one. */
import { nsPerHalfSecond } from '#proofs/model/fields.ts'
import type { ModelArrival, ModelStep } from '#proofs/model/step.ts'
import type { RouterLink } from '#router/links.ts'
import { createRouter, type Router, type RouterObserver } from '#router/router.ts'
import type { RuleSet } from '#router/rules.ts'
import type { Verdict } from '#router/verdict.ts'
import { findAs } from '#topology/model.ts'
import { internalPort, type UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { packetBytes, type Writing } from './concrete.ts'
import type { ReplayNetwork } from './network.ts'
import { srcAddress } from './parts.ts'
import { placedMacs } from './placed.ts'
import { type Symbols, symbolsOf } from './symbols.ts'

/** A decision, as the router's observer sees it. */
export interface Decision {
  readonly verdict: Verdict
  readonly rule: string
  /** the packet as the rules left it */
  readonly left: Bytes
  readonly sent: Bytes | undefined
}

export interface World {
  readonly network: ReplayNetwork
  readonly symbols: Symbols
  writing(step: ModelStep): Writing
  /** Throws `UserError` for an arrival that this network has no place for. */
  decide(arrival: ModelArrival, bytes: Bytes): Decision
}

/** A host's socket in an AS: no router's, no service's. */
export const hostSocket: UnderlayAddress = `${srcAddress}:40001`

/** Deriving keys costs more than a thousand steps. */
const made = new WeakMap<ReplayNetwork, Map<number, Symbols>>()

function symbolsFor(network: ReplayNetwork, seed: number): Symbols {
  const bySeed = made.get(network) ?? new Map<number, Symbols>()
  made.set(network, bySeed)
  const symbols = bySeed.get(seed) ?? symbolsOf(network, seed)
  bySeed.set(seed, symbols)
  return symbols
}

/** `rules`: of weakened routers; `also` sees all they do. */
export function createWorld(network: ReplayNetwork, rules?: RuleSet, seed = 1, also?: RouterObserver): World {
  const symbols = symbolsFor(network, seed)
  const routers = new Map<string, Router>()
  let decision: Decision | undefined
  const observer: RouterObserver = {
    ...also,
    decided(router, packet, verdict, sent) {
      decision = { verdict, rule: packet.rule, left: packet.bytes, sent }
      also?.decided?.(router, packet, verdict, sent)
    },
  }
  const routerOf = (arrival: ModelArrival): Router => {
    const name = `${arrival.as} ${arrival.router}`
    const known = routers.get(name)
    if (known !== undefined) return known
    const as = findAs(network.topology, arrival.as)
    const key = symbols.key(arrival.as)
    if (key === undefined || !as?.routers.some(r => r.id === arrival.router))
      throw new UserError(`${network.name} has no router ${arrival.router} in ${arrival.as}`, 'is it a state of another topology?')
    const router = createRouter({
      as,
      id: arrival.router,
      key,
      clock: { epochS: symbols.epochS },
      random: () => 0,
      observer,
      ...(rules && { rules }),
    })
    takeDown(router, network)
    routers.set(name, router)
    return router
  }
  return {
    network,
    symbols,
    writing: step => ({ symbols, hvfOf: network.hvfOf, now: step.arrival.now, placed: placedMacs(step, network, symbols) }),
    decide(arrival, bytes) {
      const router = routerOf(arrival)
      const { link, from } = placeOf(router, arrival)
      router.process(link, from, bytes, arrival.now * nsPerHalfSecond)
      return decision!
    },
  }
}

function takeDown({ state }: Router, { downLinks, downSiblings }: ReplayNetwork): void {
  for (const link of state.links.external) link.up = !downLinks.some(d => d.as === state.isdAs && d.id === link.ifId)
  for (const link of state.links.siblings)
    link.up = !downSiblings.some(d => d.as === state.isdAs && d.router === state.id && d.sibling === link.routerId)
}

/** The link the packet comes in by, and the address it comes from. */
export function placeOf({ state, linkOf }: Router, arrival: ModelArrival): { readonly link: RouterLink; readonly from: UnderlayAddress } {
  const { links } = state
  if (arrival.in === 0 && arrival.from === '') return { link: links.internal, from: hostSocket }
  const link = arrival.in === 0 ? links.siblings.find(s => s.routerId === arrival.from) : links.byIfId[arrival.in]
  if (link?.kind === 'external') return { link: linkOf(arrival.in, link.remote), from: link.remote }
  if (link?.kind === 'sibling' && arrival.in === 0) return { link: linkOf(internalPort, link.address), from: link.address }
  const what = arrival.in === 0 ? `sibling ${arrival.from}` : `interface ${arrival.in}`
  throw new UserError(`router ${state.id} of ${state.isdAs} has no ${what}`, 'is it a state of another topology?')
}

/** The bytes of the packet that arrives in a step. */
export const arrivingBytes = (world: World, step: ModelStep): Bytes => packetBytes(step.packet, world.writing(step))
