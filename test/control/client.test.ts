import { expect, test } from 'vitest'
import { type AskingHost, attachHost } from '#test/control/client-host.ts'
import { createNetwork, parseLinks } from '#test/control/network.ts'
import type { IsdAs } from '#wire/isdas.ts'

const links = parseLinks(`
  1-1 core 1-2, 1-1 core 2-1, 1-2 core 2-1
  1-1 child 1-11, 1-2 child 1-12, 1-11 child 1-111
  2-1 child 2-11, 1-11 peer 1-12`)

function settled() {
  const network = createNetwork(links)
  network.run(40)
  return network
}

/** "1-111 1-11 1-1": the ASes of each path. */
const waysOf = (host: AskingHost, dst: IsdAs): string[] => {
  const answer = host.ask(dst)
  if ('failed' in answer) throw new Error(answer.failed)
  return answer.paths.map(p => [...p.interfaces.filter((_, i) => i % 2 === 0).map(i => i.isdAs), p.dst].join(' '))
}

test('paths of every kind: up, over the core, down, shortcut, peering', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  expect(waysOf(host, '1-11')).toEqual(['1-111 1-11'])
  expect(waysOf(host, '1-1')).toEqual(['1-111 1-11 1-1'])
  expect(waysOf(host, '2-1')).toEqual(['1-111 1-11 1-1 2-1', '1-111 1-11 1-1 1-2 2-1'])
  expect(waysOf(host, '1-12')).toEqual(['1-111 1-11 1-12', '1-111 1-11 1-1 1-2 1-12', '1-111 1-11 1-1 2-1 1-2 1-12'])
  expect(waysOf(host, '2-11').length).toBe(2)
  const core = attachHost(network, '2-1')
  expect(waysOf(core, '1-1')).toEqual(['2-1 1-1', '2-1 1-2 1-1'])
  expect(waysOf(core, '1-111').length).toBe(2)
  expect(waysOf(core, '2-11')).toEqual(['2-1 2-11'])
})

test('the own AS needs no question, an unknown one has no path', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  const answer = host.ask('1-111', 0)
  expect(answer).toMatchObject({ paths: [{ src: '1-111', dst: '1-111', interfaces: [], mtu: 1400, fingerprint: '', weight: 0 }] })
  expect(host.ask('1-99')).toEqual({ paths: [] })
  expect(host.ask('7-1')).toEqual({ paths: [] })
})

test('a lost question or answer is asked again, a dead service is a timeout', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  let lost = 0
  network.deliver = (_, to) => to !== host.address || ++lost > 1
  expect(host.ask('1-1')).toMatchObject({ paths: [{ dst: '1-1' }] })
  expect(lost).toBe(2)
  network.deliver = (_, to) => to !== host.address
  expect(host.ask('1-1')).toEqual({ failed: 'timeout' })
  expect(host.client.wakeAt()).toBe(Infinity)
})

test('what is no answer is not taken, and disturbs nothing', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  const self = network.outboxAt('1-111', host.address)
  self.send(31_000, host.address, new Uint8Array(40))
  expect(host.ask('1-1')).toMatchObject({ paths: [{ dst: '1-1' }] })
  expect(host.others.length).toBe(1)
})
