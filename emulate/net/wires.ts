/** Links impaired in user space: `wires.py` in a namespace of its own, to which both devices of each such link lead. */
import { fileURLToPath } from 'node:url'
import type { LinkShape } from '#topology/model.ts'
import { type Bytes, fromHex, toHex } from '#wire/bytes.ts'
import { openChannel } from './channel.ts'
import type { LogFile } from './log-file.ts'
import type { Cable, Device, LinkCable, Node } from './wiring.ts'

export const wiresNode: Node = { name: 'wires', kind: 'wires' }

/** What only user space sees of one way of a link, from end a (0) or from end b (1). */
export interface WireCount {
  readonly link: number
  readonly direction: 0 | 1
  readonly packets: number
  readonly bytes: number
  readonly linkDown: number
  readonly linkLoss: number
  readonly tooBig: number
  readonly swallowed: number
}

/** Someone on a link: what goes on instead of the packet, or nothing. What one lets pass, the next sees. */
export type WireTap = (packet: Bytes) => Bytes | undefined

export interface Wires {
  setUp(link: number, up: boolean): Promise<void>
  shape(link: number, shape: LinkShape): Promise<void>
  counters(): Promise<readonly WireCount[]>
  /** Every packet that enters passes through the tap, and those that are there, until the function given back is called. */
  tap(link: number, direction: 0 | 1, tap: WireTap): Promise<() => Promise<void>>
  /** A packet as if the router at the end had sent it. */
  send(link: number, direction: 0 | 1, packet: Bytes): Promise<void>
  stop(): Promise<void>
}

/** bytes: the kernel hands over whole packets, `wires.py` looks at the length */
const greatestMtu = 65_535

/** Each link as two cables that meet in `wires`; the kernel still gives the routers' ends their rate. */
export function throughWires(links: readonly LinkCable[]): Cable[] {
  return links.flatMap(({ link: { index }, a, b }) => [wired(a, `${index}a`), wired(b, `${index}b`)])
}

const wired = (end: Device, name: string): Cable => ({
  mtu: greatestMtu,
  a: { ...end, ...(end.shape && { shape: { ...end.shape, delayNs: 0, jitterNs: 0, loss: 0 } }) },
  b: { node: wiresNode.name, name },
})

export interface WiresPlan {
  readonly links: readonly LinkCable[]
  readonly seed: number
  /** what goes before a command that runs there */
  readonly inside: readonly string[]
  readonly log: LogFile
}

const program = fileURLToPath(new URL('wires.py', import.meta.url))

function throughTaps(packet: Bytes, taps: Iterable<WireTap> = []): Bytes | undefined {
  let passed: Bytes | undefined = packet
  for (const tap of taps) passed = passed && tap(passed)
  return passed
}

const pathOf = (link: number, direction: number): string => `${link} ${direction}`
const shapeOf = ({ delayNs, jitterNs, loss }: LinkShape) => ({ delayNs, jitterNs, loss })

export async function startWires({ links, seed, inside, log }: WiresPlan): Promise<Wires> {
  const taps = new Map<string, Set<WireTap>>()
  const channel = await openChannel({
    name: 'wires.py',
    command: [...inside, '/usr/bin/python3', program],
    log,
    onEvent(event) {
      const { link, direction, number, payload } = event.tapped as { link: number; direction: number; number: number; payload: string }
      const packet = fromHex(payload)!
      const passed = throughTaps(packet, taps.get(pathOf(link, direction)))
      channel.tell({ do: 'go', number, payload: passed === undefined ? null : toHex(passed) })
    },
  })
  for (const { link } of links)
    await channel.request({
      ...{ do: 'add', link: link.index, a: `${link.index}a`, b: `${link.index}b` },
      ...{ mtu: link.mtu, seed, shape: shapeOf(link.shape) },
    })
  return {
    setUp: async (link, up) => void (await channel.request({ do: 'up', link, up })),
    shape: async (link, shape) => void (await channel.request({ do: 'shape', link, shape: shapeOf(shape) })),
    counters: async () => (await channel.request({ do: 'counters' })).counters as WireCount[],
    async tap(link, direction, tap) {
      const own = taps.get(pathOf(link, direction)) ?? new Set()
      taps.set(pathOf(link, direction), own.add(tap))
      await channel.request({ do: 'tap', link, direction, on: true })
      return async () => {
        own.delete(tap)
        if (own.size === 0) await channel.request({ do: 'tap', link, direction, on: false })
      }
    },
    send: async (link, direction, packet) => void (await channel.request({ do: 'send', link, direction, payload: toHex(packet) })),
    stop: () => channel.process.stop(),
  }
}
