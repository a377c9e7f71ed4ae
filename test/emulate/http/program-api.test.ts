import { expect, onTestFinished, test } from 'vitest'
import { openPages, programApi } from '#emulate/http/program-api.ts'
import { someNet } from '../lab.ts'

test('figures and API may share an address; the log level is changed there', async () => {
  const address = `127.${someNet()}.7.7:9090`
  const state = { configuration: { id: 'x', as: { isdAs: '1-2' as const }, text: 'the file' }, logLevel: 'info' as const }
  onTestFinished(await openPages({ metrics: address, api: address, logLevel: 'info' }, () => 'figures', programApi('daemon', state)))
  const get = async (path: string) => (await fetch(`http://${address}${path}`)).text()
  expect([await get('/metrics'), await get('/api/v1/config')]).toEqual(['figures', 'the file'])
  expect(await get('/api/v1/info')).toMatch(/^hopproof daemon\n.*1-2/s)
  const put = async (body: string) => (await fetch(`http://${address}/api/v1/log/level`, { method: 'PUT', body })).status
  expect([await put('{"level":"debug"}'), await put('{"level":"loud"}'), await put('{')]).toEqual([200, 400, 400])
  expect(state.logLevel).toBe('debug')
})
