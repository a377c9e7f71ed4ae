/** Real routers on loopback addresses, and the sockets around them. */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { onTestFinished } from 'vitest'
import type { PacketIoKind } from '#emulate/io/available.ts'
import type { RealClock } from '#emulate/io/clock.ts'
import { loadLibc } from '#emulate/io/libc.ts'
import { type RouterOptions, type RunningRouter, startRouter } from '#emulate/router/router.ts'
import { writeAsTopology } from '#topology/json.ts'
import type { AsTopology } from '#topology/model.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { joinHostPort, parseUnderlay } from '#wire/underlay-address.ts'

/** Each packet I/O there is here. */
export const packetIos: readonly PacketIoKind[] = (await loadLibc()) === undefined ? ['dgram'] : ['mmsg', 'dgram']

/** The master key of the stories (reference: acceptance/router_multi). */
export const masterKey = 'V9SOOHqV4KdAL6utGnvEtA=='

/** A value with all its addresses "a.b.N.M" moved to 127.x.N.M, x by chance: test runs do not meet. */
export function onLoopback<T>(value: T, prefix: string, x: number): T {
  return JSON.parse(JSON.stringify(value).replaceAll(prefix, `127.${x}.`)) as T
}
export const someNet = (): number => 1 + Math.floor(Math.random() * 254)

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-router-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** The reference's files in a folder. `toml`: more lines for br.toml. Without `bfd` no sessions run, and links are up. */
export function writeConfiguration(folder: string, as: AsTopology, { master = masterKey, toml = '', bfd = false } = {}): string {
  mkdirSync(join(folder, 'keys'), { recursive: true })
  writeFileSync(join(folder, 'topology.json'), JSON.stringify(writeAsTopology(as)))
  for (const key of ['master0.key', 'master1.key']) writeFileSync(join(folder, 'keys', key), master)
  writeFileSync(join(folder, 'br.toml'), `[general]\nconfig_dir = "${folder}"\n[router.bfd]\ndisable = ${!bfd}\n${toml}`)
  return folder
}

export const standingClock = (epochS: number, now: number): RealClock => ({ epochS, now: () => now, follow: () => {} })

export async function runRouter(options: Partial<RouterOptions> & Pick<RouterOptions, 'source'>): Promise<RunningRouter> {
  const router = await startRouter({ log: () => {}, ...options })
  onTestFinished(() => router.stop())
  return router
}

/** Until the condition holds; the test's own time limit is the only one. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await setTimeout(1)
}

export interface Received {
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly hex: string
}

/** Everything around the routers: neighbours, siblings, hosts, each a plain socket. */
export interface Surroundings {
  /** what any of the sockets heard, in order of arrival */
  readonly heard: Received[]
  open(address: UnderlayAddress): Promise<Socket>
  send(from: UnderlayAddress, to: UnderlayAddress, bytes: Bytes): Promise<void>
}

export function createSurroundings(): Surroundings {
  const sockets = new Map<UnderlayAddress, Promise<Socket>>()
  const heard: Received[] = []
  async function bound(address: UnderlayAddress): Promise<Socket> {
    const { ip, port } = parseUnderlay(address)
    const socket = createSocket('udp4')
    onTestFinished(() => void socket.close())
    socket.on('message', (bytes, { address: ip, port }) => heard.push({ from: joinHostPort(ip, port), to: address, hex: toHex(bytes) }))
    socket.bind(port, ip)
    await once(socket, 'listening')
    socket.on('error', () => {})
    return socket
  }
  function open(address: UnderlayAddress): Promise<Socket> {
    const socket = sockets.get(address) ?? bound(address)
    sockets.set(address, socket)
    return socket
  }
  return {
    heard,
    open,
    async send(from, to, bytes) {
      const { ip, port } = parseUnderlay(to)
      const socket = await open(from)
      await new Promise<void>(done => socket.send(bytes, port, ip, () => done()))
    },
  }
}
