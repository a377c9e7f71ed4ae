import { expect, test } from 'vitest'
import { isUrgent } from '#conformance/fuzz/judge/urgent.ts'
import { epochS } from '#test/router/network.ts'
import { buildInput, type Story } from '#test/router/story.ts'

const story: Story = {
  name: '',
  in: 131,
  from: '1-ff00:0:3,10.0.3.1',
  to: '1-ff00:0:1,10.0.0.1',
  path: ['along 0x111 (0,311):9 *(131,0)'],
  rule: '',
  out: '',
}
const ageMs = (ageS: number): number => (epochS + ageS) * 1000

test('a hop field near its last second, any of the path', () => {
  const urgentAt = (ageS: number): boolean => isUrgent(buildInput(story), ageMs(ageS))
  // ExpTime 0 lives 337.5 s, 9 lives 3375 s.
  expect([0, 331, 334, 340, 344, 3_000, 3_372, 3_378, 3_381].map(urgentAt)).toEqual([
    false,
    false,
    true,
    true,
    false,
    false,
    true,
    true,
    false,
  ])
})

test('EPIC packets and such with an end-to-end extension always', () => {
  expect(isUrgent(buildInput({ ...story, epic: {} }), ageMs(0))).toBe(true)
  expect(isUrgent(buildInput({ ...story, spi: 1, payload: 'traceroute request 1 2' }), ageMs(0))).toBe(true)
})

test('no other, and nothing that cannot be read', () => {
  const packet = buildInput(story)
  for (let length = 0; length < packet.length; length++) expect(isUrgent(packet.subarray(0, length), ageMs(338))).toBe(length >= 72)
})
