import { beforeEach, expect, test } from 'vitest'
import { createInternalNetwork, type InternalNetwork } from '#sim/internal.ts'
import { createLoop, type Loop, type Node } from '#sim/loop.ts'

let loop: Loop
let internal: InternalNetwork
let heard: string[]
let nodes: Record<'router' | 'host' | 'six', Node>

beforeEach(() => {
  loop = createLoop('seed 1')
  heard = []
  const node = (name: string): Node =>
    loop.addNode(
      name,
      {
        on: (e, now) => heard.push(e.kind === 'datagram' ? `${now} ${name}:${e.port} from ${e.from}` : ''),
        wakeAt: () => Infinity,
      },
      () => {},
    )
  nodes = { router: node('router'), host: node('host'), six: node('six') }
  internal = createInternalNetwork(loop, { internalDelayNs: 250, mtu: 1400 })
  internal.attachSocket('10.0.0.1:30042', nodes.router)
  internal.attachHost('10.0.0.2', nodes.host)
  internal.attachHost('fd00::2', nodes.six)
})

const send = (to: string): void => internal.send(nodes.router, '10.0.0.1:30042', to, Uint8Array.of(1))

test('a socket is reached by its whole address, a host by its IP at any port, after the delay', () => {
  for (const to of ['10.0.0.1:30042', '10.0.0.2:7', '10.0.0.2:40000', '[fd00::2]:9']) send(to)
  loop.run(1000)
  expect(heard).toEqual(['router:0', 'host:7', 'host:40000', 'six:9'].map(at => `250 ${at} from 10.0.0.1:30042`))
  expect(internal.unreachable).toBe(0)
})

test('what nobody has is counted, also the second time', () => {
  for (const to of ['10.0.0.1:1', '10.0.0.9:7', '10.0.0.9:7']) send(to)
  loop.run(1000)
  expect([heard, internal.unreachable]).toEqual([[], 3])
})

test("what is longer than the AS's MTU is counted, and does not arrive", () => {
  for (const length of [1400, 1401]) internal.send(nodes.router, '10.0.0.1:30042', '10.0.0.2:7', new Uint8Array(length))
  loop.run(1000)
  expect([heard.length, internal.tooBig, internal.unreachable]).toEqual([1, 1, 0])
})

test('addresses of hosts are made once', () => {
  expect(internal.socketOf('10.0.0.2', 7)).toBe('10.0.0.2:7')
  expect(internal.socketOf('fd00::2', 7)).toBe('[fd00::2]:7')
})

test('asking for ever new addresses does not grow the table without end', () => {
  for (let i = 0; i < 30_000; i++) send(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}:99`)
  send('10.0.0.2:7')
  loop.run(1000)
  expect(heard.at(-1)).toBe('250 host:7 from 10.0.0.1:30042')
})

test('a tap sees what is sent and to whom', () => {
  const seen: string[] = []
  internal.onSend.push((from, to, bytes, now, target) => seen.push(`${now} ${from} ${to} ${bytes.join()} ${target.name}`))
  send('10.0.0.2:7')
  send('10.0.0.9:7')
  expect(seen).toEqual(['0 10.0.0.1:30042 10.0.0.2:7 1 host'])
})
