/** What the stories do not tell of answers: sizes, reserved bits, ends of paths, other hosts. */
import { expect, test } from 'vitest'
import { buildError, buildTracerouteReply, pointerOf } from '#router/answer.ts'
import { decide } from '#router/decide.ts'
import { createPacket, loadPacket, type Packet } from '#router/packet.ts'
import type { Router } from '#router/router.ts'
import { type Bytes, getU16, toHex } from '#wire/bytes.ts'
import { checksumIsValid } from '#wire/checksum.ts'
import { dstHostType, headerLength, nextHeader, pathAt, payloadLength, protocols } from '#wire/header.ts'
import { currHf } from '#wire/path.ts'
import { createStoryRouter, now } from './network.ts'
import { buildInput, type Story } from './story.ts'

const base: Story = {
  name: 'base',
  in: 131,
  from: '1-ff00:0:3,10.0.3.1',
  to: '1-ff00:0:4,10.0.4.1',
  path: ['along 0x111 (0,311) *(131,141)! (411,0)'],
  rule: '',
  out: '',
}

/** The packet as the rules left it. */
function decided(router: Router, bytes: Bytes, port = 131): Packet {
  const link = router.linkOf(port, '192.168.0.51:30041')
  const p = createPacket(link)
  loadPacket(p, bytes, link, '', now)
  decide(p, router.state)
  return p
}

function errorTo(story: Partial<Story>, auth = false): Bytes {
  const router = createStoryRouter({ scmpAuthentication: auth })
  return buildError(decided(router, buildInput({ ...base, ...story })), router.state, 'macMismatch')!
}

test('a small packet is quoted whole, a large one cut to 1232 bytes in all, authenticated or not', () => {
  for (const auth of [false, true]) {
    const quoted = buildInput(base)
    const small = errorTo({}, auth)
    expect(toHex(small).endsWith(toHex(quoted))).toBe(true)
    const overhead = small.length - quoted.length
    for (const extra of [-1, 0, 1, 1000]) {
      const bytes = 1232 - overhead - (quoted.length - 18) + extra
      expect(errorTo({ payload: `udp 1>2 ${bytes}` }, auth).length).toBe(Math.min(1232, 1232 + extra))
    }
  }
})

test('lengths and checksum of every size are right', () => {
  for (let n = 0; n < 1300; n += 7) {
    const sent = errorTo({ payload: `udp 1>2 ${n}` }, n % 2 === 0)
    expect(payloadLength(sent)).toBe(sent.length - headerLength(sent))
    expect(nextHeader(sent)).toBe(n % 2 === 0 ? protocols.endToEnd : protocols.scmp)
    expect(checksumIsValid(sent, protocols.scmp, headerLength(sent) + (n % 2 === 0 ? 32 : 0))).toBe(true)
  }
})

test('the answer goes to the host as it stands in the packet, of whatever type', () => {
  const sent = errorTo({ from: '1-ff00:0:3,type 9 0102030405060708' })
  expect(dstHostType(sent)).toBe(9)
  expect(toHex(sent.subarray(28, 36))).toBe('0102030405060708')
})

test('to a host of no known type no authenticated answer is made', () => {
  const router = createStoryRouter()
  const p = decided(router, buildInput({ ...base, from: '1-ff00:0:3,type 9 0102030405060708' }))
  expect(buildError(p, router.state, 'macMismatch')).toBeUndefined()
})

test('the quote has no reserved bits in its meta header, as the reference writes it anew', () => {
  const sent = errorTo({ poke: { 37: 0xfc } })
  expect(toHex(sent).endsWith(toHex(buildInput(base)))).toBe(true)
})

test('at the first hop from outside there is no way back: no answer', () => {
  const router = createStoryRouter()
  const p = decided(router, buildInput({ ...base, path: ['along 0x111 *(131,141)! (411,0)'] }))
  expect(buildError(p, router.state, 'macMismatch')).toBeUndefined()
  expect(buildTracerouteReply(p, router.state, 131)).toBeUndefined()
})

test('a peering hop is stepped over without folding its MAC', () => {
  const answerOf = (path: readonly string[]): readonly number[] => {
    const sent = errorTo({ path })
    const at = pathAt(sent)
    return [currHf(sent, at), getU16(sent, at + 6), getU16(sent, at + 14)]
  }
  expect(answerOf(['against 0x111 (211,0)', 'along peer 0x222 *(131,151)! (511,0)'])).toEqual([2, 0x222, 0x111])
  // Here the way back goes along construction, where the MAC of any other hop is folded in.
  expect(answerOf(['against peer 0x111 (511,0) *(121,131)!', 'along 0x222 (211,0)'])).toEqual([2, 0x222, 0x111])
})

test('behind a cross-over the way back is at a peering link when the new segment says so', () => {
  // Crossed over from 141 to a segment that is marked Peer though the first is not: no step back over the crossing.
  const path = ['against 0x111^1 (411,0) *(0,141)', 'along peer 0x222 (0,404) (511,0)']
  const router = createStoryRouter()
  const p = decided(router, buildInput({ ...base, in: 141, path }), 141)
  expect(p.crossedOver).toBe(true)
  const sent = buildError(p, router.state, 'egressUnknown')!
  const at = pathAt(sent)
  expect([currHf(sent, at), getU16(sent, at + 6), getU16(sent, at + 14)]).toEqual([2, 0x222, 0x111])
})

test('where the Peer flag contradicts the segments there is no way back', () => {
  const path = ['against 0x111^1 (411,0) *(0,141)', 'along peer 0x222 (0,404) (511,0)', 'along 0x333 (0,1) (2,0)']
  const router = createStoryRouter()
  const p = decided(router, buildInput({ ...base, in: 141, path }), 141)
  expect(p.crossedOver).toBe(true)
  expect(buildError(p, router.state, 'egressUnknown')).toBeUndefined()
})

test("pointers, in bytes from the packet's start", () => {
  const router = createStoryRouter()
  const p = decided(router, buildInput(base))
  const pointers = (['none', 'dstIsdAs', 'srcIsdAs', 'currentInfo', 'currentHop'] as const).map(what => pointerOf(p, what))
  expect(pointers).toEqual([0, 12, 20, 40, 60])
  // In an EPIC packet the reference leaves out the 16 bytes before the SCION path.
  const epic = decided(router, buildInput({ ...base, epic: {} }))
  expect([pointerOf(epic, 'currentInfo'), pointerOf(epic, 'currentHop')]).toEqual([40, 60])
  expect([epic.info, epic.hop]).toEqual([56, 76])
})

test('a traceroute reply repeats identifier and sequence and names AS and interface', () => {
  const router = createStoryRouter({ scmpAuthentication: false })
  const p = decided(router, buildInput({ ...base, payload: 'traceroute request 567 129' }))
  const reply = buildTracerouteReply(p, router.state, 141)!
  expect(toHex(reply.subarray(headerLength(reply))).slice(8)).toBe('023700810001ff0000000001000000000000008d')
})
