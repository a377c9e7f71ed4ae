/** A small service to call. */
import { onTestFinished } from 'vitest'
import type { Description } from '#emulate/rpc/description.ts'
import type { ListenerLimits } from '#emulate/rpc/listener.ts'
import { type Handlers, type RpcServer, type RpcServerOptions, refuse, serveRpc } from '#emulate/rpc/server.ts'
import { someNet } from '../lab.ts'

export const echoApi = {
  package: 'test.v1',
  service: 'EchoService',
  methods: { Echo: ['Message', 'Message'], Wait: ['Message', 'Message'] },
  messages: { Message: { text: [1, 'string'], count: [2, 'uint64'] } },
  enums: {},
} as const satisfies Description

export const echoHandlers: Handlers<typeof echoApi> = {
  Echo: ({ text, count }) => (text === 'no' ? refuse('notFound', 'never heard of it') : { text: text.repeat(Number(count)), count }),
  Wait: () => new Promise(() => {}),
}

export async function serveEcho(
  options: RpcServerOptions<typeof echoApi> & { readonly limits?: ListenerLimits } = {},
): Promise<RpcServer & { readonly address: string }> {
  const address = `127.${someNet()}.8.8:30255`
  const server = await serveRpc(address, echoApi, echoHandlers, options)
  onTestFinished(server.stop)
  return { ...server, address }
}
