import { expect, test } from 'vitest'
import type { KeyClient, KeyName } from '#control/drkey/client.ts'
import { derivationOf } from '#crypto/drkey.ts'
import { type Epoch, epochAt, graceNs } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { type Authentication, createAuthenticator, type Judgement } from '#host/authentication.ts'
import { type Endpoint, emptyPath, type HostPacket, readPacket, writePacket } from '#host/packet.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { headerLength, protocols, srcHostAt } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'

const s = 1e9
const lengthS = 360
const clock = { epochS: 360 * 1_000_000 }
const out: Outbox = { send: () => undefined }
const alice: Endpoint = { isdAs: '1-1', host: parseHost('10.0.0.1') }
const bob: Endpoint = { isdAs: '1-2', host: parseHost('10.0.0.2') }

/** Every AS's keys, as if each had been fetched. */
const issuers = { '1-1': createIssuer(Uint8Array.of(1), lengthS), '1-2': createIssuer(Uint8Array.of(2), lengthS) }
function keyOf({ type, protocol, src, srcHost, dst, dstHost }: KeyName, epoch: Epoch): Bytes {
  const issuer = issuers[src as keyof typeof issuers]
  if (type === 'asHost') return issuer.asHost(protocol, dst, dstHost!, epoch)
  const { hostAs, hostHost } = derivationOf(protocol)
  return hostHost(hostAs(issuer.level1(protocol, dst, epoch), srcHost!), dstHost!)
}
const epochOf = (now: number): Epoch => epochAt(clock.epochS + Math.floor(now / s), lengthS)
const keys: KeyClient = {
  epochLengthS: lengthS,
  find: (name, epoch, now, o, done) => done({ key: keyOf(name, epoch), epoch }, now, o),
  findCurrent: (name, now, o, done) => done({ key: keyOf(name, epochOf(now)), epoch: epochOf(now) }, now, o),
}
const refusing: KeyClient = {
  epochLengthS: lengthS,
  find: (_name, _epoch, now, o, done) => done({ failed: 'refused' }, now, o),
  findCurrent: (_name, now, o, done) => done({ failed: 'timeout' }, now, o),
}

const parsed = (b: Bytes): HostPacket => {
  const p = readPacket(b)
  if (isMalformed(p)) throw new Error(p.malformed)
  return p
}

const echo = (kind: 'echoRequest' | 'echoReply'): Scmp => ({ kind, code: 0, identifier: 5, sequence: 6, data: Uint8Array.of(1, 2, 3, 4) })
const packet = (from: Endpoint, to: Endpoint, scmp: Scmp, authentication?: Authentication): Bytes =>
  writePacket(
    { source: from, destination: to, path: emptyPath, protocol: protocols.scmp, ...(authentication && { authentication }) },
    buildScmp(scmp),
  )

function requestOf(from: Endpoint, to: Endpoint, now: number): Authentication {
  let result: Authentication | undefined
  createAuthenticator(keys, from, clock).request(to, now, out, made => {
    if ('key' in made) result = made
  })
  return result!
}

function judged(b: Bytes, now: number, authenticator = createAuthenticator(keys, bob, clock)): Judgement {
  let result: Judgement | undefined
  authenticator.judge(parsed(b), now, out, judgement => {
    result = judgement
  })
  return result!
}

const now = 100 * s

test('a request of the other side is authentic, and so is the reply to it', () => {
  const request = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now))
  expect(judged(request, now)).toBe('authentic')
  createAuthenticator(keys, bob, clock).reply(alice, now, out, made => {
    const reply = packet(bob, alice, echo('echoReply'), made as Authentication)
    expect(judged(reply, now, createAuthenticator(keys, alice, clock))).toBe('authentic')
  })
  expect(judged(packet(alice, bob, echo('echoRequest')), now)).toBe('absent')
})

test('each flipped bit of what is authenticated is refused', () => {
  const good = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now))
  const judge = createAuthenticator(keys, bob, clock)
  const p = parsed(good)
  // The option's algorithm, its timestamp, MAC and message; flow in front. A reserved byte is not covered, the SPI chooses the key.
  const option = p.at - 28
  const bits = [...Array(8 * (good.length - option)).keys()]
    .map(i => 8 * option + i)
    .filter(b => (b >> 3) - option >= 6 || b >> 3 === option + 4)
  for (const bit of [...bits, 8, 20, 31]) {
    const flipped = { ...p, bytes: good.slice() }
    flipped.bytes[bit >> 3]! ^= 0x80 >> (bit & 7)
    judge.judge(flipped, now, out, judgement => expect(judgement, `bit ${bit}`).toMatchObject({ refused: expect.any(String) }))
  }
  const changed = good.slice()
  changed[changed.length - 1]! ^= 1
  judge.judge({ ...p, bytes: changed }, now, out, j => expect(j).toEqual({ refused: 'the packet authenticator is wrong' }))
})

