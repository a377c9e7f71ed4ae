/**
 * A network that really signs, under attack: what its own services and hosts have said comes again, changed in every way that keeps it a
 * packet, and bytes nobody would say; from inside each AS, from its neighbours, from afar. Nothing throws, every refusal has one name,
 * nothing grows beyond its bound, others are served, and afterwards all is as if nothing had been.
 */
import { expect, test } from 'vitest'
import { type Rejection, rejections } from '#control/events.ts'
import { type Frame, parseFrames } from '#control/transport/frame.ts'
import { type Message, type MessageKind, messageKinds, type Result, results } from '#control/transport/message.ts'
import { buildControlPacket, type ControlPacket, parseControlPacket } from '#control/transport/packet.ts'
import { createReassembly } from '#control/transport/reassembly.ts'
import { type Bytes, concatBytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { overfull } from './bounds.ts'
import { attachHost } from './client-host.ts'
import { cutMessage } from './messages.ts'
import { type Network, seededRandom } from './network.ts'
import { dayS, during } from './trust/authority.ts'
import { type Story, story } from './trust/story.ts'

const links = '1-1 core 1-2, 1-2 core 2-1, 1-1 child 1-11, 1-2 child 1-11, 1-2 child 1-12, 1-11 peer 1-12, 2-1 child 2-11'
const hostAses = ['1-11', '1-12', '2-11'] as const

/** A message as it reached a service. */
interface Said {
  readonly at: IsdAs
  readonly packet: ControlPacket
  readonly message: Message
}

/** What services are told: the latest of each kind, direction and place. */
function listen(network: Network, said: Map<string, Said>): void {
  const serviceAt = new Map([...network.ases.values()].map(as => [as.controlServices[0]!.address as string, as.isdAs]))
  const reassembly = createReassembly()
  network.deliver = (bytes, to) => {
    const at = serviceAt.get(to)
    const packet = at === undefined ? undefined : parseControlPacket(bytes)
    const frames = packet === undefined || isMalformed(packet) ? [] : (parseFrames(packet.data) as Frame[])
    for (const frame of frames) {
      const message = reassembly.take((packet as ControlPacket).src, frame, network.now())
      const name = `${at} ${frame.kind} ${frame.result} ${(packet as ControlPacket).pathType}`
      if (message !== undefined) said.set(name, { at: at!, packet: packet as ControlPacket, message })
    }
    return true
  }
}

/** The network from its beginning, with what makes every kind of message be said: an update of a TRC, chains that are renewed, hosts that ask. */
function begun(said: Map<string, Said>): { readonly s: Story; readonly ask: () => number } {
  const s = story(links, { lives: { asS: 3600 + 1500 }, trust: () => ({ settings: { asLifeS: dayS, renewIntervalNs: 10e9 } }) })
  listen(s.network, said)
  const hosts = hostAses.map(as => attachHost(s.network, as))
  const ask = (): number => {
    const answers = hosts.flatMap((host, i) => hostAses.filter((_, j) => j !== i).map(dst => host.ask(dst, 1)))
    return answers.filter(answer => 'paths' in answer && answer.paths.length > 0).length
  }
  s.network.run(25)
  const update = s.authority.update(s.authority.trcs.get(1)!, 'regular', { ...during(20, 300 * dayS), gracePeriodS: 3600 })
  s.network.services.get('1-12')!.installTrc(update, s.network.now())
  s.network.run(25)
  ask()
  return { s, ask }
}

type Chance = (below: number) => number
const kinds = Object.keys(messageKinds) as MessageKind[]
const noise = (chance: Chance, length: number): Bytes => Uint8Array.from({ length }, () => chance(256))

/** Bytes that are long, deep or repeated where a reader may not expect it. */
const bombs: ((chance: Chance) => Bytes)[] = [
  () => Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f),
  () => Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  () => new Uint8Array(20_000).fill(0x0b),
  () => new Uint8Array(20_000).map((_, i) => (i % 2 === 0 ? 0x0a : 0x00)),
  () => new Uint8Array(20_000).map((_, i) => (i % 3 === 0 ? 0x12 : i % 3 === 1 ? 0x01 : 0x0a)),
  () => concatBytes(Uint8Array.of(0x0a, 0xa0, 0x9c, 0x01), new Uint8Array(20_000).fill(0x30)),
  () =>
    concatBytes(
      Uint8Array.of(0x0a, 0x84, 0x9c, 0x01, 0x30, 0x80),
      new Uint8Array(19_970).map((_, i) => (i % 2 === 0 ? 0x04 : 0x00)),
    ),
  chance => noise(chance, 1 + chance(3000)),
]

const bodyChanges: ((body: Bytes, other: Bytes, chance: Chance) => Bytes)[] = [
  body => body,
  (body, _, chance) => body.map((b, i) => (i === chance(body.length) ? b ^ (1 << chance(8)) : b)),
  (body, _, chance) => flipped(body, chance),
  (body, _, chance) => body.subarray(0, chance(body.length + 1)),
  body => concatBytes(body, body),
  (body, other) => concatBytes(body, other),
  (body, other, chance) => concatBytes(body.subarray(0, chance(body.length + 1)), other.subarray(chance(other.length + 1))),
  (body, _, chance) => concatBytes(body, bombs[chance(bombs.length)]!(chance)),
  (_, __, chance) => bombs[chance(bombs.length)]!(chance),
]

