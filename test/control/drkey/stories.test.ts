/** Level-1 keys between ASes that really sign: what an eavesdropper sees, and what becomes of forged, replayed and expired questions. */
import { expect, test } from 'vitest'
import { createCertifiedGuard } from '#control/drkey/certified.ts'
import { encodeHostKeyRequest, encodeLevel1Request } from '#control/drkey/messages.ts'
import { type Frame, parseFrames } from '#control/transport/frame.ts'
import { buildControlPacket, type ControlPacket, endpointAt, parseControlPacket } from '#control/transport/packet.ts'
import type { Signer } from '#control/trust/signer.ts'
import { createTrustState } from '#control/trust/state.ts'
import { createTrustStore } from '#control/trust/store.ts'
import { epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { type Bytes, isMalformed, toHex } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { answerTo, question } from '../messages.ts'
import { buildAses, clock, createNetwork, type Network, parseLinks, seededRandom } from '../network.ts'
import { authorityFor, during, trustConfig } from '../trust/authority.ts'
import { type StoryOptions, sixAses, story } from '../trust/story.ts'

const epochS = 3600
const secretOf = (isdAs: IsdAs): Bytes => new TextEncoder().encode(`secret of ${isdAs}`)
const issuers = new Map<IsdAs, ReturnType<typeof createIssuer>>()
const drkey = (isdAs: IsdAs) => {
  const issuer = issuers.get(isdAs) ?? createIssuer(secretOf(isdAs), epochS)
  issuers.set(isdAs, issuer)
  return { issuer, secret: secretOf(isdAs) }
}
const start = (options: StoryOptions = {}) => {
  const s = story(sixAses, { drkey, ...options })
  s.network.run(20)
  return s
}

interface Heard {
  readonly packet: ControlPacket
  readonly frame: Frame
  readonly bytes: Bytes
  readonly to: string
}

/** Every control message on every link, from now on. */
function overhear(network: Network): Heard[] {
  const heard: Heard[] = []
  network.deliver = (bytes, to) => {
    const packet = parseControlPacket(bytes)
    const frames = isMalformed(packet) ? packet : parseFrames(packet.data)
    if (!isMalformed(packet) && !isMalformed(frames)) for (const frame of frames) heard.push({ packet, frame, bytes: bytes.slice(), to })
    return true
  }
  return heard
}

/** A host of 1-11 wants to know whether errors of 2-11 are true: 1-11 asks 2-11 for a key. */
function hostAsks(network: Network, protocol = 1): void {
  const service = network.ases.get('1-11')!.controlServices[0]!.address
  const request = { type: 'asHost', protocol, src: '2-11', dst: '1-11', srcHost: undefined, dstHost: parseHost('10.8.8.8') } as const
  const data = question('drkeyAsHost', encodeHostKeyRequest({ ...request, validS: clock.epochS + 20 }))
  const addresses = { src: endpointAt('1-11', '10.8.8.8:31000'), dst: endpointAt('1-11', service) }
  receive(network, '1-11', { ...addresses, pathType: 'empty', path: new Uint8Array(0), data }, '10.8.8.8:31000')
}

function receive(network: Network, at: IsdAs, packet: ControlPacket, from: string): void {
  const { address } = network.ases.get(at)!.controlServices[0]!
  const datagram = { kind: 'datagram', port: 0, from, bytes: buildControlPacket(packet) } as const
  network.services.get(at)!.on(datagram, network.now(), network.outboxAt(at, address))
}

const level1 = (): Bytes => drkey('2-11').issuer.level1(1, '1-11', epochAt(clock.epochS + 20, epochS))
/** The question of 1-11 as it came to the control service of 2-11. */
const questionIn = (heard: readonly Heard[], network: Network): Heard =>
  heard.find(
    h => h.frame.kind === 'drkeyLevel1' && h.frame.result === undefined && h.to === network.ases.get('2-11')!.controlServices[0]!.address,
  )!

test('who hears everything sees no level-1 key; with modelled signatures he does', () => {
  const modelled = createNetwork(parseLinks(sixAses), { drkey })
  modelled.run(20)
  const { network, ...s } = start()
  for (const [net, times] of [
    [modelled, 1],
    [network, 0],
  ] as const) {
    const heard = overhear(net)
    hostAsks(net)
    net.run(5)
    const seen = new Set(heard.filter(h => toHex(h.bytes).includes(toHex(level1()))).map(h => toHex(h.frame.data)))
    expect(seen.size).toBe(times)
    expect(net.services.get('1-11')!.counters).toMatchObject({ keyIssued: 1, keyUnavailable: 0 })
  }
  expect(s.rejected()).toEqual({})
  // Who is asked has never met the asker, and asks it back for its chain.
  expect(s.events('chainLearnt', '2-11').map(e => e.detail.split(' ')[0])).toContain('1-11')
})

const request = (): Bytes => encodeLevel1Request({ validS: clock.epochS + 20, protocol: 1 })

/** Of an AS that has the name of 1-11, and certificates of a CA that nobody here trusts. */
function strangerSigner(): Signer {
  const authority = authorityFor(buildAses(parseLinks(sixAses)), { seed: 9, ecdsa: platformEcdsa })
  return createTrustState('1-11', trustConfig(authority, '1-11', { kind: 'real', ecdsa: platformEcdsa }), createTrustStore()).signer
}

/** As 1-11 would ask, but signed by somebody else. */
function forged(network: Network, signer: Signer, isdAs: IsdAs): Bytes {
  const guard = createCertifiedGuard({
    ...{ isdAs, secret: secretOf(isdAs), random: seededRandom(3), clock },
    sign: (body, associated, nowS) => signer.keyFor(nowS, nowS)?.sign(body, () => associated),
    findKeys: () => () => 'not here',
    fetch: () => false,
  })
  return guard.ask(request(), { isdAs: '2-11', ways: [] }, network.now())!.body
}

test('a forged asker is refused by name: another AS, a stranger with the same name, somebody without any key', () => {
  const { network, ...s } = start()
  const heard = overhear(network)
  hostAsks(network)
  network.run(5)
  const { packet } = questionIn(heard, network)
  const router = network.ases.get('2-11')!.routers[0]!.internalAddress
  const signerOf = (isdAs: IsdAs): Signer => network.services.get(isdAs)!.state.trust!.signer
  const bodies = [forged(network, signerOf('1-1'), '1-1'), forged(network, strangerSigner(), '1-11'), request()]
  bodies.forEach((body, i) => {
    receive(network, '2-11', { ...packet, data: question('drkeyLevel1', body, 1000 + i) }, router)
    network.run(10)
    expect(s.count('notCertain', '2-11'), String(i)).toBe(i + 1)
  })
  expect(s.count('keyIssued', '2-11')).toBe(1)
})

test('a certificate that has expired by the clock of who is asked proves nothing', () => {
  const asks = (aheadS: number) => {
    // 1-11 renews nothing, and takes its certificate for good.
    const s = start({
      aheadS: isdAs => (isdAs === '2-11' ? aheadS : 0),
      trust: (isdAs, authority) =>
        isdAs === '1-11'
          ? {
              credentials: [authority.credential(isdAs, authority.cas.get('1-1')!, during(-3600, 4200))],
              settings: { renewIntervalNs: 1e15 },
            }
          : {},
    })
    hostAsks(s.network)
    s.network.run(10)
    return { issued: s.count('keyIssued', '1-11'), refused: s.count('notCertain', '2-11') }
  }
  expect(asks(550)).toEqual({ issued: 1, refused: 0 })
  expect(asks(650)).toEqual({ issued: 0, refused: 1 })
})

test('a replayed question is harmless: its answer goes to who asked first, who waits for none', () => {
  const { network, ...s } = start()
  const heard = overhear(network)
  hostAsks(network)
  network.run(5)
  const { packet, frame } = questionIn(heard, network)
  const router = network.ases.get('2-11')!.routers[0]!.internalAddress
  receive(network, '2-11', packet, router)
  network.run(5)
  expect(frame.count).toBe(1)
  expect(s.count('keyIssued', '2-11')).toBe(2)
  expect(s.rejected()).toEqual({ answerUnexpected: 1 })
  expect(heard.some(h => toHex(h.bytes).includes(toHex(level1())))).toBe(false)
})

test('a replayed answer is refused by name: it is over another question', () => {
  const { network, ...s } = start()
  const heard = overhear(network)
  hostAsks(network)
  network.run(5)
  const service = network.ases.get('1-11')!.controlServices[0]!.address
  const isAnswer = (f: Frame): boolean => f.kind === 'drkeyLevel1' && f.result === 'done'
  const old = heard.find(h => isAnswer(h.frame) && h.to === service)!
  expect(old.frame.count).toBe(1)
  // The true answer to the second question is lost; the old one comes under its number.
  network.deliver = bytes => {
    const packet = parseControlPacket(bytes)
    const frames = isMalformed(packet) ? packet : parseFrames(packet.data)
    if (isMalformed(frames)) return true
    const asked = frames.find(f => f.kind === 'drkeyLevel1' && f.result === undefined)
    if (asked === undefined) return !frames.some(isAnswer)
    const data = answerTo(
      { kind: 'drkeyLevel1', result: undefined, requestId: asked.requestId, mtu: 1400, body: asked.data },
      old.frame.data,
    )
    receive(network, '1-11', { ...old.packet, data }, network.ases.get('1-11')!.routers[0]!.internalAddress)
    return true
  }
  hostAsks(network, 4711)
  network.run(5)
  expect(s.rejected()).toMatchObject({ notCertain: 1, keyUnavailable: 1 })
  expect(s.events('keyIssued', '1-11')).toHaveLength(1)
})