test('another key, another host, another epoch: wrong', () => {
  const wrong = { refused: 'the packet authenticator is wrong' }
  const right = requestOf(alice, bob, now)
  const other: Endpoint = { ...alice, host: parseHost('10.0.0.9') }
  expect(judged(packet(other, bob, echo('echoRequest'), right), now)).toEqual(wrong)
  expect(judged(packet(alice, bob, echo('echoRequest'), { ...right, key: new Uint8Array(16) }), now)).toEqual(wrong)
  const next = requestOf(alice, bob, now + lengthS * s)
  expect(judged(packet(alice, bob, echo('echoRequest'), { ...next, timestampSn: right.timestampSn }), now)).toEqual(wrong)
})

test('a key serves one kind of message in one direction', () => {
  const other = { refused: 'the packet authenticator is of another key than such messages have' }
  const made = requestOf(alice, bob, now)
  expect(judged(packet(alice, bob, echo('echoReply'), made), now)).toEqual(other)
  expect(judged(packet(alice, bob, echo('echoRequest'), { ...made, spi: made.spi ^ 0x1_0000 }), now)).toEqual(other)
  expect(judged(packet(alice, bob, echo('echoRequest'), { ...made, spi: 0x20_0000 }), now)).toEqual(other)
})

test('what was seen before is refused', () => {
  const judge = createAuthenticator(keys, bob, clock)
  const request = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now))
  expect([judged(request, now, judge), judged(request, now + 1, judge)]).toEqual([
    'authentic',
    { refused: 'the packet authenticator was seen before' },
  ])
})

test('an epoch over ends with its grace period, what is old or from the future is refused', () => {
  const stale = { refused: 'the packet authenticator was not made just now' }
  const end = lengthS * s
  const late = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, end - 1))
  expect([end - 1, end, end + graceNs - 1].map(t => judged(late, t))).toEqual(['authentic', 'authentic', 'authentic'])
  expect(judged(late, end + graceNs)).toEqual(stale)
  const made = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now + 151 * s))
  expect(judged(made, now)).toEqual(stale)
  expect(judged(made, now + s)).toBe('authentic')
})

test('an error is of the AS and the address its router says', () => {
  const error: Scmp = { kind: 'destinationUnreachable', code: 0, quote: packet(bob, alice, echo('echoRequest')) }
  const key = keyOf({ type: 'asHost', protocol: 1, src: '1-1', srcHost: undefined, dst: '1-2', dstHost: bob.host }, epochOf(now))
  const authentication = { key, spi: 1, timestampSn: now }
  expect(judged(packet(alice, bob, error, authentication), now)).toBe('authentic')
  expect(judged(packet({ ...alice, isdAs: '1-2' }, bob, error, authentication), now)).toEqual({
    refused: 'the packet authenticator is wrong',
  })
  const good = packet(alice, bob, error, authentication)
  const moved = { ...parsed(good), bytes: good.slice() }
  moved.bytes[srcHostAt(good) + 3]! ^= 1
  createAuthenticator(keys, bob, clock).judge(moved, now, out, j => expect(j).toEqual({ refused: 'the packet authenticator is wrong' }))
})

test('without a key nothing is authentic and nothing can be made', () => {
  const request = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now))
  const judge = createAuthenticator(refusing, bob, clock)
  expect(judged(request, now, judge)).toEqual({ refused: 'the key of the packet authenticator cannot be had (refused)' })
  judge.request(alice, now, out, made => expect(made).toEqual({ failed: 'the control service has no DRKey for it (timeout)' }))
})

test('the extension stands where readers expect it', () => {
  const b = packet(alice, bob, echo('echoRequest'), requestOf(alice, bob, now))
  expect(parsed(b).endToEnd).toBe(headerLength(b))
  expect(parsed(b).at).toBe(headerLength(b) + 32)
  expect(parsed(b).authentic).toBe(false)
})
