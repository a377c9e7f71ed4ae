import { expect, test } from 'vitest'
import { chooseExtensions, choosePayload, chooseSpao } from '#conformance/fuzz/make/choose/payload.ts'
import { buildPayload } from '#conformance/fuzz/make/payload.ts'
import { randomFromSeed } from '#topology/random.ts'
import { sites } from '../../mutant.ts'

const random = randomFromSeed(4)
const many = <T>(make: () => T): T[] => Array.from({ length: 2_000 }, make)

test('every kind, and lengths around what a router holds', () => {
  const payloads = many(() => choosePayload(random, sites[0]!, false))
  expect(new Set(payloads.map(p => p.kind))).toEqual(new Set(['udp', 'tcp', 'scmp', 'scmpError', 'raw']))
  const lengths = payloads.map(p => buildPayload(p).length)
  expect(Math.min(...lengths)).toBe(0)
  expect(Math.max(...lengths)).toBeGreaterThan(8_500)
  expect(Math.max(...lengths)).toBeLessThan(9_216)
})

test('a packet with an alert is a traceroute request', () => {
  for (const payload of many(() => choosePayload(random, sites[0]!, true))) expect(payload).toMatchObject({ kind: 'scmp', type: 130 })
})

test('extensions in the right order and in wrong ones; authenticators good and bad', () => {
  const orders = new Set(many(() => chooseExtensions(random)).map(e => e.map(({ kind }) => kind).join()))
  expect(orders).toEqual(new Set(['', 'hopByHop', 'endToEnd', 'hopByHop,endToEnd', 'endToEnd,hopByHop', 'hopByHop,hopByHop']))
  expect(new Set(many(() => chooseSpao(random)).map(s => s.good))).toEqual(new Set([true, false]))
})
