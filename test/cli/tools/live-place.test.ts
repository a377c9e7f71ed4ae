import { expect, test } from 'vitest'
import { livePlace } from '#cli/tools/live-place.ts'
import { pathsTo, runNetwork } from '#test/emulate/daemon/lab.ts'
import { runHost } from '#test/emulate/host/lab.ts'
import { hopproof } from './lab.ts'

test('address, paths, ping and traceroute print what the scion tool does, over real routers', async () => {
  const network = await runNetwork('shortcut')
  const { client, configuration } = await network.daemon('1-ff00:0:112')
  await pathsTo(client, '1-ff00:0:113')
  const bob = await runHost(network, '1-ff00:0:113')
  const sciond = ['--sciond', configuration.settings.address] as const
  const remote = `1-ff00:0:113,${network.as('1-ff00:0:113').hosts[0]!.address}`
  const { internalAddress } = network.as('1-ff00:0:112').routers[0]!

  expect((await hopproof('address', ...sciond)).out).toMatch(/^1-ff00:0:112,127\.\d+\.\d+\.\d+\n$/)
  const hops = '[1-ff00:0:112 1>2 1-ff00:0:111 3>1 1-ff00:0:113]'
  const listed = await hopproof('paths', '1-ff00:0:113', ...sciond, '--no-color')
  expect(listed.out).toContain(`3 Hops:\n[0] Hops: ${hops} MTU: 1472 NextHop: ${internalAddress} Status: alive`)
  const pinged = await hopproof('ping', remote, ...sciond, '-c', '2', '--interval', '20ms', '--format', 'json')
  expect(JSON.parse(pinged.out)).toMatchObject({ path: { next_hop: internalAddress }, statistics: { received: 2 } })
  const traced = await hopproof('traceroute', remote, ...sciond)
  expect(traced.out).toContain(`Hops: ${hops}`)
  expect(traced.out.match(/IfID=\d/g)).toEqual([1, 2, 3, 1].map(n => `IfID=${n}`))
  expect(bob.host.counters.answered).toBe(2)
})

test('a daemon of another AS, one that is not there', async () => {
  const network = await runNetwork('two')
  const { settings } = (await network.daemon('1-ff00:0:110')).configuration
  await expect(livePlace(settings.address, { isdAs: '1-ff00:0:111' })).rejects.toThrow('is of 1-ff00:0:110, not of 1-ff00:0:111')
  await expect(livePlace('127.0.0.1:1', {})).rejects.toThrow('no daemon answers at 127.0.0.1:1')
  const place = await livePlace(settings.address, { isdAs: '1-ff00:0:110' })
  expect(Math.abs(place.nowS() - Date.now() / 1000)).toBeLessThan(5)
  place.close()
})
