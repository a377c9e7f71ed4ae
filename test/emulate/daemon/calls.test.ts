import { expect, test } from 'vitest'
import { emptyPath, type PathInterface } from '#control/path/path.ts'
import { daemonCalls } from '#emulate/daemon/calls.ts'
import type { Request } from '#emulate/daemon/schema.ts'
import type { PathsFound } from '#host/path-store.ts'
import { samplePath } from '#test/host/sample.ts'
import { storyAs } from '#test/router/network.ts'
import { type IsdAs, isdAsNumber } from '#wire/isdas.ts'

const far = '1-ff00:0:8'

function build(found: PathsFound = { paths: [], alive: [] }) {
  const asked: unknown[] = []
  const down: PathInterface[] = []
  const paths = {
    find: (dst: IsdAs, refresh: boolean, now: number, out: never, then: (f: PathsFound, at: number, o: never) => void, hidden = false) => {
      asked.push([dst, refresh, hidden])
      then(found, now, out)
    },
    revoke: (i: PathInterface) => down.push(i),
  }
  const calls = daemonCalls({
    as: { ...storyAs, dispatchedPorts: { first: 31000, last: 32767 } },
    clock: { epochS: 1000 },
    daemon: { paths, service: { ask: () => {} } } as never,
    isCore: isdAs => (isdAs === far ? true : undefined),
    run: what => what(5, { send: () => {} }),
  })
  const askPaths = (request: Partial<Request<'Paths'>>) =>
    calls.Paths({ sourceIsdAs: 0n, destinationIsdAs: isdAsNumber(far), refresh: false, hidden: false, ...request })
  return { calls, askPaths, asked, down }
}

test('paths, each with the router it leaves by', async () => {
  const path = samplePath(`${storyAs.isdAs}#141 ${far}#2`)
  const { askPaths, asked } = build({ paths: [path], alive: [path] })
  const router = storyAs.routers.find(r => r.interfaces.some(i => i.ifId === 141))!
  expect(await askPaths({ refresh: true, hidden: true })).toMatchObject({
    paths: [{ raw: path.bytes, interface: { address: { address: router.internalAddress } } }],
  })
  expect(asked).toEqual([[far, true, true]])
  const local = emptyPath(storyAs.isdAs, 1472)
  expect(await build({ paths: [local], alive: [local] }).askPaths({ sourceIsdAs: isdAsNumber(storyAs.isdAs) })).toMatchObject({
    paths: [{ interfaces: [], interface: { address: { address: '' } }, expiration: { seconds: 87_400n } }],
  })
})

test('why there are none', async () => {
  expect(await build().askPaths({})).toEqual({ paths: [] })
  expect(await build({ reason: 'silent (timeout)' }).askPaths({})).toEqual({ refused: 'deadlineExceeded', reason: 'silent (timeout)' })
  expect(await build({ reason: 'it says no (refused)' }).askPaths({})).toMatchObject({ refused: 'unavailable' })
  expect(await build().askPaths({ sourceIsdAs: 7n })).toMatchObject({ refused: 'invalidArgument' })
})

test('the AS: our own, one that a TRC tells of, one that none does', () => {
  const { calls } = build()
  const own = { isdAs: isdAsNumber(storyAs.isdAs), core: storyAs.core, mtu: storyAs.mtu }
  expect([calls.AS({ isdAs: 0n }), calls.AS({ isdAs: own.isdAs })]).toEqual([own, own])
  expect(calls.AS({ isdAs: isdAsNumber(far) })).toEqual({ isdAs: isdAsNumber(far), core: true, mtu: 0 })
  expect(calls.AS({ isdAs: 7n })).toMatchObject({ refused: 'notFound' })
})

test('interfaces, services, ports', () => {
  const { calls } = build()
  expect(calls.Interfaces({})).toMatchObject({ interfaces: { 121: { address: { address: '192.168.0.11:30001' } } } })
  expect(calls.Services({})).toEqual({ services: { control: { services: [{ uri: '192.168.0.71:20007' }] } } })
  expect(calls.PortRange({})).toEqual({ dispatchedPortStart: 31000, dispatchedPortEnd: 32767 })
})

test('an interface that is down', () => {
  const { calls, down } = build()
  expect(calls.NotifyInterfaceDown({ isdAs: isdAsNumber(far), id: 3n })).toEqual({})
  expect(down).toEqual([{ isdAs: far, ifId: 3 }])
  for (const id of [0n, 65_536n, 2n ** 64n - 1n])
    expect(calls.NotifyInterfaceDown({ isdAs: 1n, id })).toMatchObject({ refused: 'invalidArgument' })
})
