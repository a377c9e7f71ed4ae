import fc from 'fast-check'
import { expect, test } from 'vitest'
import { platformAes } from '#emulate/crypto/aes.ts'
import { parser } from '#router/packet.ts'
import { createChance, makeArrival } from './fuzz.ts'
import { createRouters, hold } from './holds.ts'
import { createStoryRouter, now } from './network.ts'

test('any packet: one verdict, no exception, the same alone and in a batch, with either AES', () => {
  const kinds = new Set<string>()
  const property = fc.property(fc.integer(), seed => {
    const chance = createChance(seed)
    const routers = createRouters(chance, platformAes)
    const decisions = hold(
      routers,
      Array.from({ length: 32 }, () => makeArrival(chance)),
      `seed ${seed}`,
    )
    for (const d of decisions) kinds.add(d.verdict.kind)
  })
  fc.assert(property, { numRuns: 200 })
  expect([...kinds].sort()).toEqual(['answer', 'bfd', 'deliver', 'drop', 'forward', 'handOver'])
})

test('any byte string', () => {
  const routers = createRouters(createChance(1), platformAes)
  const property = fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0, 121, 131), (bytes, port) => {
    hold(routers, [{ bytes, port, from: '192.168.0.51:30041' }], 'bytes')
  })
  fc.assert(property, { numRuns: 500 })
})

test('what is no packet is refused by the parser; evidence names it so', () => {
  let rule = ''
  const router = createStoryRouter({
    observer: {
      decided(_, packet) {
        rule = packet.rule
      },
    },
  })
  router.process(router.state.links.internal, '', new Uint8Array(20), now)
  expect(rule).toBe(parser)
})
