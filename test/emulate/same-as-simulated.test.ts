/** One network in two worlds: what hosts send in the simulator goes through real routers, and the same comes out, by the same decisions. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Outcome } from '#host/operation.ts'
import { ping } from '#host/ping.ts'
import { traceroute } from '#host/traceroute.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { addressOf, createNetwork, type HostNode, masterSecret, type Network } from '#sim/network.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { pathAt } from '#wire/header.ts'
import { hopAt, macAt } from '#wire/path.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { createSurroundings, onLoopback, type Received, runRouter, someNet, standingClock, temporaryFolder, until, writeConfiguration } from './lab.ts' // biome-ignore format: one line

const seed = 1

interface Sent {
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
}

/** What the hosts sent to routers, what routers gave to hosts, and each decision about it. */
interface Recording {
  readonly sent: readonly Sent[]
  readonly delivered: readonly Received[]
  readonly events: readonly TraceEvent[]
}

function pings(network: Network, from: HostNode, to: HostNode, count: number): void {
  const plan = { destination: addressOf(to), count, intervalNs: 1e8, timeoutNs: 1e9 }
  finish(
    network,
    network.onHost(from, (host, now, out) => ping(host, plan, now, out)),
  )
}

function finish(network: Network, operation: { readonly outcome: Outcome<unknown> | undefined }): void {
  expect(network.runUntil(() => operation.outcome !== undefined, network.loop.now + 60e9)).toBe(true)
  expect(operation.outcome!.kind).toBe('done')
}

/** A ping, a traceroute, and the first packet once more with a bit of the second hop's MAC flipped. */
function simulate(network: Network, from: HostNode, to: HostNode): Recording {
  const hosts = new Set([from.node, to.node])
  const isHost = (address: UnderlayAddress): boolean => [from, to].some(h => addressOf(h).host === parseUnderlay(address).ip)
  const sent: Sent[] = []
  const delivered: Received[] = []
  for (const { as } of [from, to])
    network.internal.get(as.isdAs)!.onSend.push((source, target, bytes, _, node) => {
      const isRouter = as.routers.some(r => r.internalAddress === target)
      if (isHost(source) && isRouter) sent.push({ from: source, to: target, bytes: bytes.slice() })
      if (hosts.has(node) && !isHost(source) && as.routers.some(r => r.internalAddress === source))
        delivered.push({ from: source, to: target, hex: toHex(bytes) })
    })
  const events: TraceEvent[] = []
  const ours = [from, to].map(h => toHex(h.host.endpoint.host.bytes))
  const stop = network.observe(traceDecisions(e => void (ours.some(hex => e.before.includes(hex)) && events.push(e))))
  pings(network, from, to, 3)
  const plan = { destination: addressOf(to), timeoutNs: 1e9 }
  finish(
    network,
    network.onHost(from, (host, now, out) => traceroute(host, plan, now, out)),
  )
  const forged = sent[0]!.bytes.slice()
  forged[macAt(hopAt(forged, pathAt(forged), 1))]! ^= 1
  network.onHost(from, (_, __, out) => out.send(parseUnderlay(sent[0]!.from).port, sent[0]!.to, forged))
  network.run(network.loop.now + 1e9)
  stop()
  return { sent, delivered, events }
}

const sortedEvents = (events: readonly TraceEvent[]): string[] =>
  events.map(({ t: _, epochS: __, ...event }) => JSON.stringify(event)).sort()
const sortedDatagrams = (all: readonly Received[]): string[] => all.map(d => `${d.from} ${d.to} ${d.hex}`).sort()

test('host to host across four ASes, traceroute, a forged MAC: the same bytes and the same verdicts as simulated', async () => {
  const topology = onLoopback(exampleTopology('diamond'), '127.0.', someNet())
  const network = createNetwork({ ...topology, links: exampleTopology('diamond').links }, { seed })
  network.run(20e9)
  const [alice, server] = ['alice', 'server'].map(name => network.findHost(name)!) as [HostNode, HostNode]
  pings(network, alice, server, 1)
  const clock = standingClock(network.clock.epochS, network.loop.now)
  const recording = simulate(network, alice, server)

  const folder = temporaryFolder()
  const evidence: string[] = []
  for (const as of network.topology.ases) {
    const master = Buffer.from(masterSecret(seed, as.isdAs)).toString('base64')
    const path = writeConfiguration(join(folder, as.isdAs.replaceAll(':', '_')), as, { master })
    for (const { id } of as.routers) {
      const file = join(folder, `${id}.ndjson`)
      evidence.push(file)
      await runRouter({ source: { path, id, read: name => readFileSync(name, 'utf8') }, clock, evidence: file })
    }
  }
  const around = createSurroundings()
  for (const { to } of recording.delivered) await around.open(to)
  for (const { from, to, bytes } of recording.sent) await around.send(from, to, bytes)
  const events = (): TraceEvent[] => evidence.flatMap(file => readFileSync(file, 'utf8').split('\n').slice(0, -1).map(line => JSON.parse(line) as TraceEvent)) // biome-ignore format: one line
  await until(() => around.heard.length >= recording.delivered.length && events().length >= recording.events.length)
  expect(sortedDatagrams(around.heard)).toEqual(sortedDatagrams(recording.delivered))
  expect(sortedEvents(events())).toEqual(sortedEvents(recording.events))
  expect(new Set(recording.events.map(e => e.verdict))).toEqual(new Set(['forward', 'handOver', 'deliver', 'answer']))
  expect(recording.events.filter(e => e.reason === 'macMismatch').length).toBe(1)
})
