/** The server of bandwidth tests: counts what comes, and sends what was asked for, to nobody who has not shown to be where he says he is. */
import { sha256 } from '@noble/hashes/sha2.js'
import { nsPerS, type Outbox, type Random, type UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, bytesEqual, concatBytes, setU32 } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { buildUdp, parseUdp, type Udp } from '#wire/udp.ts'
import type { Host } from '../host.ts'
import { answerTo, endpointText, type HostPacket, type Outgoing, writePacket } from '../packet.ts'
import {
  dataMessage,
  kindOf,
  plainMessage,
  plansOf,
  reportMessage,
  sequenceOf,
  testIdOf,
  tokenLength,
  tokenMessage,
  tokenOf,
} from './message.ts'
import { isAllowed } from './plan.ts'
import { createStream, createTally, type Stream, type Tally } from './stream.ts'

/** The port of scion-bwtestserver. */
export const bandwidthPort = 40_002

const maxTests = 16
/** A test is remembered so long after its end, for those who ask again. */
const keptNs = 30 * nsPerS

interface Test {
  readonly tally: Tally
  readonly stream: Stream
  readonly endNs: number
}

interface State {
  readonly host: Host
  readonly port: number
  readonly secret: Bytes
  /** by client and test id */
  readonly tests: Map<string, Test>
}

/** A question, and the way to answer it. */
interface Asked {
  readonly data: Bytes
  readonly client: string
  reply(data: Bytes, out: Outbox): void
}

/** Starts serving on `port`; false when the port is taken. */
export function startBandwidthServer(host: Host, random: Random, port: number = bandwidthPort): boolean {
  const secret = new Uint8Array(16)
  for (let at = 0; at < 16; at += 4) setU32(secret, at, random())
  const s: State = { host, port, secret, tests: new Map() }
  const opened = host.ports.open((packet, from, now, out) => {
    if (packet.protocol !== protocols.udp) return
    answer(s, askedIn(s, packet, from), now, out)
  }, port)
  return opened !== undefined
}

function askedIn({ host, port }: State, packet: HostPacket, from: UnderlayAddress): Asked {
  const { data, srcPort } = parseUdp(packet.bytes, packet.at)
  const outgoing: Outgoing = answerTo(packet)
  const reply = (answerData: Bytes, out: Outbox): void => {
    const udp: Udp = { srcPort: port, dstPort: srcPort, data: answerData }
    host.sendPacket(port, from, writePacket(outgoing, buildUdp(udp)), out)
  }
  return { data, client: `${endpointText(packet.source)} ${srcPort}`, reply }
}

function answer(s: State, asked: Asked, now: number, out: Outbox): void {
  const { data, client, reply } = asked
  const kind = kindOf(data)
  if (kind === undefined) return
  const testId = testIdOf(data)
  const test = s.tests.get(`${client} ${testId}`)
  if (kind === 'hello') reply(tokenMessage('welcome', testId, tokenFor(s, client, testId)), out)
  else if (kind === 'data') test?.tally.arrived(sequenceOf(data), now)
  else if (!bytesEqual(tokenOf(data), tokenFor(s, client, testId))) return
  else if (kind === 'start') reply(plainMessage(test !== undefined || begin(s, asked, now) ? 'accepted' : 'refused', testId), out)
  else if (kind === 'ask' && test !== undefined) reply(reportMessage(testId, test.tally.arrivals), out)
}

/** What only who gets our packets can know. */
const tokenFor = ({ secret }: State, client: string, testId: number): Bytes =>
  sha256(concatBytes(secret, new TextEncoder().encode(`${client} ${testId}`))).slice(0, tokenLength)

function begin(s: State, { data, client, reply }: Asked, now: number): boolean {
  for (const [name, test] of s.tests) if (test.endNs < now) s.tests.delete(name)
  const { toServer, toClient } = plansOf(data)
  if (s.tests.size >= maxTests || !isAllowed(toServer) || !isAllowed(toClient)) return false
  const testId = testIdOf(data)
  const send = (sequence: number, _: number, o: Outbox): void => reply(dataMessage(testId, sequence, toClient.size), o)
  const stream = createStream(toClient, now, send)
  const endNs = now + Math.max(toServer.durationNs, toClient.durationNs) + keptNs
  s.tests.set(`${client} ${testId}`, { tally: createTally(toServer), stream, endNs })
  run(s.host, stream)
  return true
}

/** The first packet leaves with the next waking, after the word that it comes. */
function run(host: Host, stream: Stream): void {
  const task = {
    wakeAt: stream.wakeAt,
    wake(at: number, o: Outbox): void {
      stream.wake(at, o)
      if (stream.wakeAt() === Infinity) host.finish(task)
    },
  }
  host.start(task)
}
