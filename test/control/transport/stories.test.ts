/** Control services that are far, silent, slow, new or malicious; small networks with real routers. */
import { expect, test } from 'vitest'
import { encodeHeaderAndBody, encodeSigned } from '#control/segment/signed.ts'
import { type Frame, minRoom, parseFrames } from '#control/transport/frame.ts'
import type { Message } from '#control/transport/message.ts'
import {
  buildControlPacket,
  type ControlPacket,
  type Endpoint,
  endpointAt,
  parseControlPacket,
  replyTo,
} from '#control/transport/packet.ts'
import { noBody } from '#control/transport/replies.ts'
import { modelledSigner, type Signer } from '#control/trust/signer.ts'
import { interfacesOf } from '#topology/model.ts'
import { type Actor, nsPerS, type Outbox } from '#wire/actor.ts'
import { type AskingHost, attachHost } from '../client-host.ts'
import { cutMessage } from '../messages.ts'
import { createNetwork, type Network, parseLinks, seededRandom } from '../network.ts'
import { twoIsds } from '../segments.ts'

/** Signatures as long as those of several algorithms together: a beacon of four entries has 3 KB. */
const longSigner: Signer = {
  ...modelledSigner,
  keyFor: () => ({
    notAfterS: Infinity,
    sign: body => encodeSigned({ headerAndBody: encodeHeaderAndBody(noBody, body), signature: new Uint8Array(700) }),
  }),
}

test('beacons of 3 KB over links that lose one packet in five: all ASes have segments, and no packet is longer than a link carries', () => {
  const network = createNetwork(twoIsds, { signer: longSigner, settings: { resendIntervalNs: 300 * nsPerS } })
  const random = seededRandom(8)
  const mtus = new Map([...network.ases.values()].flatMap(as => [...interfacesOf(as)].map(({ interface: i }) => [i.local, i.mtu])))
  const spare: number[] = []
  network.deliver = (bytes, to) => {
    const mtu = mtus.get(to)
    if (mtu !== undefined) spare.push(mtu - bytes.length)
    return mtu === undefined || random() % 5 !== 0
  }
  network.run(60)
  expect(Math.min(...spare)).toBe(0)
  for (const { state } of network.services.values()) {
    if (state.as.core) expect([...state.cores.byEnd.keys()].length, state.isdAs).toBe(2)
    else expect(state.ups.byEnd.size, state.isdAs).toBeGreaterThan(0)
  }
  expect([...network.services.get('1-1')!.state.downs.byEnd.keys()].sort()).toEqual(['1-11', '1-111', '1-112'])
  const { state } = network.services.get('1-111')!
  expect(Math.max(...[...state.ups.byEnd.values()].flatMap(m => [...m.values()]).map(s => s.byteLength))).toBeGreaterThan(2200)
})

const line = parseLinks('1-1 core 2-1, 1-1 child 1-11, 2-1 child 2-11')

function settled(): { network: Network; host: AskingHost } {
  const network = createNetwork(line)
  network.run(22)
  return { network, host: attachHost(network, '1-11') }
}

const silent: Actor = { on: () => {}, wakeAt: () => Infinity }
const replace = (network: Network, isdAs: '1-1' | '2-1' | '1-11', actor: Actor): void =>
  network.attach(isdAs, network.ases.get(isdAs)!.controlServices[0]!.address, actor, 0)

test('a service that is down: the lookup ends without what it would have said, and works when it is back', () => {
  const { network, host } = settled()
  const { state } = network.services.get('2-1')!
  replace(network, '2-1', silent)
  expect(host.ask('2-11')).toEqual({ paths: [] })
  expect(network.services.get('1-11')!.counters.askedInVain).toBe(1)
  network.restart('2-1', state)
  expect(host.ask('2-11')).toMatchObject({ paths: [{ dst: '2-11' }] })
})

test('a service that restarts while it is asked answers the repeated question if it kept its store', () => {
  for (const [kept, paths] of [
    [true, [{ dst: '2-11' }]],
    [false, []],
  ] as const) {
    // biome-ignore format: a table
    const { network, host } = settled()
    const { state } = network.services.get('2-1')!
    const answers: unknown[] = []
    replace(network, '2-1', silent)
    host.client.ask('2-11', network.now(), network.outboxAt('1-11', host.address), a => answers.push(a))
    network.run(0.3)
    network.restart('2-1', kept ? state : undefined)
    network.run(20)
    expect(answers).toMatchObject([{ paths }])
    // Without a store it learns all again: from beacons and registrations.
    expect(host.ask('2-11'), `kept: ${kept}`).toMatchObject({ paths: [{ dst: '2-11' }] })
  }
})

