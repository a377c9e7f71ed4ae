/** Garbage on the port of an API, from many connections, for a while: nothing changes but counters. */
import { randomBytes } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { serveEcho } from './lab.ts'

const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')
const settings = Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])
const endless = 'POST /test.v1.EchoService/Echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/grpc\r\ncontent-length: 99999999\r\n\r\n'
const noises: readonly (() => Buffer)[] = [
  () => randomBytes(200),
  () => Buffer.concat([preface, randomBytes(300)]),
  () => Buffer.concat([preface, settings, randomBytes(100)]),
  () => Buffer.from(endless),
  () => Buffer.from('GET / HT'),
  () => Buffer.alloc(0),
]
const connections = 5000

test('thousands of connections, each with noise of its own', async () => {
  const { address, counters } = await serveEcho()
  const [host, port] = address.split(':') as [string, string]
  const open = new Set<Socket>()
  onTestFinished(() => {
    for (const socket of open) socket.destroy()
  })
  for (let made = 0; made < connections; made++) {
    const socket = connect(Number(port), host)
      .on('error', () => {})
      .resume()
    open.add(socket.on('close', () => open.delete(socket)))
    await new Promise<void>(done => socket.on('connect', done).on('close', () => done()))
    socket.write(noises[made % noises.length]!())
  }
  const body = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":"a","count":"3"}' }
  const answer = await fetch(`http://${address}/test.v1.EchoService/Echo`, body)
  expect(await answer.json()).toEqual({ text: 'aaa', count: '3' })
  expect(counters().connections).toBeGreaterThanOrEqual(connections)
  expect(counters().garbage).toBeGreaterThan(connections / 10)
  expect(counters().evicted).toBeGreaterThan(connections / 10)
})
