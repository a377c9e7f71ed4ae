import { expect, onTestFinished, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { pathToMessage } from '#emulate/daemon/path-message.ts'
import { daemonApi, type Response } from '#emulate/daemon/schema.ts'
import { EnvironmentError } from '#emulate/environment.ts'
import { connectDaemon } from '#emulate/host/daemon-connection.ts'
import { type Handlers, refuse, serveRpc } from '#emulate/rpc/server.ts'
import type { PathsFound } from '#host/path-store.ts'
import { samplePath } from '#test/host/sample.ts'
import { isdAsNumber } from '#wire/isdas.ts'
import { someNet } from '../lab.ts'

const path = samplePath('1-ff00:0:1#11 1-ff00:0:2#21', { expiryS: 4e9 })
const out = { send: () => {} }

async function serve(more: Partial<Handlers<typeof daemonApi>> = {}) {
  const asked: unknown[] = []
  const address = `127.${someNet()}.6.6:30255`
  const server = await serveRpc(address, daemonApi, {
    Paths: ({ refresh, hidden }): Response<'Paths'> => {
      asked.push({ refresh, hidden })
      return { paths: [pathToMessage(path, '10.0.0.1:30042', 0)] }
    },
    AS: () => ({ isdAs: isdAsNumber('1-ff00:0:1'), core: true, mtu: 1400 }),
    Interfaces: () => ({ interfaces: { 11: { address: { address: '10.0.0.1:30042' } } } }),
    Services: () => ({ services: { control: { services: [{ uri: '10.0.0.3:30252' }] } } }),
    NotifyInterfaceDown({ isdAs, id }) {
      asked.push({ isdAs, id })
      return {}
    },
    PortRange: () => ({ dispatchedPortStart: 31000, dispatchedPortEnd: 32767 }),
    DRKeyASHost: () => refuse('unavailable', ''),
    DRKeyHostAS: () => refuse('unavailable', ''),
    DRKeyHostHost: () => refuse('unavailable', ''),
    ...more,
  })
  onTestFinished(server.stop)
  const connection = await connectDaemon(address)
  onTestFinished(connection.close)
  const daemon = connection.daemonFor({ epochS: 0 }, what => what(0, out))
  const find = (refresh = false): Promise<PathsFound> =>
    new Promise(resolve => daemon.paths.find('1-ff00:0:2', refresh, 0, out, resolve, true))
  return { ...connection, daemon, find, asked }
}

test('what it says of its AS', async () => {
  const { as, routers } = await serve()
  expect(as).toMatchObject({ isdAs: '1-ff00:0:1', core: true, mtu: 1400, dispatchedPorts: { first: 31000, last: 32767 } })
  expect(as.controlServices.map(c => c.address)).toEqual(['10.0.0.3:30252'])
  expect(routers.get(11)).toBe('10.0.0.1:30042')
  const none = await serve({ PortRange: () => ({ dispatchedPortStart: 0, dispatchedPortEnd: 0 }) })
  expect(none.as).not.toHaveProperty('dispatchedPorts')
})

test('paths, kept here too; asked for anew there when asked for anew here; interfaces that are down are told', async () => {
  const { find, asked, daemon } = await serve()
  const found: Path[] = [{ ...path, expiryS: 4e9 }]
  expect(await find()).toEqual({ paths: found, alive: found })
  await find()
  await find(true)
  daemon.paths.revoke({ isdAs: '1-ff00:0:2', ifId: 21 }, 0)
  await expect.poll(() => asked.length).toBe(3)
  expect(asked).toEqual([
    { refresh: false, hidden: true },
    { refresh: true, hidden: true },
    { isdAs: isdAsNumber('1-ff00:0:2'), id: 21n },
  ])
})

test('a daemon that refuses, that sends nonsense, that is not there', async () => {
  const refusing = await serve({ Paths: () => refuse('deadlineExceeded', 'the control service is silent') })
  expect(await refusing.find()).toEqual({ reason: 'the control service is silent' })
  const broken = await serve({ Paths: () => ({ paths: [{ ...pathToMessage(path, '', 0), raw: new Uint8Array(3) }] }) })
  expect(await broken.find()).toMatchObject({ reason: expect.stringContaining('broken path') })
  await expect(connectDaemon(`127.${someNet()}.6.7:1`)).rejects.toThrow(EnvironmentError)
})
