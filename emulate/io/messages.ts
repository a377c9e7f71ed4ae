/**
 * A row of messages in memory as recvmmsg and sendmmsg take it (Linux, 64 bits, little-endian; man 2 recvmmsg), made once and filled again and again.
 *
 *   mmsghdr, 64 bytes each:  name (8) | its length (4) + 4 | iovec (8) | 1 (8) | control 0 (8) | 0 (8) | flags (4) + 4 | length received (4) + 4
 *   iovec, 16 bytes each:    data (8) | length (8)
 *   names, 28 bytes each:    see sockaddr.ts
 */
import type { Bytes } from '#wire/bytes.ts'
import type { Libc } from './libc.ts'
import { sockaddrRoom } from './sockaddr.ts'

/** Bytes of ours that the kernel reads and writes. */
export interface Memory {
  readonly bytes: Uint8Array
  /** where they begin */
  readonly address: number
}

export interface Messages {
  readonly count: number
  /** the headers' 32-bit words, 16 each */
  readonly headers: Uint32Array
  readonly iovecs: Uint32Array
  /** senders' or receivers' addresses, `sockaddrRoom` bytes each */
  readonly names: Bytes
  readonly namesAt: number
  readonly address: number
}

const headerWords = 16
const iovecWords = 4
const word = { name: 0, nameLength: 2, iovec: 4, iovecCount: 6, received: 14 } as const

/** Lies where it lies until it is collected. The system gives pages to it when they are touched. */
export function createMemory(libc: Libc, size: number): Memory {
  const bytes = new Uint8Array(new ArrayBuffer(Math.max(size, 1024)))
  return { bytes, address: libc.addressOf(bytes) }
}

export function createMessages(libc: Libc, count: number): Messages {
  const [iovecsAt, namesAt] = [count * headerWords * 4, count * (headerWords + iovecWords) * 4]
  const { bytes, address } = createMemory(libc, namesAt + count * sockaddrRoom)
  const m: Messages = {
    count,
    headers: new Uint32Array(bytes.buffer, 0, count * headerWords),
    iovecs: new Uint32Array(bytes.buffer, iovecsAt, count * iovecWords),
    names: bytes.subarray(namesAt),
    namesAt: address + namesAt,
    address,
  }
  for (let i = 0; i < count; i++) {
    setAddress(m.headers, i * headerWords + word.iovec, address + iovecsAt + i * iovecWords * 4)
    m.headers[i * headerWords + word.iovecCount] = 1
  }
  return m
}

/** An address of at most 53 bits, in two words. */
function setAddress(words: Uint32Array, at: number, address: number): void {
  words[at] = address
  words[at + 1] = address / 0x1_0000_0000
}

/** Message `i` reads or writes these bytes. */
export function setData(m: Messages, i: number, address: number, length: number): void {
  setAddress(m.iovecs, i * iovecWords, address)
  m.iovecs[i * iovecWords + 2] = length
}

/** Message `i` has this much room for an address, or an address of this length; 0 = none, as on connected sockets. */
export function setNameLength(m: Messages, i: number, length: number): void {
  setAddress(m.headers, i * headerWords + word.name, length === 0 ? 0 : m.namesAt + i * sockaddrRoom)
  m.headers[i * headerWords + word.nameLength] = length
}

export const receivedLength = (m: Messages, i: number): number => m.headers[i * headerWords + word.received]!

/** Where message `i` begins, for the kernel. */
export const addressFrom = (m: Messages, i: number): number => m.address + i * headerWords * 4
