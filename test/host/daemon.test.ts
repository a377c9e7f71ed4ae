import { expect, test } from 'vitest'
import { createDaemon, daemonPort, routersOf } from '#host/daemon.ts'
import type { PathsFound } from '#host/path-store.ts'
import { storyAs } from '#test/router/network.ts'
import type { UnderlayAddress } from '#wire/actor.ts'

const controlService = storyAs.controlServices[0]!.address

function build(port?: number) {
  const sent: { readonly port: number; readonly to: UnderlayAddress }[] = []
  const daemon = createDaemon({ as: storyAs, address: '192.168.0.51', clock: { epochS: 1e9 }, random: () => 0, ...(port && { port }) })
  return { daemon, sent, out: { send: (from: number, to: UnderlayAddress) => void sent.push({ port: from, to }) } }
}

test('asks its control service from its port, again and again, and says in the end that it is silent', () => {
  const { daemon, sent, out } = build()
  const found: PathsFound[] = []
  daemon.paths.find('1-ff00:0:8', false, 0, out, f => found.push(f))
  expect(sent).toEqual([{ port: daemonPort, to: controlService }])
  while (daemon.wakeAt() !== Infinity) daemon.on({ kind: 'wake' }, daemon.wakeAt(), out)
  expect(sent.length).toBe(3)
  expect(found).toEqual([{ reason: 'the control service does not answer (timeout)' }])
})

test('keys are asked for from the same port; noise is no answer', () => {
  const { daemon, sent, out } = build(7)
  let ended = 0
  daemon.service.ask({ kind: 'drkeyAsHost', body: new Uint8Array(1), done: () => ended++ }, 0, out)
  expect(sent).toEqual([{ port: 7, to: controlService }])
  daemon.on({ kind: 'datagram', port: 7, from: controlService, bytes: new Uint8Array(40) }, 0, out)
  expect(ended).toBe(0)
  expect(daemon.wakeAt()).toBe(2e9)
})

test('the routers of an AS by interface', () => {
  expect(routersOf(storyAs).get(121)).toBe('192.168.0.11:30001')
  expect(routersOf(storyAs).get(9)).toBe(undefined)
})
