import { describe, expect, test } from 'vitest'
import { buildSentinel, sentinelIn } from '#conformance/dut/sentinel.ts'
import { createHopMac } from '#crypto/mac.ts'
import { createStoryRouter, epochS, key, local, now } from '#test/router/network.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { internalPort } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { flowId, srcIsdAs } from '#wire/header.ts'

const mac = createHopMac(key)

function answers(port: number, from: string, bytes: Bytes): Bytes[] {
  const sent: Bytes[] = []
  createStoryRouter().on({ kind: 'datagram', port, from, bytes }, now, { send: (_, __, answer) => sent.push(answer) })
  return sent
}

describe('a sentinel is answered', () => {
  test.each([
    [131, '192.168.13.3:40000'],
    [internalPort, '192.168.0.12:30002'],
    [internalPort, '192.168.0.51:999'],
  ])('at %s from %s', (port, from) => {
    const [answer, ...others] = answers(port, from, buildSentinel(mac, { port, number: 7, nowS: epochS }))
    expect(others).toEqual([])
    expect([srcIsdAs(answer!), sentinelIn(answer!)]).toEqual([local, 7])
  })

  test('behind any packet, in the same flow', () => {
    for (const story of allStories()) {
      const behind = buildInput(story)
      const sentinel = buildSentinel(mac, { port: 131, number: 0xffff_fffe, nowS: epochS, behind })
      if (story.bytes === undefined && !story.from.includes('type')) expect(flowId(sentinel)).toBe(flowId(behind))
      expect(answers(131, '192.168.13.3:40000', sentinel).map(sentinelIn), story.name).toEqual([0xffff_fffe])
    }
  })
})

test('other packets are none', () => {
  for (const story of allStories()) expect(sentinelIn(buildInput(story))).toBe(-1)
  expect(sentinelIn(new TextEncoder().encode('...hopproof12'))).toBe(-1)
})
