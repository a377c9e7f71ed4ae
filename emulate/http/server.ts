/** A small HTTP server for figures and status: GET and PUT on exact paths, nothing else. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { splitHostPort } from '#wire/underlay-address.ts'
import { explainSystemError } from '../environment.ts'

export interface Reply {
  readonly type: string
  readonly body: string
  /** default 200 */
  readonly status?: number
}

/** "GET /metrics" to its answer; of a PUT the body is given. */
export type Routes = Readonly<Record<string, (body: string) => Reply>>

/** bytes of a request's body that are read */
const maxBody = 4096
const maxConnections = 64
const requestTimeoutMs = 10_000

export const json = (value: unknown, status = 200): Reply => ({
  type: 'application/json',
  body: `${JSON.stringify(value, undefined, 4)}\n`,
  status,
})

/** As the reference says what is wrong. */
export const problem = (status: number, title: string): Reply => ({
  type: 'application/problem+json',
  body: `${JSON.stringify({ status, title }, undefined, 4)}\n`,
  status,
})

/** Listens at "host:port" or ":port"; call what it resolves to and it stops. Throws `EnvironmentError`. */
export async function serve(address: string, routes: Routes): Promise<() => void> {
  const { host, port } = splitHostPort(address)
  const server = createServer((request, response) => void handle(request, response, routes))
  server.maxConnections = maxConnections
  server.requestTimeout = server.headersTimeout = requestTimeoutMs
  try {
    await listen(server, Number(port), host)
  } catch (error) {
    throw explainSystemError(error, `the HTTP address ${address}`)
  }
  return () => {
    server.close()
    server.closeAllConnections()
  }
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, ...(host !== '' && { host }) }, () => {
      server.off('error', reject)
      // Of single connections, which are theirs to worry about.
      server.on('error', () => {})
      resolve()
    })
  })

async function handle(request: IncomingMessage, response: ServerResponse, routes: Routes): Promise<void> {
  const { type, body, status = 200 } = await answer(request, routes)
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function answer(request: IncomingMessage, routes: Routes): Promise<Reply> {
  const path = (request.url ?? '/').split('?')[0]!
  const method = request.method === 'HEAD' ? 'GET' : request.method!
  const route = Object.hasOwn(routes, `${method} ${path}`) ? routes[`${method} ${path}`] : undefined
  if (route === undefined) {
    const others = Object.keys(routes).some(r => r.endsWith(` ${path}`))
    return others ? problem(405, `no ${method} here`) : problem(404, 'no such page')
  }
  const body = method === 'PUT' ? await bodyOf(request) : ''
  return body === undefined ? problem(413, `more than ${maxBody} bytes, or cut`) : route(body)
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  let text = ''
  try {
    for await (const chunk of request.setEncoding('utf8') as AsyncIterable<string>) {
      text += chunk
      if (text.length > maxBody) return undefined
    }
    return text
  } catch {
    return undefined
  }
}
