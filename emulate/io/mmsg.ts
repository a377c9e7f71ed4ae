/**
 * Packet I/O with recvmmsg and sendmmsg: up to 64 datagrams a system call, into memory that is used again and again. The bytes that arrive are
 * lent; a datagram that is sent on from there is not copied. A socket whose send buffer is full loses what is sent, as a full link does.
 */
import type { DatagramBatch, UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { Libc, Watch } from './libc.ts'
import {
  addressFrom,
  createMemory,
  createMessages,
  type Memory,
  type Messages,
  receivedLength,
  setData,
  setNameLength,
} from './messages.ts'
import { addToBatch, createOpenBatch, type OpenBatch, type PacketIo, type SocketPlace } from './packet-io.ts'
import { createPlaces, type Placed, type Places } from './places.ts'
import { createSockaddrs, createSockaddrTexts, familyOf, portOf, sockaddrRoom } from './sockaddr.ts'
import { connect, openSystemSocket, type SystemSocket } from './system-socket.ts'
import type { UdpOptions } from './udp.ts'

/** datagrams a system call */
const atOnce = 64
/** the longest datagram, and a little more: slots that begin a power of two apart would share the same few lines of the cache */
const slotLength = 65_536 + 192
/** views of different lengths on a slot that are kept */
const viewsOfSlot = 32

/** MSG_DONTWAIT */
const dontWait = 0x40

interface OpenSocket extends Placed {
  readonly system: SystemSocket
  readonly leaving: Messages
  /** of `leaving` */
  count: number
  watch: Watch | undefined
  readable: boolean
}

interface State {
  readonly libc: Libc
  readonly options: UdpOptions
  readonly places: Places<OpenSocket>
  /** where datagrams arrive */
  readonly slots: Memory
  readonly views: (Bytes | undefined)[]
  readonly named: Messages
  readonly unnamed: Messages
  readonly arrived: OpenBatch
  /** where datagrams leave from that did not arrive here */
  readonly copies: Memory
  copied: number
  readonly sockaddrOf: (address: UnderlayAddress) => Bytes
  readonly textOf: (bytes: Bytes, at: number) => UnderlayAddress
  readonly errors: Map<string, number>
  overflowed: number
  readable: OpenSocket[]
  readonly touched: OpenSocket[]
  handler: (batch: DatagramBatch) => void
}

export function createMmsg(libc: Libc, options: UdpOptions = {}): PacketIo {
  const slots = createMemory(libc, atOnce * slotLength)
  const s: State = {
    libc,
    options,
    places: createPlaces<OpenSocket>({
      open: place => open(s, place),
      listen: socket => {
        socket.watch = libc.watch(socket.system.fd, () => markReadable(s, socket))
      },
      flush: () => drain(s),
    }),
    slots,
    views: new Array<Bytes | undefined>(atOnce * viewsOfSlot).fill(undefined),
    named: inSlots(libc, slots),
    unnamed: inSlots(libc, slots),
    arrived: createOpenBatch(),
    copies: createMemory(libc, atOnce * slotLength),
    copied: 0,
    sockaddrOf: createSockaddrs(),
    textOf: createSockaddrTexts(),
    errors: new Map(),
    overflowed: 0,
    readable: [],
    touched: [],
    handler: () => {},
  }
  return {
    lends: true,
    prepare: s.places.prepare,
    receive(handler) {
      s.handler = handler
    },
    send: leaving => send(s, leaving),
    close: s.places.close,
    counters: {
      errors: s.errors,
      get overflowed() {
        return s.overflowed
      },
    },
  }
}

function inSlots(libc: Libc, slots: Memory): Messages {
  const messages = createMessages(libc, atOnce)
  for (let i = 0; i < atOnce; i++) setData(messages, i, slots.address + i * slotLength, slotLength)
  return messages
}

function open(s: State, place: SocketPlace): OpenSocket {
  const { libc } = s
  const remote = place.remote === undefined ? undefined : s.sockaddrOf(place.remote)
  const system = openSystemSocket(libc, s.sockaddrOf(place.local), remote, s.options)
  const socket: OpenSocket = {
    place,
    system,
    leaving: createMessages(libc, atOnce),
    count: 0,
    watch: undefined,
    readable: false,
    reconnect(remote) {
      if (!connect(libc, system, remote === undefined ? undefined : s.sockaddrOf(remote))) count(s, libc.errorCode())
    },
    close() {
      socket.watch?.close()
      socket.watch = undefined
      libc.close(system.fd)
    },
  }
  return socket
}

/** Read after all that waited was told: in a turn of its own, with the promises and errors of one. */
function markReadable(s: State, socket: OpenSocket): void {
  if (socket.readable) return
  socket.readable = true
  if (s.readable.push(socket) === 1) setImmediate(() => drain(s))
}

/** One system call a socket; what has more to read comes again in the next turn. */
function drain(s: State): void {
  const { readable } = s
  s.readable = []
  for (const socket of readable) {
    socket.readable = false
    if (socket.watch !== undefined && receive(s, socket) === atOnce) markReadable(s, socket)
  }
}

/** How many came. */
function receive(s: State, socket: OpenSocket): number {
  const { port, remote } = socket.place
  const messages = remote === undefined ? s.named : s.unnamed
  if (remote === undefined) for (let i = 0; i < atOnce; i++) setNameLength(messages, i, sockaddrRoom)
  const received = s.libc.recvmmsg(socket.system.fd, messages.address, atOnce, dontWait, 0)
  if (received < 0) {
    const code = s.libc.errorCode()
    if (code !== 'EAGAIN') count(s, code)
    return 0
  }
  for (let i = 0; i < received; i++) {
    const peer = remote ?? s.textOf(messages.names, i * sockaddrRoom)
    addToBatch(s.arrived, port, peer, viewOf(s, i, receivedLength(messages, i)))
  }
  s.handler(s.arrived)
  s.arrived.count = 0
  return received
}

/** The first bytes of a slot. Traffic has few lengths: mostly there is a view already. */
function viewOf(s: State, slot: number, length: number): Bytes {
  const at = slot * viewsOfSlot + ((length ^ (length >> 5)) % viewsOfSlot)
  const view = s.views[at]
  if (view?.length === length) return view
  const fresh = new Uint8Array(s.slots.bytes.buffer, slot * slotLength, length)
  s.views[at] = fresh
  return fresh
}

function send(s: State, { count, ports, peers, bytes }: DatagramBatch): void {
  for (let i = 0; i < count; i++) {
    const socket = s.places.at(ports[i]!)
    if (socket !== undefined) add(s, socket, peers[i]!, bytes[i]!)
  }
  flushAll(s)
}

function flushAll(s: State): void {
  for (const socket of s.touched) flush(s, socket)
  s.touched.length = 0
  s.copied = 0
}

function add(s: State, socket: OpenSocket, to: UnderlayAddress, bytes: Bytes): void {
  if (bytes.length > slotLength) {
    count(s, 'EMSGSIZE')
    return
  }
  if (socket.count === atOnce || s.copied === atOnce) flushAll(s)
  const { leaving, count: i } = socket
  if (socket.place.remote !== undefined) setNameLength(leaving, i, 0)
  else if (!setReceiver(s, socket, i, to)) return
  setData(leaving, i, inMemory(s, bytes), bytes.length)
  if (socket.count++ === 0) s.touched.push(socket)
}

/** False: nobody can be there. A packet may name port 0, or the other IP version. */
function setReceiver(s: State, { system, leaving }: OpenSocket, i: number, to: UnderlayAddress): boolean {
  const name = s.sockaddrOf(to)
  if (portOf(name) === 0 || familyOf(name) !== system.family) {
    count(s, 'EINVAL')
    return false
  }
  leaving.names.set(name, i * sockaddrRoom)
  setNameLength(leaving, i, name.length)
  return true
}

/** The address of these bytes, or of a copy. */
function inMemory(s: State, bytes: Bytes): number {
  const { slots, copies } = s
  if (bytes.buffer === slots.bytes.buffer) return slots.address + bytes.byteOffset
  const at = s.copied++ * slotLength
  copies.bytes.set(bytes, at)
  return copies.address + at
}

/** In order. One that cannot be sent is passed over; what waits on the socket from an earlier one ("nobody there") is no reason to lose another. */
function flush(s: State, socket: OpenSocket): void {
  const { leaving } = socket
  let at = 0
  while (at < socket.count) {
    const sent = s.libc.sendmmsg(socket.system.fd, addressFrom(leaving, at), socket.count - at, dontWait)
    if (sent > 0) {
      at += sent
      continue
    }
    const code = s.libc.errorCode()
    if (code === 'EAGAIN') {
      s.overflowed += socket.count - at
      break
    }
    count(s, code)
    if (code !== 'ECONNREFUSED') at++
  }
  socket.count = 0
}

function count(s: State, code: string): void {
  s.errors.set(code, (s.errors.get(code) ?? 0) + 1)
}
