/**
 * Packet I/O with node:dgram. External links are connected sockets; the AS-internal network is one unconnected socket, whose peers (siblings,
 * services, hosts) are told apart by their source address.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'
import type { DatagramBatch, Port, UnderlayAddress } from '#wire/actor.ts'
import { joinHostPort, parseUnderlay, type Socket as SocketAddress } from '#wire/underlay-address.ts'
import { explainSystemError } from '../environment.ts'
import { addToBatch, createOpenBatch, type OpenBatch, type PacketIo, type SocketPlace } from './packet-io.ts'

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

interface OpenSocket {
  place: SocketPlace
  readonly socket: Socket
}

interface State {
  readonly options: UdpOptions
  readonly byLocal: Map<UnderlayAddress, OpenSocket>
  readonly byPort: (OpenSocket | undefined)[]
  readonly arrived: OpenBatch
  readonly addresses: Map<UnderlayAddress, SocketAddress>
  readonly errors: Map<string, number>
  overflowed: number
  scheduled: boolean
  handler: (batch: DatagramBatch) => void
  /** for `socket.send`: made once */
  readonly sent: (error: Error | null) => void
}

export function createUdp(options: UdpOptions = {}): PacketIo {
  const s: State = {
    options,
    byLocal: new Map(),
    byPort: [],
    arrived: createOpenBatch(),
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
    prepare: places => prepare(s, places),
    receive(handler) {
      s.handler = handler
    },
    send(leaving) {
      for (let i = 0; i < leaving.count; i++) send(s, leaving.ports[i]!, leaving.peers[i]!, leaving.bytes[i]!)
    },
    close() {
      for (const { socket } of s.byLocal.values()) socket.close()
      s.byLocal.clear()
      s.byPort.length = 0
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

async function prepare(s: State, places: readonly SocketPlace[]): Promise<() => void> {
  const added: OpenSocket[] = []
  try {
    for (const place of places) if (!s.byLocal.has(place.local)) added.push(await open(s, place))
  } catch (error) {
    for (const { socket } of added) socket.close()
    throw error
  }
  return () => commit(s, places, added)
}

/** What has arrived goes to the handler that knows the old sockets. */
function commit(s: State, places: readonly SocketPlace[], added: readonly OpenSocket[]): void {
  flush(s)
  for (const entry of added) s.byLocal.set(entry.place.local, entry)
  const wanted = new Map(places.map(place => [place.local, place]))
  s.byPort.length = 0
  for (const [local, entry] of s.byLocal) {
    const place = wanted.get(local)
    if (place === undefined) {
      s.byLocal.delete(local)
      entry.socket.close()
      continue
    }
    if (place.remote !== entry.place.remote) reconnect(entry.socket, entry.place, place)
    entry.place = place
    s.byPort[place.port] = entry
    if (added.includes(entry)) listen(s, entry)
  }
}

function reconnect(socket: Socket, from: SocketPlace, to: SocketPlace): void {
  if (from.remote !== undefined) socket.disconnect()
  if (to.remote === undefined) return
  const { ip, port } = parseUnderlay(to.remote)
  socket.connect(port, ip)
}

/** Bound and, with a remote address, connected. */
async function open(s: State, place: SocketPlace): Promise<OpenSocket> {
  const local = parseUnderlay(place.local)
  const isIpv6 = local.ip.includes(':')
  // Addresses are numbers here: nobody is asked, and nothing waits.
  const lookup = (ip: string, _: unknown, found: (error: null, ip: string, family: number) => void): void => found(null, ip, isIpv6 ? 6 : 4)
  const socket = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', lookup: lookup as never, ipv6Only: isIpv6 })
  try {
    await settled(socket, done => socket.bind({ address: local.ip, port: local.port, exclusive: true }, done))
    if (place.remote !== undefined) {
      const { ip, port } = parseUnderlay(place.remote)
      await settled(socket, done => socket.connect(port, ip, done))
    }
    const { receiveBuffer, sendBuffer } = s.options
    if (receiveBuffer !== undefined) socket.setRecvBufferSize(receiveBuffer)
    if (sendBuffer !== undefined) socket.setSendBufferSize(sendBuffer)
  } catch (error) {
    socket.close()
    throw explainSystemError(error, `${place.port === 0 ? 'the internal address' : `interface ${place.port}:`} ${placeText(place)}`)
  }
  socket.on('error', error => count(s, error))
  return { place, socket }
}

const placeText = ({ local, remote }: SocketPlace): string => (remote === undefined ? local : `${local} (to ${remote})`)

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
  s.handler(arrived)
  arrived.count = 0
  arrived.bytes.length = 0
}

function send(s: State, port: Port, to: UnderlayAddress, bytes: Uint8Array): void {
  const entry = s.byPort[port]
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
