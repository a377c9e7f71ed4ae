/**
 * Answers the calls of a described service: gRPC, gRPC-web and Connect, so that `curl` with JSON is a client too. Whatever comes in has a bound:
 * connections (`listener.ts`), calls under way, bytes of a request, time.
 */
import type { DescMethodUnary } from '@bufbuild/protobuf'
import { Code, ConnectError, createConnectRouter } from '@connectrpc/connect'
import type { UniversalHandler } from '@connectrpc/connect/protocol'
import { compressionGzip, universalRequestFromNodeRequest, universalResponseToNodeResponse } from '@connectrpc/connect-node'
import { type Description, type RequestOf, type ResponseOf, serviceOf } from './description.ts'
import { type HttpRequest, type HttpResponse, type ListenerCounters, type ListenerLimits, listenHttp } from './listener.ts'

export const refusalCodes = {
  invalidArgument: Code.InvalidArgument,
  unavailable: Code.Unavailable,
  deadlineExceeded: Code.DeadlineExceeded,
  notFound: Code.NotFound,
  failedPrecondition: Code.FailedPrecondition,
} as const

/** Why there is no answer. */
export interface Refusal {
  readonly refused: keyof typeof refusalCodes
  readonly reason: string
}

export const refuse = (refused: Refusal['refused'], reason: string): Refusal => ({ refused, reason })

type Reply<D extends Description, M extends keyof D['methods']> = ResponseOf<D, M> | Refusal

export type Handlers<D extends Description> = {
  readonly [M in keyof D['methods']]: (request: RequestOf<D, M>) => Reply<D, M> | Promise<Reply<D, M>>
}

export interface RpcCounters extends ListenerCounters {
  /** calls refused because too many were under way, or ended because they took too long */
  overloaded: number
  overdue: number
  /** requests for what is no method of the service */
  unknown: number
  /** answers that nobody waited for any more */
  undelivered: number
}

export interface RpcServerOptions<D extends Description> {
  /** A call has its answer: 'ok', or why it has none. */
  readonly answered?: (method: keyof D['methods'], result: 'ok' | Refusal['refused'], request: unknown, seconds: number) => void
  readonly limits?: ListenerLimits
}

export interface RpcServer {
  counters(): Readonly<RpcCounters>
  stop(): void
}

const maxCalls = 512
const maxRequestBytes = 64 * 1024
/** of a call, from its first byte to the last one of its answer */
const callMs = 30_000

/** Listens at "ip:port"; throws `EnvironmentError`. */
export async function serveRpc<D extends Description>(
  address: string,
  description: D,
  handlers: Handlers<D>,
  options: RpcServerOptions<D> = {},
): Promise<RpcServer> {
  const methods = methodsOf(description, handlers, options)
  const counters = { overloaded: 0, overdue: 0, unknown: 0, undelivered: 0 }
  let underWay = 0
  const handle = (request: HttpRequest, response: HttpResponse): void => {
    const method = methods.get(request.url?.split('?')[0] ?? '')
    const status = method === undefined ? 404 : underWay >= maxCalls ? 503 : undefined
    if (method === undefined || status !== undefined) {
      counters[status === 404 ? 'unknown' : 'overloaded']++
      response.writeHead(status ?? 404).end()
      return
    }
    underWay++
    const overdue = setTimeout(() => {
      counters.overdue++
      response.destroy()
    }, callMs)
    response.on('close', () => {
      underWay--
      clearTimeout(overdue)
    })
    method(universalRequestFromNodeRequest(request, response, undefined, undefined))
      .then(answer => universalResponseToNodeResponse(answer, response))
      .catch(() => counters.undelivered++)
  }
  const listener = await listenHttp(address, handle, options.limits)
  return { counters: () => ({ ...listener.counters, ...counters }), stop: listener.stop }
}

/** The library's handlers by "/package.Service/Method". */
function methodsOf<D extends Description>(d: D, handlers: Handlers<D>, { answered }: RpcServerOptions<D>): Map<string, UniversalHandler> {
  const router = createConnectRouter({ readMaxBytes: maxRequestBytes, acceptCompression: [compressionGzip] })
  for (const method of serviceOf(d).methods) {
    const name = method.name as keyof D['methods']
    router.rpc(method as DescMethodUnary, async request => {
      const begin = performance.now()
      const reply = await handlers[name](request as unknown as RequestOf<D, keyof D['methods']>)
      const refusal = isRefusal(reply) ? reply : undefined
      answered?.(name, refusal?.refused ?? 'ok', request, (performance.now() - begin) / 1000)
      if (refusal !== undefined) throw new ConnectError(refusal.reason, refusalCodes[refusal.refused])
      return reply as Record<string, unknown>
    })
  }
  return new Map(router.handlers.map(h => [h.requestPath, h]))
}

export const isRefusal = (reply: object): reply is Refusal => 'refused' in reply
