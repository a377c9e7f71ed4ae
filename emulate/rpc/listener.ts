/**
 * HTTP/1.1 and HTTP/2 without TLS on one TCP port: the first bytes of a connection say which. The number of connections has a bound: beyond it
 * the one that was quiet for longest gives way, so that idlers lock nobody out.
 */
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttp2, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2'
import { createServer, type Server, type Socket } from 'node:net'
import { splitHostPort } from '#wire/underlay-address.ts'
import { explainSystemError } from '../environment.ts'

export type HttpRequest = IncomingMessage | Http2ServerRequest
export type HttpResponse = ServerResponse | Http2ServerResponse

export interface ListenerCounters {
  connections: number
  /** connections closed to make room */
  evicted: number
  /** connections on which something else than HTTP came */
  garbage: number
}

export interface Listener {
  readonly counters: Readonly<ListenerCounters>
  /** Ends every connection. */
  stop(): void
}

export interface ListenerLimits {
  readonly maxConnections: number
  /** a connection's first byte comes within this time, and then some at least as often as that */
  readonly greetingMs: number
  readonly idleMs: number
}

const defaultLimits: ListenerLimits = { maxConnections: 256, greetingMs: 10_000, idleMs: 120_000 }
const maxStreams = 100
/** megabytes of a connection's HTTP/2 state */
const maxSessionMemory = 2

interface State {
  readonly limits: ListenerLimits
  readonly counters: ListenerCounters
  /** the one quiet for longest first */
  readonly open: Set<Socket>
  readonly http1: Server
  readonly http2: Server
}

/** Listens at "ip:port" or ":port"; throws `EnvironmentError`. */
export async function listenHttp(
  address: string,
  handle: (request: HttpRequest, response: HttpResponse) => void,
  limits: ListenerLimits = defaultLimits,
): Promise<Listener> {
  const counters: ListenerCounters = { connections: 0, evicted: 0, garbage: 0 }
  const http1 = createHttp({ requestTimeout: limits.idleMs, headersTimeout: limits.greetingMs, keepAliveTimeout: limits.idleMs }, handle)
  const http2 = createHttp2({ settings: { maxConcurrentStreams: maxStreams }, maxSessionMemory }, handle)
  http1.on('clientError', (error, socket) => {
    countGarbage(counters, error)
    socket.destroy()
  })
  http2.on('sessionError', error => countGarbage(counters, error))
  const state: State = { limits, counters, open: new Set(), http1, http2 }
  const server = createServer(socket => admit(state, socket))
  try {
    await listening(server, address)
  } catch (error) {
    throw explainSystemError(error, `the TCP address ${address}`)
  }
  return {
    counters,
    stop() {
      server.close()
      for (const socket of state.open) socket.destroy()
    },
  }
}

/** A peer that hangs up has said nothing wrong. */
function countGarbage(counters: ListenerCounters, error: NodeJS.ErrnoException): void {
  if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') counters.garbage++
}

const listening = (server: Server, address: string): Promise<void> => {
  const { host, port } = splitHostPort(address)
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: Number(port), ...(host !== '' && { host }) }, () => {
      server.off('error', reject)
      // Of single connections, which are theirs to worry about.
      server.on('error', () => {})
      resolve()
    })
  })
}

function admit(s: State, socket: Socket): void {
  s.counters.connections++
  if (s.open.size >= s.limits.maxConnections) {
    s.counters.evicted++
    const [quietest] = s.open
    s.open.delete(quietest!)
    quietest!.destroy()
  }
  s.open.add(socket)
  socket.on('close', () => s.open.delete(socket))
  socket.on('error', () => {})
  socket.setTimeout(s.limits.greetingMs, () => socket.destroy())
  socket.once('readable', () => greet(s, socket))
}

/** The first bytes are read and given back. */
function greet(s: State, socket: Socket): void {
  const first: Buffer | null = socket.read()
  if (first === null) return
  socket.unshift(first)
  socket.setTimeout(s.limits.idleMs, () => socket.destroy())
  // Every connection of HTTP/2 begins with "PRI * HTTP/2.0", and no method of HTTP/1.1 with "PRI".
  const server = first.subarray(0, 3).toString('latin1') === 'PRI' ? s.http2 : s.http1
  server.emit('connection', socket)
}
