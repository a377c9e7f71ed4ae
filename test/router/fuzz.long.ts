/** A million packets and more: one verdict each, no exception, the same alone, again, in a batch and with the platform's AES; memory bounded. */
import { expect, test } from 'vitest'
import { platformAes } from '#emulate/crypto/aes.ts'
import { ruleSet } from '#router/rules.ts'
import { createChance, makeArrival } from './fuzz.ts'
import { createRouters, type Decision, decideAlone, hold, sameDecision } from './holds.ts'
import { exchanged, unseenPairs } from './rule-arrays.ts'

const packets = 1_200_000
const roundSize = 2_400

test(`${packets} packets`, () => {
  const decidedBy = new Map<string, number>()
  const count = ({ rule }: Decision): unknown => decidedBy.set(rule, (decidedBy.get(rule) ?? 0) + 1)
  const heapAfter: number[] = []
  for (let seed = 0; seed * roundSize < packets; seed++) {
    const chance = createChance(seed)
    const routers = createRouters(chance, platformAes)
    for (let left = roundSize; left > 0; ) {
      const size = Math.min(left, 1 + chance.below(64))
      hold(
        routers,
        Array.from({ length: size }, () => makeArrival(chance)),
        `seed ${seed}`,
      ).forEach(count)
      left -= size
    }
    heapAfter.push(process.memoryUsage().heapUsed)
  }
  expect([...decidedBy.values()].reduce((a, b) => a + b)).toBe(packets)
  // The generator reaches deep: every rule that can decide decides some packets.
  const silentRules = ['epicRoleFound', 'segIdFoldedAtIngress', 'crossOver', 'segIdFoldedAtEgress']
  const all = Object.values(ruleSet)
    .flat()
    .map(rule => rule.name)
  expect(all.filter(name => !silentRules.includes(name) && !decidedBy.has(name))).toEqual([])
  expect(Math.max(...heapAfter.slice(-20))).toBeLessThan(2 ** 20 * 600)
})

test.each(unseenPairs)('the order of %s is not seen by any packet', (first, second) => {
  const i = ruleSet.scion.findIndex(rule => rule.name === first)
  expect(ruleSet.scion[i + 1]!.name).toBe(second)
  const rules = exchanged('scion', i)
  for (let seed = 0; seed < 50; seed++) {
    const chance = createChance(seed)
    const { alone, again } = createRouters(chance, platformAes)
    for (let n = 0; n < 2_000; n++) {
      const arrival = makeArrival(chance)
      expect(sameDecision(decideAlone(alone, arrival), decideAlone(again, arrival, rules))).toBe(true)
    }
  }
})
