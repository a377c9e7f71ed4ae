import { expect, test } from 'vitest'
import { until } from '#test/emulate/lab.ts'
import { configured } from '#test/emulate/network-lab.ts'
import { hopproof } from '../process.ts'

test('runs until SIGTERM, and answers curl', async () => {
  const { folderOf } = configured('examples/topologies/two.topo')
  const folder = folderOf('1-ff00:0:110')
  const { child, said, ended } = hopproof('daemon', '--config', folder)
  await until(() => said.out.includes('\n'))
  const [, address] = /^daemon sd1-ff00_0_110 of 1-ff00:0:110 is ready: (\S+)\n$/.exec(said.out)!
  const as = await fetch(`http://${address}/proto.daemon.v1.DaemonService/AS`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(await as.json()).toMatchObject({ core: true, mtu: 1472 })
  child.kill('SIGTERM')
  expect([await ended, said.err]).toEqual([0, ''])
})

test('a folder that is none', async () => {
  const { said, ended } = hopproof('daemon', '--config', 'no/such/folder')
  expect(await ended).toBe(2)
  expect(said.err).toContain('no/such/folder')
})
