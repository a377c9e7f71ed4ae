import { createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createRpcClient } from '#emulate/rpc/client.ts'
import { someNet } from '../lab.ts'
import { echoApi, serveEcho } from './lab.ts'

test('several calls over one connection', async () => {
  const { address, counters } = await serveEcho()
  const client = createRpcClient(address, echoApi, 1000)
  onTestFinished(client.close)
  for (const text of ['a', 'b']) expect(await client.call('Echo', { text, count: 1n })).toMatchObject({ text })
  expect(counters().connections).toBe(1)
})

test('nobody there, someone who speaks another language, an answer that is too long: words, no exception', async () => {
  const nobody = createRpcClient(`127.${someNet()}.8.7:1`, echoApi, 1000)
  expect(await nobody.call('Echo', {})).toMatchObject({ refused: 'unavailable' })
  const address = `127.${someNet()}.8.6:8080`
  const server = createServer(socket => socket.on('error', () => {}).end('SSH-2.0\r\n')).listen(8080, address.split(':')[0])
  onTestFinished(() => void server.close())
  expect(await createRpcClient(address, echoApi, 1000).call('Echo', {})).toMatchObject({ refused: 'unavailable' })
  const echo = createRpcClient((await serveEcho()).address, echoApi, 1000)
  onTestFinished(echo.close)
  expect(await echo.call('Echo', { text: 'x'.repeat(50_000), count: 100n })).toMatchObject({ refused: 'unavailable' })
})
