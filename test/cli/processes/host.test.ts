import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from '#test/availability.ts'
import { until } from '#test/emulate/lab.ts'
import { configured } from '#test/emulate/network-lab.ts'
import { hopproof } from '../process.ts'

test('takes commands until its input ends', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const { address } = topology.ases[0]!.hosts[0]!
  const { child, said, ended } = hopproof('host', '--config', folderOf('1-ff00:0:110'), '--address', address, '--name', 'h1', '--commands')
  await until(() => said.out.includes('\n'))
  child.stdin!.write('{"id":1,"command":["ping","1-ff00:0:110,ADDRESS","-c","1"]}\n'.replace('ADDRESS', address))
  await until(() => said.out.split('\n').length === 3)
  const [ready, line] = said.out.split('\n')
  expect(ready).toBe(`host h1 is ready: 1-ff00:0:110,${address}`)
  expect(JSON.parse(line!)).toMatchObject({ id: 1, result: { statistics: { received: 1 } } })
  child.stdin!.end()
  expect([await ended, said.err]).toEqual([0, ''])
})

test('ends on SIGTERM where its input is a file', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const folder = folderOf('1-ff00:0:110')
  const words = [join(root, 'cli', 'hopproof.mjs'), 'host', '--config', folder, '--address', topology.ases[0]!.hosts[0]!.address]
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout!, 'data')
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('runs until SIGTERM; what is missing or wrong is said', async () => {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const { address } = topology.ases[0]!.hosts[0]!
  const args = ['host', '--config', folderOf('1-ff00:0:110'), '--address', address]
  const host = hopproof(...args)
  await until(() => host.said.out.includes('\n'))
  const second = hopproof(...args)
  const nowhere = hopproof('host', '--address', address)
  const noDaemon = hopproof('host', '--address', address, '--sciond', `${address}:1`)
  expect([await second.ended, await nowhere.ended, await noDaemon.ended]).toEqual([3, 2, 3])
  expect(second.said.err).toContain(`${address}:30041 is in use`)
  expect(nowhere.said.err).toContain('nothing says whom to ask')
  expect(noDaemon.said.err).toContain('no daemon answers')
  host.child.kill('SIGTERM')
  expect([await host.ended, host.said.err]).toEqual([0, ''])
})
