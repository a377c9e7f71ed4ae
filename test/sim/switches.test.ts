import { expect, test } from 'vitest'
import { unixSeconds } from '#wire/actor.ts'
import { startExample } from './examples.ts'

test('a control service comes back with nothing, or with the store it had', () => {
  const network = startExample('diamond')
  const service = network.services.find(s => s.as.isdAs === '1-ff00:0:113')!
  const { beacons, ups } = service.service.state
  expect(ups.byEnd.size).toBe(1)
  const comeBack = (store: 'kept' | 'lost') => {
    network.stopService(service)
    network.startService(service, store)
    return service.service
  }
  expect(comeBack('kept').state).toMatchObject({ ups, beacons })
  expect(service.service.counters.ended).toBe(0)
  expect(comeBack('lost').state.ups.byEnd.size).toBe(0)
  network.run(network.loop.now + 12e9)
  expect(service.service.state.ups.byEnd.size).toBe(1)
})

test('the clock of an AS is that of all its nodes, and of nobody else', () => {
  const network = startExample('tiny')
  network.setClock('1-ff00:0:111', -300)
  const behind = (nodes: readonly { readonly as: { readonly isdAs: string }; readonly node: unknown }[], clockOf: (n: never) => object) =>
    nodes.filter(n => n.as.isdAs === '1-ff00:0:111').map(n => clockOf(n as never))
  const own = network.clockOf('1-ff00:0:111')
  expect(unixSeconds(own, 20e9)).toBe(unixSeconds(network.clock, 20e9) - 300)
  expect(network.clockOf('1-ff00:0:110').epochS).toBe(network.clock.epochS)
  expect(behind(network.services, (s: (typeof network.services)[number]) => s.service.state.clock)).toEqual([own])
  expect(behind(network.routers, (r: (typeof network.routers)[number]) => r.router.state.clock)).toEqual([own])
  expect(behind(network.hosts, (h: (typeof network.hosts)[number]) => h.host.clock)).toEqual([own])
  network.setClock('1-ff00:0:111', 0)
  expect(own).toEqual(network.clock)
})
