import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { json, type Routes, serve } from '#emulate/http/server.ts'
import { someNet } from '../lab.ts'

const routes: Routes = { 'GET /page': () => json({ a: 1 }), 'GET /level': () => json('get'), 'PUT /level': body => json({ put: body }) }

async function start(): Promise<string> {
  const address = `127.${someNet()}.9.9:8080`
  onTestFinished(await serve(address, routes))
  return address
}

test('pages, methods, bodies', async () => {
  const base = `http://${await start()}`
  const page = await fetch(`${base}/page?x=1`)
  expect([page.status, page.headers.get('content-type'), await page.text()]).toEqual([200, 'application/json', '{\n    "a": 1\n}\n'])
  expect(await (await fetch(`${base}/level`, { method: 'PUT', body: 'é' })).json()).toEqual({ put: 'é' })
  expect((await fetch(`${base}/page`, { method: 'HEAD' })).status).toBe(200)
  const answers = [fetch(`${base}/page`, { method: 'POST', body: 'x' }), fetch(`${base}/toString`), fetch(`${base}/level`, { method: 'PUT', body: 'x'.repeat(5000) })] // biome-ignore format: one line
  expect((await Promise.all(answers)).map(r => r.status)).toEqual([405, 404, 413])
})

test('noise, and a peer that hangs up, leave it standing', async () => {
  const address = await start()
  const [host, port] = address.split(':') as [string, string]
  for (const noise of ['\0\xff\r\n\r\n', 'GET', 'PUT /level HTTP/1.1\r\ncontent-length: 99\r\n\r\nabc']) {
    const socket = connect(Number(port), host)
    await new Promise<void>(done => {
      socket.on('error', () => {})
      socket.on('close', () => done())
      socket.on('data', () => {})
      socket.write(noise, () => socket.destroy())
    })
  }
  expect((await fetch(`http://${address}/page`)).status).toBe(200)
})

test('a port in use', async () => {
  await expect(serve(await start(), routes)).rejects.toBeInstanceOf(EnvironmentError)
})
