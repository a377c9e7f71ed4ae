/** A UDP socket by system calls (Linux): opened, bound, connected. */
import type { Bytes } from '#wire/bytes.ts'
import type { Libc } from './libc.ts'
import { families, familyOf } from './sockaddr.ts'
import type { UdpOptions } from './udp.ts'

export interface SystemSocket {
  readonly fd: number
  readonly family: number
}

/** SOCK_DGRAM, SOCK_CLOEXEC, SOCK_NONBLOCK */
const udp = 2 | 0o2000000 | 0o4000
/** SOL_SOCKET: SO_SNDBUF, SO_RCVBUF and, beyond the system's bound, SO_SNDBUFFORCE, SO_RCVBUFFORCE */
const socketLevel = 1
const sendBuffers = { plain: 7, force: 32 } as const
const receiveBuffers = { plain: 8, force: 33 } as const
/** IPPROTO_IPV6, IPV6_V6ONLY */
const ipv6 = { level: 41, only: 26 } as const
/** AF_UNSPEC: a socket connected to such an address is connected no longer. */
const nowhere = new Uint8Array(16)

/** Bound to `local` and, where there is a `remote`, connected. Throws the system's error, with its code; then nothing is open. */
export function openSystemSocket(libc: Libc, local: Bytes, remote: Bytes | undefined, options: UdpOptions): SystemSocket {
  const family = familyOf(local)
  const fd = libc.socket(family, udp, 0)
  mustWork(libc, fd >= 0)
  const socket = { fd, family }
  try {
    if (family === families.ipv6) mustWork(libc, set(libc, fd, ipv6.level, ipv6.only, 1))
    setBuffer(libc, fd, receiveBuffers, options.receiveBuffer)
    setBuffer(libc, fd, sendBuffers, options.sendBuffer)
    mustWork(libc, libc.bind(fd, local, local.length) === 0)
    if (remote !== undefined) mustWork(libc, connect(libc, socket, remote))
  } catch (error) {
    libc.close(fd)
    throw error
  }
  return socket
}

/** To another peer, or to none. False: `libc.errorCode()` says why not. */
export function connect(libc: Libc, { fd }: SystemSocket, remote: Bytes | undefined): boolean {
  const address = remote ?? nowhere
  return libc.connect(fd, address, address.length) === 0
}

function mustWork(libc: Libc, works: boolean): void {
  if (works) return
  const code = libc.errorCode()
  throw Object.assign(new Error(code), { code })
}

const set = (libc: Libc, fd: number, level: number, name: number, value: number): boolean =>
  libc.setsockopt(fd, level, name, Int32Array.of(value), 4) === 0

/** Whoever has the right to may ask for more than the system's bound; for others it is that bound. */
function setBuffer(libc: Libc, fd: number, { plain, force }: { plain: number; force: number }, size: number | undefined): void {
  if (size === undefined || set(libc, fd, socketLevel, force, size)) return
  mustWork(libc, set(libc, fd, socketLevel, plain, size))
}
