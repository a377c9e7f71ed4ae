/** How long guessing takes: an experiment with routers that look at the first few bits of a MAC only. */
import { storeBlock } from '#crypto/aes.ts'
import type { Router } from '#router/router.ts'
import { type RuleSet, ruleSet } from '#router/rules.ts'
import { getU16, setU16 } from '#wire/bytes.ts'
import { headerLength } from '#wire/header.ts'
import { macAt, macLength } from '#wire/path.ts'
import type { Measurement } from './entry.ts'
import { arrivingAt, echoOver, withHop } from './forge.ts'
import { as } from './network.ts'
import type { Workshop } from './workshop.ts'

/** The rules of a router whose MACs have so many bits, 1 to 16. */
export const shortMacRules = (bits: number): RuleSet => ({
  ...ruleSet,
  scion: ruleSet.scion.map(rule =>
    rule.name !== 'macIsValid'
      ? rule
      : {
          ...rule,
          apply(p, r) {
            const expected = getU16(storeBlock(p.blocks, p.block), 0)
            return (expected ^ getU16(p.bytes, macAt(p.hop))) >> (16 - bits) === 0 ? undefined : rule.apply(p, r)
          },
        },
  ),
})

/** hop fields guessed for each length */
const runs = 32

/** Guesses shop's hop field, one packet a guess, until the router delivers; many times over. */
export function withShortMac(w: Workshop, lengths: readonly number[]): Measurement[] {
  return lengths.map(bits => {
    const router = w.router(as.shop, 1, shortMacRules(bits))
    const tries = Array.from({ length: runs }, (_, run) => guess(w, router, bits, run)).reduce((sum, n) => sum + n, 0)
    return {
      what: `packets until a MAC of ${bits} bits was guessed, mean of ${runs}`,
      value: `${(tries / runs).toFixed(1)} (${(2 ** bits + 1) / 2} expected)`,
    }
  })
}

/** Each run is about another SegID, and so another MAC. */
function guess(w: Workshop, router: Router, bits: number, run: number): number {
  const path = arrivingAt(w.path(as.mallory, as.red, as.shop), 3)
  const infos = path.infos.with(1, { ...path.infos[1]!, segId: run })
  const packet = echoOver(w, 'mallory', 'shop', withHop({ ...path, infos }, 3, { mac: new Uint8Array(macLength) }))
  const mac = headerLength(packet) - macLength
  for (let tries = 1; ; tries++) {
    setU16(packet, mac, ((tries - 1) << (16 - bits)) & 0xffff)
    if (router.process(router.linkOf(1, ''), '', packet.slice(), w.nowNs).verdict.kind === 'deliver') return tries
  }
}
