/** Calls a described service over gRPC: the reference's programs answer as ours do. */
import type { DescMethodUnary } from '@bufbuild/protobuf'
import { Code, ConnectError } from '@connectrpc/connect'
import { createGrpcTransport, Http2SessionManager } from '@connectrpc/connect-node'
import { type Description, type RequestOf, type ResponseOf, serviceOf } from './description.ts'
import { type Refusal, refusalCodes, refuse } from './server.ts'

export interface RpcClient<D extends Description> {
  /** Fields that are not given have their zero values. Never throws. */
  call<M extends keyof D['methods']>(method: M, request: Partial<RequestOf<D, M>>): Promise<ResponseOf<D, M> | Refusal>
  close(): void
}

/** Answers are bounded as in the reference's client. */
const maxResponseBytes = 4 * 1024 * 1024

/** `address`: "ip:port". Connects at the first call. */
export function createRpcClient<D extends Description>(address: string, description: D, timeoutMs: number): RpcClient<D> {
  const baseUrl = `http://${address}`
  const http2 = new Http2SessionManager(baseUrl)
  const transport = createGrpcTransport({ baseUrl, sessionManager: http2, readMaxBytes: maxResponseBytes })
  const methods = new Map(serviceOf(description).methods.map(m => [m.name, m as DescMethodUnary]))
  return {
    async call(method, request) {
      try {
        const { message } = await transport.unary(
          methods.get(method as string)!,
          undefined,
          timeoutMs,
          undefined,
          request as Record<string, unknown>,
        )
        return message as never
      } catch (error) {
        return refusalOf(ConnectError.from(error))
      }
    },
    close: () => http2.abort(),
  }
}

/** Any other code is a kind of being unavailable. */
function refusalOf({ code, rawMessage }: ConnectError): Refusal {
  const known = Object.entries(refusalCodes).find(([, c]) => c === code)?.[0] as Refusal['refused'] | undefined
  return refuse(known ?? 'unavailable', known === undefined ? `${rawMessage} (${Code[code]})` : rawMessage)
}