/** Every packet reaches the actor that much later. */
function slowed(actor: Actor, delayNs: number): Actor {
  const late: { readonly at: number; readonly event: Parameters<Actor['on']>[0] }[] = []
  return {
    on(event, now, out) {
      if (event.kind === 'datagram') late.push({ at: now + delayNs, event })
      while (late.length > 0 && late[0]!.at <= now) actor.on(late.shift()!.event, now, out)
      if (event.kind === 'wake' && actor.wakeAt() <= now) actor.on(event, now, out)
    },
    wakeAt: () => Math.min(actor.wakeAt(), late[0]?.at ?? Infinity),
  }
}

test('a slow service: one answer, however often it was asked, and nothing is left of the others', () => {
  const { network, host } = settled()
  replace(network, '2-1', slowed(network.services.get('2-1')!, 2 * nsPerS))
  expect(host.ask('2-11')).toMatchObject({ paths: [{ dst: '2-11' }] })
  const asking = network.services.get('1-11')!
  expect(asking.counters.askedInVain).toBe(0)
  // Attempts after 0.5 and 1.5 s were answered too, when nobody waited any more.
  expect(asking.counters.answerUnexpected).toBe(2)
})

/** Says to every question what `answer` makes of it. */
const answering = (self: Endpoint, answer: (question: Message) => readonly Uint8Array[]): Actor => ({
  on(event, _, out: Outbox) {
    if (event.kind !== 'datagram') return
    const packet = parseControlPacket(event.bytes) as ControlPacket
    for (const { index: _, count: __, digest: ___, data, ...rest } of parseFrames(packet.data) as Frame[])
      if (rest.result === undefined && packet.pathType === 'scion')
        for (const frame of answer({ ...rest, body: data })) out.send(0, event.from, buildControlPacket(replyTo(packet, self, frame)))
  },
  wakeAt: () => Infinity,
})

test('a malicious service: garbage, refusals, answers never completed and of false contents end the lookup by name', () => {
  const done = (q: Message, body: Uint8Array): Message => ({ ...q, result: 'done', body })
  const cases: readonly [string, (q: Message) => readonly Uint8Array[], 'bodyMalformed' | 'askedInVain'][] = [
    ['garbage', q => cutMessage(done(q, new Uint8Array(50).fill(0xff)), 1000), 'bodyMalformed'],
    ['a refusal', q => cutMessage({ ...q, result: 'rejected', body: noBody }, 1000), 'askedInVain'],
    ['never completed', q => cutMessage(done(q, new Uint8Array(5000)), minRoom).slice(1), 'askedInVain'],
    ['other contents', q => cutMessage(done(q, new Uint8Array(500)), minRoom).map(f => f.fill(7, 100)), 'askedInVain'],
  ]
  for (const [name, answer, counter] of cases) {
    const { network, host } = settled()
    replace(network, '2-1', answering(network.services.get('2-1')!.state.self, answer))
    expect(host.ask('2-11'), name).toEqual({ paths: [] })
    expect(network.services.get('1-11')!.counters[counter], name).toBe(1)
    expect(host.ask('1-1'), name).toMatchObject({ paths: [{ dst: '1-1' }] })
  }
})

test('an interface goes down on the way of a question: its router says so, and the question takes another way at once', () => {
  const undelivered = [101, 102].map(ifId => {
    const network = createNetwork(parseLinks('1-1 child 1-11, 1-1 child 1-11, 1-1 core 2-1'))
    network.run(22)
    const host = attachHost(network, '1-11')
    const router = network.routers.find(r => r.state.isdAs === '1-11')!
    router.on({ kind: 'link', port: ifId, up: false }, network.now(), network.outboxAt('1-11', host.address))
    expect(host.ask('2-1', 0.1)).toMatchObject({ paths: [{ dst: '2-1' }, { dst: '2-1' }] })
    const { counters } = network.services.get('1-11')!
    expect(counters.rejected).toBe(0)
    return counters.undelivered
  })
  expect(undelivered.toSorted()).toEqual([0, 1])
})

test('a flood of fragments and of questions from inside the AS: others are served, and the service ends as it began', () => {
  const { network, host } = settled()
  const address = '10.9.9.66:40000'
  network.attach('1-11', address, silent, 40_000)
  const service = network.ases.get('1-11')!.controlServices[0]!.address
  const [src, dst] = [endpointAt('1-11', address), endpointAt('1-11', service)]
  const out = network.outboxAt('1-11', address)
  const say = (data: Uint8Array): void => out.send(40_000, service, buildControlPacket({ src, dst, pathType: 'empty', path: noBody, data }))
  for (let requestId = 0; requestId < 2000; requestId++) {
    const q: Message = { kind: 'lookup', result: undefined, requestId, mtu: 0, body: new Uint8Array(300) }
    say(cutMessage(q, minRoom)[0]!)
    say(cutMessage({ ...q, body: new Uint8Array(20).fill(0xff) }, 1000)[0]!)
  }
  const before = network.services.get('1-11')!.counters.answered
  expect(host.ask('2-11')).toMatchObject({ paths: [{ dst: '2-11' }] })
  const { counters } = network.services.get('1-11')!
  expect([counters.answered - before, counters.bodyMalformed]).toEqual([1, 2000])
})
