/**
 * The system calls that take and hand over many datagrams at once, by koffi: Node has none of them. Linux, 64 bits, little-endian; elsewhere, and
 * where koffi is not installed, there is none.
 */
import { endianness } from 'node:os'
import { getSystemErrorName } from 'node:util'

/** Each returns what the system call does: -1 says `errorCode()`. Addresses are numbers, memory that is only read or written during the call an array. */
export interface Libc {
  socket(family: number, type: number, protocol: number): number
  bind(fd: number, address: Uint8Array, length: number): number
  connect(fd: number, address: Uint8Array, length: number): number
  setsockopt(fd: number, level: number, name: number, value: Int32Array, length: number): number
  close(fd: number): number
  recvmmsg(fd: number, messages: number, count: number, flags: number, timeout: number): number
  sendmmsg(fd: number, messages: number, count: number, flags: number): number
  /** of the last call: "ECONNREFUSED" */
  errorCode(): string
  /** Where an array's first byte lies. It stays there as long as the array is held; one of 64 bytes or less may move. */
  addressOf(bytes: Uint8Array): number
  /** `readable` is called again and again while there is something to read, an error too. Node's loop waits for it, and goes on as long as it is open. */
  watch(fd: number, readable: () => void): Watch
}

export interface Watch {
  close(): void
}

let loaded: Promise<Libc | undefined> | undefined

/** Loaded once a process, when it is asked for. */
export const loadLibc = (): Promise<Libc | undefined> => (loaded ??= load().catch(() => undefined))

async function load(): Promise<Libc | undefined> {
  if (process.platform !== 'linux' || endianness() !== 'LE') return undefined
  const { default: koffi } = await import('koffi')
  if (koffi.sizeof('void *') !== 8) return undefined
  const library = koffi.load(null)
  return {
    socket: library.func('int socket(int, int, int)'),
    bind: library.func('int bind(int, void *, uint)'),
    connect: library.func('int connect(int, void *, uint)'),
    setsockopt: library.func('int setsockopt(int, int, int, void *, uint)'),
    close: library.func('int close(int)'),
    recvmmsg: library.func('int recvmmsg(int, uintptr_t, uint, int, uintptr_t)'),
    sendmmsg: library.func('int sendmmsg(int, uintptr_t, uint, int)'),
    errorCode: () => getSystemErrorName(-koffi.errno()),
    addressOf: bytes => Number(koffi.address(bytes)),
    watch(fd, readable) {
      const heard = (status: number): void => {
        // An error that waits on the socket ends libuv's watch; reading takes it away.
        if (status < 0) handle.start({ readable: true }, heard as never)
        readable()
      }
      // Its first argument is libuv's status, whatever its type says.
      const handle = koffi.node.poll(fd, { readable: true }, heard as never)
      return handle
    },
  }
}