function flipped(body: Bytes, chance: Chance): Bytes {
  const changed = body.slice()
  if (changed.length > 0) changed[chance(changed.length)]! ^= 1 << chance(8)
  return changed
}

interface Shot {
  readonly at: IsdAs
  readonly bytes: readonly Bytes[]
}

/** A packet, or the packets of a message, made of what was said. */
function shot(said: readonly Said[], chance: Chance, ases: readonly IsdAs[]): Shot {
  const questions = said.filter(x => x.message.result === undefined)
  const among = chance(4) === 0 ? said : questions
  const { at, packet, message } = among[chance(among.length)]!
  const other = said[chance(said.length)]!
  const body = bodyChanges[chance(bodyChanges.length)]!(message.body, other.message.body, chance)
  const kind = chance(6) === 0 ? kinds[chance(kinds.length)]! : message.kind
  const said0 = chance(8) === 0 ? undefined : message.result
  const result = chance(8) === 0 ? (Object.keys(results) as Result[])[chance(5)] : said0
  const requestId = chance(2) === 0 ? message.requestId : chance(2 ** 32)
  const src = chance(4) === 0 ? { ...packet.src, isdAs: ases[chance(ases.length)]! } : packet.src
  const way = chance(5) === 0 ? other.packet : packet
  const parts = cutMessage(
    { kind, result, requestId, mtu: chance(3) === 0 ? chance(65_536) : message.mtu, body },
    chance(2) === 0 ? 300 : 1200,
  )
  const kept = chance(10) === 0 ? parts.filter(() => chance(3) > 0) : parts
  const bytes = kept.map(data => buildControlPacket({ ...packet, src, pathType: way.pathType, path: way.path, data }))
  return { at: chance(6) === 0 ? ases[chance(ases.length)]! : at, bytes: chance(12) === 0 ? bytes.map(b => flipped(b, chance)) : bytes }
}

const namedRejections = (counters: Readonly<Record<string, number>>): number =>
  (Object.keys(rejections) as Rejection[]).reduce((n, name) => n + counters[name]!, 0)

/** What a service knows, without what is new in each run. */
const knowledge = ({ network }: Story): Record<string, unknown> =>
  Object.fromEntries(
    [...network.services].map(([isdAs, { state }]) => [
      isdAs,
      {
        ...Object.fromEntries(
          (['ups', 'cores', 'downs'] as const).map(store => [store, [...state[store].byEnd.values()].flatMap(m => [...m.keys()]).sort()]),
        ),
        beacons: [...state.beacons.groups.values()].flatMap(g => [...g.stored.keys()]).sort(),
        trcs: [...state.trusted.trcs.values()].flatMap(trcs => trcs.map(t => `${t.trc.id.isd} ${t.trc.id.serial}`)).sort(),
        chains: [...state.trusted.chains.keys()].sort(),
      },
    ]),
  )

function attack(s: Story, said: readonly Said[], rounds: number, chance: Chance): void {
  const ases = [...s.network.ases.keys()]
  for (let i = 0; i < rounds; i++) {
    const { at, bytes } = shot(said, chance, ases)
    const service = s.network.services.get(at)!
    const as = s.network.ases.get(at)!
    const inside = chance(3) === 0
    for (const b of bytes) {
      const before = { ...service.counters }
      const out = s.network.outboxAt(at, as.controlServices[0]!.address)
      service.on(
        { kind: 'datagram', port: 0, from: inside ? '10.9.9.8:31000' : as.routers[0]!.internalAddress, bytes: b },
        s.network.now(),
        out,
      )
      const refused = service.counters.rejected - before.rejected
      expect(namedRejections(service.counters) - namedRejections(before)).toBe(refused)
      const frames = parseControlPacket(b)
      const isQuestion =
        isMalformed(frames) || isMalformed(parseFrames(frames.data)) || (parseFrames(frames.data) as Frame[])[0]!.result === undefined
      if (isQuestion) expect(refused).toBeLessThanOrEqual(1)
    }
  }
}

test('thousands of hostile messages, and nothing is left of them', { timeout: 120_000 }, () => {
  const said = new Map<string, Said>()
  const { s, ask } = begun(said)
  const heard = new Set([...said.values()].map(x => x.message.kind))
  for (const kind of ['beacon', 'registration', 'segments', 'lookup', 'trc', 'chains', 'renewal'] as const)
    expect(heard, kind).toContain(kind)
  const random = seededRandom(2026)
  const chance: Chance = below => random() % below
  for (let second = 0; second < 20; second++) {
    attack(s, [...said.values()], 200, chance)
    s.network.run(0.5)
    for (const { state } of s.network.services.values()) expect(overfull(state)).toEqual([])
    if (second % 5 === 0) expect(ask()).toBe(6)
  }
  const names = new Set(s.network.events.flatMap(e => e.rejection ?? []))
  expect(names.size).toBeGreaterThan(15)
  s.network.run(60)
  const calm = begun(new Map())
  calm.s.network.run(s.network.now() / 1e9 - calm.s.network.now() / 1e9)
  expect(knowledge(s)).toEqual(knowledge(calm.s))
  for (const { state } of s.network.services.values()) expect(state.trust!.fetching).toMatchObject({ taken: 0, waiting: new Map() })
})
