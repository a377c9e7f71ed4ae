/** The world around a device under test: every neighbour, sibling, service and host is a UDP socket of ours. */
import { createSocket, type Socket } from 'node:dgram'
import type { UnderlayAddress } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { EnvironmentError } from '#wire/error.ts'
import { joinHostPort, parseUnderlay, type Socket as SocketAddress } from '#wire/underlay-address.ts'

export interface Sockets {
  /** Opens the socket unless it is open. Port 0: any; the address it got comes back. Throws `EnvironmentError`. */
  open(address: UnderlayAddress): Promise<UnderlayAddress>
  /** In the order of the calls, also over several sockets. `from` must be open. */
  send(from: UnderlayAddress, to: UnderlayAddress, bytes: Bytes): void
  close(): void
}

export type Heard = (from: UnderlayAddress, to: UnderlayAddress, bytes: Bytes) => void

/** bytes the system shall hold for a socket: a batch of the biggest packets */
const receiveBuffer = 4 << 20

export function createSockets(heard: Heard): Sockets {
  const open = new Map<UnderlayAddress, Socket>()
  const parsed = new Map<UnderlayAddress, SocketAddress>()
  const parse = (address: UnderlayAddress): SocketAddress => {
    const known = parsed.get(address) ?? parseUnderlay(address)
    parsed.set(address, known)
    return known
  }
  return {
    async open(wanted) {
      const { ip, port } = parse(wanted)
      const same = joinHostPort(ip, port)
      if (open.has(same)) return same
      const socket = await bind(ip, port)
      const address = joinHostPort(ip, socket.address().port)
      socket.on('message', (buffer, from) =>
        heard(joinHostPort(from.address, from.port), address, new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length)),
      )
      // Unreachable: the device under test is not there, which its silence tells.
      socket.on('error', () => {})
      open.set(address, socket)
      return address
    },
    send(from, to, bytes) {
      const { ip, port } = parse(to)
      open.get(from)!.send(bytes, port, ip, () => {})
    },
    close() {
      for (const socket of open.values()) socket.close()
      open.clear()
    },
  }
}

async function bind(ip: string, port: number): Promise<Socket> {
  const isIpv6 = ip.includes(':')
  // Addresses are numbers: nobody is asked, so packets leave at once and in order.
  const lookup = (name: string, _: unknown, found: (error: null, ip: string, family: number) => void): void =>
    found(null, name, isIpv6 ? 6 : 4)
  const socket = createSocket({ type: isIpv6 ? 'udp6' : 'udp4', lookup: lookup as never, ipv6Only: isIpv6 })
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ address: ip, port, exclusive: true }, resolve)
    })
  } catch (error) {
    socket.close()
    throw refused(joinHostPort(ip, port), error as NodeJS.ErrnoException)
  }
  socket.removeAllListeners('error')
  socket.setRecvBufferSize(receiveBuffer)
  return socket
}

function refused(address: UnderlayAddress, { code, message }: NodeJS.ErrnoException): Error {
  if (code === 'EADDRINUSE')
    return new EnvironmentError(`${address} is in use, where a neighbour or host is to be played`, '"ss -lnp" shows who holds it')
  if (code === 'EADDRNOTAVAIL')
    return new EnvironmentError(
      `${address} is no address of this machine`,
      'the kit needs 127.0.0.0/8 on the loopback interface, as Linux has it',
    )
  return new EnvironmentError(`${address} cannot be opened: ${message}`)
}
