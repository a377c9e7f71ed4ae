/**
 * Packets through real sockets on the loopback interface: this process is both neighbours of one `hopproof router`, for each packet I/O, of the
 * reference's router where there is one, and of a program that forwards with node:dgram and looks at nothing. All are up at once and take turns,
 * so that their rates can be compared. Each has so many packets in flight that it is always busy, and not so many that they are lost.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { forwardingKey } from '#crypto/key.ts'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { createPacketIo } from '#emulate/io/available.ts'
import { loadLibc } from '#emulate/io/libc.ts'
import { addToBatch, createOpenBatch, type PacketIo } from '#emulate/io/packet-io.ts'
import { ownProgram } from '#emulate/program/own-program.ts'
import { writeAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import type { Bytes } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import { buildPacket } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'
import { header } from './packet.ts'
import type { Figure, Section } from './section.ts'

const flows = 64
const inFlight = 512
const rounds = 3
const roundMs = 1000
const warmUpMs = 1000
/** After so long in silence what was in flight is lost. */
const lostMs = 50
const startMs = 20_000
const receiveBuffer = 4 * 1024 * 1024

const master = new Uint8Array(16)
const mac = createHopMac(forwardingKey(master))
const foreign = { ingressAlert: false, egressAlert: false, expTime: 255, consIngress: 1, consEgress: 2, mac: new Uint8Array(6) }

/** In transit from interface 1 to interface 2, 172 bytes. */
function transitPacket(flow: number): Bytes {
  const timestamp = Math.floor(Date.now() / 1000) - 60
  const segId = (flow * 7919) & 0xffff
  const own = { ...foreign, mac: hopMac(mac, segId, timestamp, 255, 1, 2).slice(0, 6) }
  const infos = [{ consDir: true, peer: false, segId, timestamp }]
  const path = buildPath({ currInf: 0, currHf: 1, segLens: [3], infos, hops: [foreign, own, foreign] })
  return buildPacket({ ...header, flowId: 1 + flow }, path, new Uint8Array(88))
}

const packets = Array.from({ length: flows }, (_, flow) => transitPacket(flow))

/** A network of its own in 127/8 for each program. */
function asAt(net: string): AsTopology {
  const link = (ifId: number, linkType: 'parent' | 'child') => {
    const [local, remote] = [1, 2].map(end => `${net}.${ifId}${end}:50000`) as [string, string]
    return { ifId, linkType, neighbor: '1-ff00:0:9' as const, local, remote, mtu: 1472 }
  }
  const routers = [{ id: 'br1', internalAddress: `${net}.1:30042`, interfaces: [link(1, 'parent'), link(2, 'child')] }]
  return {
    isdAs: '1-ff00:0:1',
    core: false,
    mtu: 1472,
    routers,
    controlServices: [{ id: 'cs1', address: `${net}.2:30252` }],
    discoveryServices: [],
  }
}

function writeConfiguration(folder: string, as: AsTopology): void {
  mkdirSync(join(folder, 'keys'), { recursive: true })
  writeFileSync(join(folder, 'topology.json'), JSON.stringify(writeAsTopology(as)))
  for (const name of ['master0.key', 'master1.key']) writeFileSync(join(folder, 'keys', name), Buffer.from(master).toString('base64'))
  writeFileSync(join(folder, 'br.toml'), `[general]\nid = "br1"\nconfig_dir = "${folder}"\n${quiet}`)
}

const quiet = '[router.bfd]\ndisable = true\n[log.console]\nlevel = "error"\n'

interface Target {
  readonly name: string
  readonly process: ChildProcess
  readonly neighbours: PacketIo
  /** packets a second, and nanoseconds of CPU a packet, of each round */
  readonly rates: number[]
  readonly costsNs: number[]
}

