import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { TraceEvent } from '#router/evidence.ts'
import { createSurroundings, onLoopback, packetIos, someNet, temporaryFolder, until, writeConfiguration } from '#test/emulate/lab.ts'
import { storyAs } from '#test/router/network.ts'
import { buildBindingRequest } from '#wire/stun.ts'
import { hopproof } from '../process.ts'

function network(toml = '') {
  const net = someNet()
  const folder = writeConfiguration(temporaryFolder(), onLoopback(storyAs, '192.168.', net), { toml: toml.replaceAll('NET', `127.${net}`) })
  return { folder, at: (rest: string) => `127.${net}.${rest}` }
}

test('runs until SIGTERM; figures over HTTP; SIGHUP reads again; after kill -9 the evidence is whole', async () => {
  const { folder, at } = network('[metrics]\nprometheus = "NET.0.1:9090"\n[api]\naddr = "NET.0.1:9090"\n')
  const evidence = join(folder, 'e.ndjson')
  const args = ['router', '--config', folder, '--id', 'brA', '--evidence', evidence, '--io', packetIos[0]!]
  const first = hopproof(...args)
  await until(() => first.said.out.includes('\n'))
  expect(first.said.out).toBe(`router brA of 1-ff00:0:1 is ready: ${at('0.11:30001')}, interfaces 121 131 141 151\n`)

  const around = createSurroundings()
  const ask = () => around.send(at('0.51:5353'), at('0.11:30001'), buildBindingRequest(new Uint8Array(12)))
  await ask()
  await until(() => around.heard.length === 1)
  const figures = await (await fetch(`http://${at('0.1:9090')}/metrics`)).text()
  expect(figures).toMatch(/router_input_pkts_total\{interface="internal",.*sizeclass="0_63"\} 1/)
  expect((await fetch(`http://${at('0.1:9090')}/api/v1/interfaces`)).status).toBe(200)

  writeFileSync(join(folder, 'topology.json'), '{')
  first.child.kill('SIGHUP')
  await until(() => first.said.err.includes('not taken'))
  writeConfiguration(folder, onLoopback(storyAs, '192.168.', Number(at('').split('.')[1])), { toml: '' })
  first.child.kill('SIGHUP')
  await until(() => first.said.err.includes('configuration read again'))

  first.child.kill('SIGKILL')
  expect(await first.ended).toBe('SIGKILL')
  const lines = readFileSync(evidence, 'utf8')
  expect(lines.endsWith('\n')).toBe(true)
  expect(lines.trimEnd().split('\n').map(line => (JSON.parse(line) as TraceEvent).verdict)).toEqual(['answer']) // biome-ignore format: one line

  const second = hopproof(...args)
  await until(() => second.said.out.includes('\n'))
  await ask()
  await until(() => around.heard.length === 2)
  second.child.kill('SIGTERM')
  expect(await second.ended).toBe(0)
  expect(readFileSync(evidence, 'utf8').split('\n').length).toBe(3)
})

test('wrong files: exit 2, file and key', async () => {
  const { folder } = network()
  const { said, ended } = hopproof('router', '--config', folder, '--id', 'brZ')
  expect(await ended).toBe(2)
  expect(said.err).toMatch(/^error: .*topology\.json: border_routers has no "brZ"\n {2}hint: /)
  const missing = hopproof('router', '--config', join(folder, 'no.toml'))
  expect(await missing.ended).toBe(2)
  expect(missing.said.err).toMatch(/no\.toml: no such file/)
})

test('a port in use: exit 3, which one', async () => {
  const { folder, at } = network()
  await createSurroundings().open(at('14.2:50000'))
  const { said, ended } = hopproof('router', '--config', folder, '--id', 'brA')
  expect(await ended).toBe(3)
  expect(said.err).toMatch(`error: interface 141: ${at('14.2:50000')} (to ${at('14.3:40000')}) is in use\n  hint: `)
})
