import { connect as connectHttp2, constants } from 'node:http2'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { createRpcClient } from '#emulate/rpc/client.ts'
import { until } from '../lab.ts'
import { echoApi, serveEcho } from './lab.ts'

const callJson = (address: string, method: string, body: string | Uint8Array, headers = {}) =>
  fetch(`http://${address}/test.v1.EchoService/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })

test('the same call by gRPC over HTTP/2 and as JSON over HTTP/1.1; what was answered is told', async () => {
  const told: unknown[] = []
  const { address } = await serveEcho({ answered: (method, result, _, seconds) => told.push([method, result, seconds < 1]) })
  const client = createRpcClient(address, echoApi, 1000)
  onTestFinished(client.close)
  expect(await client.call('Echo', { text: 'ab', count: 2n })).toMatchObject({ text: 'abab', count: 2n })
  expect(await (await callJson(address, 'Echo', '{"text":"ab","count":"2"}')).json()).toEqual({ text: 'abab', count: '2' })
  expect(await client.call('Echo', { text: 'no' })).toEqual({ refused: 'notFound', reason: 'never heard of it' })
  const refused = await callJson(address, 'Echo', '{"text":"no"}')
  expect([refused.status, await refused.json()]).toEqual([404, { code: 'not_found', message: 'never heard of it' }])
  expect(told).toEqual([
    ['Echo', 'ok', true],
    ['Echo', 'ok', true],
    ['Echo', 'notFound', true],
    ['Echo', 'notFound', true],
  ])
})

test('no such method, no message, too long a message, also when it is packed: refused, and it goes on', async () => {
  const { address, counters } = await serveEcho()
  const long = JSON.stringify({ text: 'x'.repeat(100_000) })
  const answers = await Promise.all([
    callJson(address, 'Shout', '{}'),
    callJson(address, 'Echo', '{"text":'),
    callJson(address, 'Echo', '{"text":7}'),
    callJson(address, 'Echo', long),
    callJson(address, 'Echo', gzipSync(long), { 'content-encoding': 'gzip' }),
    callJson(address, 'Echo', 'x', { 'content-type': 'text/plain' }),
  ])
  expect(answers.map(a => a.status)).toEqual([404, 400, 400, 429, 429, 415])
  expect(counters().unknown).toBe(1)
  expect((await callJson(address, 'Echo', '{}')).status).toBe(200)
})

test("the caller's deadline, and a caller that hangs up", async () => {
  const { address, counters } = await serveEcho()
  const client = createRpcClient(address, echoApi, 50)
  onTestFinished(client.close)
  expect(await client.call('Wait', {})).toMatchObject({ refused: 'deadlineExceeded' })
  const session = connectHttp2(`http://${address}`)
  const stream = session.request({ ':method': 'POST', ':path': '/test.v1.EchoService/Wait', 'content-type': 'application/grpc' })
  stream.end(Buffer.alloc(5))
  await new Promise(done => setTimeout(done, 20))
  stream.close(constants.NGHTTP2_CANCEL)
  session.destroy()
  expect((await callJson(address, 'Echo', '{}')).status).toBe(200)
  expect(counters().overloaded).toBe(0)
})

test('as many calls as can be are under way: one more is refused at once, later ones are answered', async () => {
  const { address, counters } = await serveEcho()
  const sessions = Array.from({ length: 6 }, () => connectHttp2(`http://${address}`).on('error', () => {}))
  const call = (i: number) =>
    sessions[i % 6]!.request({ ':method': 'POST', ':path': '/test.v1.EchoService/Wait', 'content-type': 'application/grpc' }).on('error', () => {}) // biome-ignore format: one line
  for (let i = 0; i < 520; i++) call(i).end(Buffer.alloc(5))
  await until(() => counters().overloaded === 8)
  const refused = await callJson(address, 'Echo', '{}')
  expect(refused.status).toBe(503)
  for (const session of sessions) session.destroy()
  while ((await callJson(address, 'Echo', '{}')).status !== 200);
})
