import { expect, test } from 'vitest'
import { describePacket, describePath } from '#conformance/fuzz/keep/describe.ts'
import { buildPacket, type PacketContext } from '#conformance/suite/packet.ts'
import { createHopMac } from '#crypto/mac.ts'
import { epochS, key, now } from '#test/router/network.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { toHex } from '#wire/bytes.ts'
import { pathAt, pathType, pathTypes } from '#wire/header.ts'
import { parsePath } from '#wire/path.ts'

const context: PacketContext = { mac: createHopMac(key), nowS: epochS + 1, nowNs: BigInt(epochS) * 1_000_000_000n + BigInt(now) }

test.each(allStories().map(s => [s.name, s] as const))('%s: said and built again it is the same packet', (_, story) => {
  const bytes = buildInput(story)
  const spec = describePacket(bytes, context)
  if (spec === undefined) return
  const again = buildPacket(spec, context)
  if (spec.epic === undefined) expect(toHex(again)).toBe(toHex(bytes))
  else expect(again).toHaveLength(bytes.length)
})

test('a path reads as the stories write it', () => {
  const path = ['against 0x111^1 (411,0) *(131,141)E (0,311):9']
  const bytes = buildInput({ name: '', in: 141, from: '1-ff00:0:4,10.0.4.1', to: '1-ff00:0:3,10.0.3.1', path, rule: '', out: '' })
  expect(pathType(bytes)).toBe(pathTypes.scion)
  expect(describePath(parsePath(bytes, pathAt(bytes)), { ...context, nowS: epochS })).toEqual(path)
  expect(describePath(parsePath(bytes, pathAt(bytes)), { ...context, nowS: epochS + 60 })).toEqual([
    'against 0x111^1 -60s (411,0) *(131,141)E (0,311):9',
  ])
})

test('what is no packet has no words', () => {
  expect(describePacket(new Uint8Array(40), context)).toBeUndefined()
  expect(describePacket(Uint8Array.of(1, 2, 3), context)).toBeUndefined()
})
