import { expect, test } from 'vitest'
import { parser } from '#proofs/gallery/parser.ts'
import { createStoryRouter, now } from '#test/router/network.ts'

test('evidence names it so', () => {
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