/** `stops`: what ends it again, also when it does not come so far. */
async function start(name: string, as: AsTopology, command: readonly string[], stops: (() => void)[]): Promise<Target> {
  const [program, ...args] = command
  const child = spawn(program!, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  const neighbours = await createPacketIo('auto', { receiveBuffer })
  stops.push(() => child.kill(), neighbours.close)
  const places = as.routers[0]!.interfaces.map(({ ifId, local, remote }) => ({ port: ifId, local: remote, remote: local }))
  ;(await neighbours.prepare(places))()
  await firstPacket(neighbours, name)
  return { name, process: child, neighbours, rates: [], costsNs: [] }
}

/** Sent until it arrives: then the program is ready. */
async function firstPacket(neighbours: PacketIo, name: string): Promise<void> {
  let arrived = false
  neighbours.receive(() => {
    arrived = true
  })
  const leaving = createOpenBatch()
  addToBatch(leaving, 1, '', packets[0]!)
  for (const endMs = performance.now() + startMs; !arrived; await setTimeout(lostMs)) {
    assert(performance.now() < endMs, `${name} forwards`)
    neighbours.send(leaving)
  }
}

/** Nanoseconds the process was on a CPU; undefined where the system does not say. */
function cpuNs({ pid }: ChildProcess): number | undefined {
  try {
    const ticks = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/.*\)/, '').trim().split(' ').slice(11, 13)
    return ticks.reduce((sum, text) => sum + Number(text), 0) * 1e7
  } catch {
    return undefined
  }
}

async function round({ neighbours, process, rates, costsNs }: Target, ms: number): Promise<void> {
  const leaving = createOpenBatch()
  let [arrived, next, lastMs] = [0, 0, 0]
  const send = (count: number): void => {
    for (let i = 0; i < count; i++) addToBatch(leaving, 1, '', packets[next++ % flows]!)
    neighbours.send(leaving)
    leaving.count = 0
  }
  neighbours.receive(({ count }) => {
    arrived += count
    lastMs = performance.now()
    send(count)
  })
  const beginMs = performance.now()
  const before = cpuNs(process)
  while (performance.now() < beginMs + ms) {
    if (performance.now() > lastMs + lostMs) send(inFlight)
    await setTimeout(lostMs)
  }
  neighbours.receive(() => {})
  const [after, elapsedMs] = [cpuNs(process), performance.now() - beginMs]
  assert(arrived > 0, 'packets arrive')
  rates.push((arrived * 1000) / elapsedMs)
  if (before !== undefined && after !== undefined) costsNs.push((after - before) / arrived)
  await setTimeout(lostMs)
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!

/** The reference's `router` is on PATH. */
function hasReference(): boolean {
  try {
    return execFileSync('router', ['--help'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).startsWith('SCION')
  } catch {
    return false
  }
}

async function startAll(folder: string, stops: (() => void)[]): Promise<Target[]> {
  const program = await ownProgram()
  const kinds = (await loadLibc()) === undefined ? (['dgram'] as const) : (['mmsg', 'dgram'] as const)
  const net = `127.${1 + (process.pid % 250)}`
  const commands = kinds.map(io => ({ name: `router, --io ${io}`, command: [...program, 'router', '--io', io] }))
  if (hasReference()) commands.push({ name: "the reference's router", command: ['router'] })
  const targets: Target[] = []
  for (const [i, { name, command }] of commands.entries()) {
    const [as, own] = [asAt(`${net}.${i}`), join(folder, String(i))]
    writeConfiguration(own, as)
    targets.push(await start(name, as, [...command, '--config', join(own, 'br.toml')], stops))
  }
  const as = asAt(`${net}.9`)
  const addresses = as.routers[0]!.interfaces.flatMap(({ local, remote }) => [local, remote].map(parseUnderlay))
  const plain = fileURLToPath(new URL('plain-forwarder.mjs', import.meta.url))
  targets.push(await start('no router, dgram', as, [process.execPath, plain, ...addresses.flatMap(a => [a.ip, String(a.port)])], stops))
  return targets
}

async function measureForwarding(): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-bench-'))
  const stops = [() => rmSync(folder, { recursive: true })]
  try {
    const targets = await startAll(folder, stops)
    for (const target of targets) await round({ ...target, rates: [], costsNs: [] }, warmUpMs)
    for (let i = 0; i < rounds; i++) for (const target of targets) await round(target, roundMs)
    return targets.flatMap(target => figuresOf(target, median(targets.at(-1)!.rates)))
  } finally {
    for (const stop of stops.reverse()) stop()
  }
}

function figuresOf({ name, rates, costsNs }: Target, plainRate: number): Figure[] {
  return [
    { name: `${name}: rate`, value: median(rates), unit: 'packets/s' },
    { name: `${name}: of the rate without a router`, value: (100 * median(rates)) / plainRate, unit: '%' },
    ...(costsNs.length > 0 ? [{ name: `${name}: CPU`, value: median(costsNs), unit: 'ns/packet' }] : []),
  ]
}

export const udpSection: Section = { name: 'udp', figures: measureForwarding }
