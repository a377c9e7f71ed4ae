import { expect, test } from 'vitest'
import { buildAnswer } from '#conformance/suite/answer.ts'
import { buildPacket } from '#conformance/suite/packet.ts'
import { createHopMac } from '#crypto/mac.ts'
import { key, storyAs } from '#test/router/network.ts'
import { dumpLine } from '#wire/dump.ts'

const context = { mac: createHopMac(key), nowS: 1_800_000_000, nowNs: 1_800_000_000_250_000_000n }
const router = { as: storyAs, routerId: 'brA', scmpAuthentication: false }
const path = ['along 0x111 (0,311) *(131,141) (411,0)']
const back = ['against 0x111 (411,0) (131,141) *(0,311)']
const input = buildPacket({ path, payload: { scmp: { type: 130, id: 5, seq: 6 } } }, context)
const parts = { path: back, input, quoted: input, quoteLength: undefined }

test.each([
  [{ type: 4, code: 51, pointer: 'path.hop[1]' }, 'pointer 60'],
  [{ type: 4, code: 53, pointer: 'path.info[0]' }, 'pointer 40'],
  [{ type: 4, code: 34, pointer: 'address.DstISD' }, 'pointer 12'],
  [{ type: 4, code: 19, pointer: 7 }, 'pointer 7'],
  [{ type: 5, code: 0, ifId: 141 }, '1-ff00:0:1#141'],
  [{ type: 6, code: 0, ingress: 131, egress: 181 }, '1-ff00:0:1 from 131 to 181'],
  [{ type: 131, code: 0, ifId: 131 }, 'id 5 seq 6 1-ff00:0:1#131'],
  [{ type: 1, code: 0 }, 'noRouteToDestination (1/0)'],
])('%j', (answer, text) => {
  const line = dumpLine(buildAnswer({ ...parts, answer }, router, context))
  expect(line).toContain(text)
  expect(line).toContain('1-ff00:0:1,192.168.0.11 > 1-ff00:0:3,10.0.3.1 SCMP')
})

test('authenticated where the router does, or the case says', () => {
  const answer = { type: 4, code: 51, pointer: 0 }
  const plain = buildAnswer({ ...parts, answer }, router, context)
  const authenticated = buildAnswer({ ...parts, answer }, { ...router, scmpAuthentication: true }, context)
  expect(authenticated.length - plain.length).toBe(32)
  expect(buildAnswer({ ...parts, answer: { ...answer, authenticated: true } }, router, context)).toEqual(authenticated)
})

test('a quote that does not fit must be said', () => {
  const big = buildPacket({ path, payload: { udp: { src: 1, dst: 2, data: 2000 } } }, context)
  const answer = { type: 4, code: 51, pointer: 0 }
  expect(() => buildAnswer({ ...parts, quoted: big, answer }, router, context)).toThrow(/the SCMP message has \d+ bytes, at most 1232/)
  expect(buildAnswer({ ...parts, quoted: big, quoteLength: 1140, answer }, router, context).length).toBe(1232)
})
