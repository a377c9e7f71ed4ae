/**
 * A program: how many bytes of JavaScript's heap a packet costs that is forwarded from one socket to another, all of ours between them, and a
 * kernel that is none. Prints the figures of several rounds.
 */
import { setTimeout } from 'node:timers/promises'
import { platformAes } from '#emulate/crypto/aes.ts'
import { createDriver } from '#emulate/io/driver.ts'
import type { Libc } from '#emulate/io/libc.ts'
import { createMmsg } from '#emulate/io/mmsg.ts'
import { toSockaddr } from '#emulate/io/sockaddr.ts'
import { createRouterMetrics } from '#emulate/router/router-metrics.ts'
import { createStoryRouter, epochS, now, storyAs } from '#test/router/network.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { internalPort, type Port } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'

/** A datagram that is there to be read, again and again. */
interface Waiting {
  readonly bytes: Bytes
  readonly from: Bytes
}

/** Where a kernel finds the words of a `Messages`: see messages.ts. */
const atOnce = 64
const iovecsAt = 16 * atOnce
/** Memory is told apart by the high bits of its addresses. */
const room = 2 ** 30

/** A kernel of ours: a socket that is asked always has 64 datagrams, and what is sent is counted. `waiting` by socket, in the order they are opened. */
function createKernel(waiting: readonly (readonly Waiting[])[]) {
  const memories: Uint8Array[] = []
  const watched: (() => void)[] = []
  const kernel = { sent: 0 }
  const write = (low: number, high: number, bytes: Bytes): void => {
    const address = low + high * 2 ** 32
    memories[Math.floor(address / room) - 1]!.set(bytes, address % room)
  }
  let opened = 0
  const libc: Libc = {
    socket: () => opened++,
    bind: () => 0,
    connect: () => 0,
    setsockopt: () => 0,
    close: () => 0,
    addressOf: bytes => memories.push(bytes) * room,
    errorCode: () => 'EIO',
    watch(_, readable) {
      watched.push(readable)
      return { close() {} }
    },
    recvmmsg(fd, messages, count) {
      const words = new Uint32Array(memories[messages / room - 1]!.buffer)
      for (let i = 0; i < count; i++) {
        const { bytes, from } = waiting[fd]![i % waiting[fd]!.length]!
        if (words[16 * i + 2] !== 0) write(words[16 * i]!, words[16 * i + 1]!, from)
        write(words[iovecsAt + 4 * i]!, words[iovecsAt + 4 * i + 1]!, bytes)
        words[16 * i + 14] = bytes.length
      }
      return count
    },
    sendmmsg(_, _messages, count) {
      kernel.sent += count
      return count
    },
  }
  return { libc, kernel, watched }
}

const { interfaces, internalAddress } = storyAs.routers[0]!
const places = [
  { port: internalPort, local: internalAddress },
  ...interfaces.map(({ ifId, local, remote }) => ({ port: ifId, local, remote })),
]

/** All kinds of ways through a router, by the socket they come in. */
const stories = ['ParentToChild', 'ChildToParent', 'ChildToChildXover', 'ChildToPeer', 'PeerToChild', 'ParentToInternalHost', 'SVC']
stories.push('InternalHostToChild', 'InternalParentToChild', 'ChildToInternalParent')
const waitingAt = (port: Port): Waiting[] =>
  allStories()
    .filter(s => stories.includes(s.name) && (typeof s.in === 'string' ? internalPort : s.in) === port)
    .map(s => ({ bytes: buildInput(s), from: toSockaddr(typeof s.in === 'string' ? s.in : '10.0.0.1:1') }))
const { libc, kernel, watched } = createKernel(places.map(({ port }) => waitingAt(port)))
const io = createMmsg(libc)
const router = createStoryRouter({ cipher: platformAes, observer: createRouterMetrics().observer })
createDriver(router, io, { epochS, now: () => now, follow: () => {} })
;(await io.prepare(places))()
for (const [i, { port }] of places.entries()) if (waitingAt(port).length > 0) watched[i]!()

const packets = 50_000
async function bytesPerPacket(): Promise<number> {
  globalThis.gc!()
  const [sent, used] = [kernel.sent, process.memoryUsage().heapUsed]
  while (kernel.sent < sent + packets) await setTimeout(1)
  return (process.memoryUsage().heapUsed - used) / (kernel.sent - sent)
}

const figures: number[] = []
for (let i = 0; i < 12; i++) figures.push(await bytesPerPacket())
process.stdout.write(JSON.stringify(figures))
process.exit()
