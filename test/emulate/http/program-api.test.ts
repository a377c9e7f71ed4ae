import { expect, test } from 'vitest'
import { openPages, programApi } from '#emulate/http/program-api.ts'
import { someNet } from '../lab.ts'

const state = { configuration: { id: 'x1', as: { isdAs: '1-ff00:0:110' }, text: '[general]\n' }, logLevel: 'info' } as const

test('info, configuration, log level', () => {
  const mutable = { ...state, logLevel: 'info' as 'info' | 'debug' | 'error' }
  const routes = programApi('router', mutable)
  expect(routes['GET /api/v1/info']!('').body).toMatch(/hopproof router\n {2}id {9}x1\n {2}ISD-AS {5}1-ff00:0:110\n/)
  expect(routes['GET /api/v1/config']!('').body).toBe('[general]\n')
  expect(routes['PUT /api/v1/log/level']!('{"level": "debug"}').status).toBe(200)
  expect(mutable.logLevel).toBe('debug')
  for (const body of ['{"level": "loud"}', 'x', '']) expect(routes['PUT /api/v1/log/level']!(body).status).toBe(400)
})

test('figures and API at addresses of their own, or at one; none where none is configured', async () => {
  const ip = `127.${someNet()}.${someNet()}.1`
  const routes = programApi('router', { ...state })
  const status = (at: string, page: string) => fetch(`http://${at}${page}`).then(r => r.status)
  const stop = await openPages({ metrics: `${ip}:9001`, api: `${ip}:9001`, logLevel: 'info' }, () => 'a 1\n', routes)
  expect([await status(`${ip}:9001`, '/metrics'), await status(`${ip}:9001`, '/api/v1/info')]).toEqual([200, 200])
  await expect(openPages({ metrics: `${ip}:9002`, api: `${ip}:9001`, logLevel: 'info' }, () => '', routes)).rejects.toThrow('is in use')
  await expect(status(`${ip}:9002`, '/metrics')).rejects.toThrow()
  stop()
  const none = await openPages({ logLevel: 'info' }, () => '', routes)
  none()
})
