/**
 * Packet I/O with node:dgram. External links are connected sockets; the AS-internal network is one unconnected socket, whose peers (siblings,
 * services, hosts) are told apart by their source address.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { DatagramBatch, Port, UnderlayAddress } from '#wire/actor.ts'
import { joinHostPort, parseUnderlay, type Socket as SocketAddress } from '#wire/underlay-address.ts'
import { addToBatch, createOpenBatch, emptyBatch, type OpenBatch, type PacketIo, type SocketPlace } from './packet-io.ts'
import { createPlaces, type Placed, type Places } from './places.ts'

export interface UdpOptions {
  /** bytes the system holds for us; default: the system's choice */
  readonly receiveBuffer?: number
  readonly sendBuffer?: number
}

/** datagrams handed over at once, so that memory has a bound */
const maxBatch = 256
/** datagrams a socket holds when the system takes no more */
const maxQueued = 1024
/** destinations whose text is kept split */
const maxKnown = 4096

interface OpenSocket extends Placed {
  readonly socket: Socket
}

interface State {
  readonly options: UdpOptions
  readonly places: Places<OpenSocket>
  arrived: OpenBatch
  /** filled while the other one is handed over */
  spare: OpenBatch
  readonly addresses: Map<UnderlayAddress, SocketAddress>
  readonly errors: Map<string, number>
  overflowed: number
  scheduled: boolean
  handler: (batch: DatagramBatch) => void
  /** for `socket.send`: made once */
  readonly sent: (error: Error | null) => void
}

/** Its sockets may come and go one by one, at once: what a host needs for its ports. */
export interface UdpIo extends PacketIo {
  /** False where the system refuses: somebody has the port, or it is not for us. */
  add(place: SocketPlace): boolean
  remove(port: Port): void
}

export function createUdp(options: UdpOptions = {}): UdpIo {
  const s: State = {
    options,
    places: createPlaces<OpenSocket>({ open: place => open(s, place), listen: socket => listen(s, socket), flush: () => flush(s) }),
    arrived: createOpenBatch(),
    spare: createOpenBatch(),
    addresses: new Map(),
    errors: new Map(),
    overflowed: 0,
    scheduled: false,
    handler: () => {},
    sent: error => {
      if (error !== null) count(s, error)
    },
  }
  return {
    lends: false,
    prepare: s.places.prepare,
    add(place) {
      const socket = openNow(s, place)
      if (socket !== undefined) s.places.add(socket)
      return socket !== undefined
    },
    remove: s.places.remove,
    receive(handler) {
      s.handler = handler
    },
    send(leaving) {
      for (let i = 0; i < leaving.count; i++) send(s, leaving.ports[i]!, leaving.peers[i]!, leaving.bytes[i]!)
    },
    close() {
      s.places.close()
      s.arrived.count = 0
    },
    counters: {
      errors: s.errors,
      get overflowed() {
        return s.overflowed
      },
    },
  }
}

/** Bound and, with a remote address, connected. */
async function open(s: State, place: SocketPlace): Promise<OpenSocket> {
  const { ip: address, port } = parseUnderlay(place.local)
  const socket = newSocket(address)
  try {
    await settled(socket, done => socket.bind({ address, port, exclusive: true }, done))
    if (place.remote !== undefined) {
      const { ip, port } = parseUnderlay(place.remote)
      await settled(socket, done => socket.connect(port, ip, done))
    }
    return placed(s, socket, place)
  } catch (error) {
    socket.close()
    throw error
  }
}

/** Bound, or nothing. */
function openNow(s: State, place: SocketPlace): OpenSocket | undefined {
  const { ip: address, port } = parseUnderlay(place.local)
  const socket = newSocket(address)
  let isRefused = false
  socket.once('error', () => {
    isRefused = true
  })
  // Nothing has to be looked up: this ends before it returns.
  socket.bind({ address, port, exclusive: true })
  if (!isRefused) return placed(s, socket, place)
  socket.close()
  return undefined
}

function newSocket(ip: string): Socket {
  const isIpv6 = ip.includes(':')
  // Addresses are numbers here: nobody is asked, and nothing waits.
  const lookup = (ip: string, _: unknown, found: (error: null, ip: string, family: number) => void): void => found(null, ip, isIpv6 ? 6 : 4)
  return createSocket({ type: isIpv6 ? 'udp6' : 'udp4', lookup: lookup as never, ipv6Only: isIpv6 })
}

function placed(s: State, socket: Socket, place: SocketPlace): OpenSocket {
  const { receiveBuffer, sendBuffer } = s.options
  if (receiveBuffer !== undefined) socket.setRecvBufferSize(receiveBuffer)
  if (sendBuffer !== undefined) socket.setSendBufferSize(sendBuffer)
  socket.on('error', error => count(s, error))
  const opened: OpenSocket = {
    place,
    socket,
    reconnect(remote) {
      if (opened.place.remote !== undefined) socket.disconnect()
      if (remote === undefined) return
      const { ip, port } = parseUnderlay(remote)
      socket.connect(port, ip)
    },
    close: () => socket.close(),
  }
  return opened
}

const settled = (socket: Socket, start: (done: (error?: Error) => void) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('error', reject)
    start(error => {
      socket.off('error', reject)
      if (error) reject(error)
      else resolve()
    })
  })

function listen(s: State, entry: OpenSocket): void {
  entry.socket.on('message', (buffer: Buffer, from: RemoteInfo) => {
    const { port, remote } = entry.place
    // A plain view: `slice` of a Buffer would be no copy.
    const bytes = new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)
    addToBatch(s.arrived, port, remote ?? joinHostPort(from.address, from.port), bytes)
    if (s.arrived.count === maxBatch) flush(s)
    else if (!s.scheduled) {
      // After all sockets were read: what came together is decided together.
      s.scheduled = true
      setImmediate(() => flush(s))
    }
  })
}

function flush(s: State): void {
  s.scheduled = false
  const { arrived } = s
  if (arrived.count === 0) return
  // The handler may close a socket, for which what has arrived is handed over: not this once more.
  s.arrived = s.spare
  s.spare = arrived
  s.handler(arrived)
  emptyBatch(arrived)
}

function send(s: State, port: Port, to: UnderlayAddress, bytes: Uint8Array): void {
  const entry = s.places.at(port)
  if (entry === undefined) return
  const { socket, place } = entry
  if (socket.getSendQueueCount() >= maxQueued) s.overflowed++
  else if (place.remote !== undefined) socket.send(bytes, s.sent)
  else sendTo(s, socket, addressOf(s, to), bytes)
}

function sendTo(s: State, socket: Socket, { ip, port }: SocketAddress, bytes: Uint8Array): void {
  // A packet may name port 0, where nobody can be.
  if (port === 0) countCode(s, 'EINVAL')
  else socket.send(bytes, port, ip, s.sent)
}

function addressOf(s: State, text: UnderlayAddress): SocketAddress {
  let address = s.addresses.get(text)
  if (address === undefined) {
    if (s.addresses.size >= maxKnown) s.addresses.clear()
    address = parseUnderlay(text)
    s.addresses.set(text, address)
  }
  return address
}

const count = (s: State, error: NodeJS.ErrnoException): void => countCode(s, error.code ?? error.name)

function countCode(s: State, code: string): void {
  s.errors.set(code, (s.errors.get(code) ?? 0) + 1)
}
