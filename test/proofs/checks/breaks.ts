/** Routers broken in five ways, and packets that show each: given as bytes, so that it does not matter what else a broken network cannot do. */
import type { Path } from '#control/path/path.ts'
import { type RuleSet, ruleSet, withoutRule } from '#router/rules.ts'
import type { PacketPlan } from '#sim/attackers.ts'
import { craftAttack } from '#sim/crafting.ts'
import { type Network, requireHost } from '#sim/network.ts'
import { exchanged } from '#test/router/rule-arrays.ts'
import { pathsBetween } from '#test/sim/examples.ts'
import { toHex } from '#wire/bytes.ts'
import { pathAt } from '#wire/header.ts'
import { numHops, numInf, setCurrent } from '#wire/path.ts'
import { alteredRules } from './altered-rules.ts'

const foldedAt = ruleSet.scion.findIndex(rule => rule.name === 'segIdFoldedAtIngress')

/** Each with what an objection says of it: fields of the decision, and what they should have been. */
export const breaks: Readonly<Record<string, readonly [rules: RuleSet, objection: RegExp]>> = {
  'two rules in the other order': [exchanged('scion', foldedAt), /verdict "answer", the model: "(forward|handOver)"; rule "macIsValid", /],
  'the pointer off by one': [alteredRules['CurrINF stays behind at a crossing']!, /packet.currInf 0, the model: 1/],
  'the SegID folded at the wrong side': [
    alteredRules['the SegID is folded when a packet is handed over']!,
    /br\S+: packet\.infos\[\d\]\.segId [0-9a-f]{4}, the model: [0-9a-f]{4}$/,
  ],
  'no check of the sibling a packet comes from': [withoutRule('transitFromSibling'), /reason "\w+", the model: "transitSource"/],
  'expiry off by one': [
    alteredRules['a hop field lives a unit too long']!,
    /verdict "(forward|handOver)", the model: "answer"; .*reason "", the model: "hopExpired"/,
  ],
}

/** Over the core, with a crossing and hand-overs; over hop fields that have just ended; at its last hop, as if a sibling had sent it. */
export function shotsOf(network: Network): PacketPlan[] {
  const [alice, bob] = [requireHost(network, 'alice'), requireHost(network, 'bob')]
  const overTheCore = (path: Path): boolean => path.interfaces.some(i => i.isdAs === '1-ff00:0:120')
  const craft = (kind: 'inject' | 'expiredHop', from: typeof alice, to: typeof bob) => {
    const paths = pathsBetween(network, from.host.name, to.host.name).filter(overTheCore)
    const route = { as: from.as, source: from.host.endpoint, destination: to.host.endpoint, ownPaths: true }
    const nowS = Math.ceil(network.clock.epochS + network.loop.now / 1e9)
    const workshop = { path: paths[0]!, paths, nowS, keyOf: network.keyOf }
    const { nextHop, packet } = craftAttack({ kind, from: from.host.name, to: to.host.name }, route, workshop)
    return { bytes: packet(1), router: from.as.routers.find(r => r.internalAddress === nextHop)!.id }
  }
  const shot = ({ bytes, router }: ReturnType<typeof craft>): PacketPlan => ({ kind: 'packet', hex: toHex(bytes), from: 'alice', router })
  const back = craft('inject', bob, alice).bytes
  setCurrent(back, pathAt(back), numInf(back, pathAt(back)) - 1, numHops(back, pathAt(back)) - 1)
  return [shot(craft('inject', alice, bob)), shot(craft('expiredHop', alice, bob)), { kind: 'packet', hex: toHex(back), from: 'alice' }]
}
