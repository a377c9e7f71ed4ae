/** Which packet I/O: the fastest there is on this machine, or the one that is asked for. */
import { EnvironmentError } from '../environment.ts'
import { loadLibc } from './libc.ts'
import { createMmsg } from './mmsg.ts'
import type { PacketIo } from './packet-io.ts'
import { createUdp, type UdpOptions } from './udp.ts'

/** mmsg: many datagrams a system call; dgram: Node's sockets; auto: mmsg where there is such a call, else dgram */
export const packetIoKinds = ['auto', 'mmsg', 'dgram'] as const
export type PacketIoKind = (typeof packetIoKinds)[number]

/** Throws `EnvironmentError` when "mmsg" is asked for and is not there. */
export async function createPacketIo(kind: PacketIoKind, options: UdpOptions): Promise<PacketIo> {
  const libc = kind === 'dgram' ? undefined : await loadLibc()
  if (libc !== undefined) return createMmsg(libc, options)
  if (kind !== 'mmsg') return createUdp(options)
  throw new EnvironmentError(
    'there are no system calls for many datagrams here',
    'they need Linux and the package koffi; --io dgram needs neither',
  )
}
