import { expect, test } from 'vitest'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { nodeNames, setUpCommands, wiringOf } from '#emulate/net/wiring.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import type { Topology } from '#topology/model.ts'

const tiny = forNamespaces(exampleTopology('tiny'))
const wiring = wiringOf(tiny)
const layout = { nodes: wiring.nodes, cables: [...wiring.inner, ...wiring.links] }

test('every router, control service and host is a node, and so is the network inside an AS', () => {
  expect(wiring.nodes.slice(0, 5).map(n => `${n.kind} ${n.name}`)).toEqual([
    'switch net1-ff00_0_110',
    'router br1-ff00_0_110-1',
    'router br1-ff00_0_110-2',
    'control cs1-ff00_0_110-1',
    'host server',
  ])
  expect(new Set(wiring.nodes.map(n => n.name)).size).toBe(wiring.nodes.length)
})

test('links join routers, with the addresses the routers expect and the MTU of IP', () => {
  const [{ a, b, mtu }] = wiring.links as [(typeof wiring.links)[0]]
  expect([a, b].map(d => `${d.node} ${d.name} ${d.ip} ${d.peer}`)).toEqual([
    'br1-ff00_0_110-1 if1 10.0.0.4 10.0.0.5',
    'br1-ff00_0_111-1 if41 10.0.0.5 10.0.0.4',
  ])
  expect(mtu).toBe(1280 + 28)
  expect(a.shape?.delayNs).toBe(5e6)
})

test('how a router and a switch are set up', () => {
  expect(setUpCommands(layout, 'br1-ff00_0_110-1')).toEqual([
    'link set lo up',
    'link set lan mtu 1428 addrgenmode none up',
    'addr add 10.0.0.9 dev lan',
    'route add 0.0.0.0/0 dev lan',
    'link set if1 mtu 1308 addrgenmode none up',
    'addr add 10.0.0.4 peer 10.0.0.5 dev if1',
  ])
  expect(setUpCommands(layout, 'net1-ff00_0_111')).toEqual([
    'link set lo up',
    'link add lan type bridge',
    'link set lan addrgenmode none up',
    ...[1, 2, 3].map(n => `link set port${n} mtu 1500 addrgenmode none master lan up`),
  ])
  const six = wiringOf(exampleTopology('border-routers'))
  const commands = setUpCommands({ nodes: six.nodes, cables: [...six.inner, ...six.links] }, 'alice').join('\n')
  expect(commands).toMatch(/addr add fd00:\S+ dev lan nodad\nroute add ::\/0 dev lan/)
})

test('device names fit the kernel, with the greatest interface id too', () => {
  const names = [...wiring.inner, ...wiring.links].flatMap(c => [c.a.name, c.b.name])
  for (const name of [...names, 'if65535']) expect(name.length).toBeLessThan(16)
})

test('ids that two ASes have get a name of their own', () => {
  const as = tiny.ases[0]!
  const twice: Topology = { ...tiny, ases: [as, { ...as, isdAs: '2-ff00:0:110' }] }
  const nameOf = nodeNames(twice)
  expect([nameOf('1-ff00:0:110', 'server'), nameOf('2-ff00:0:110', 'server')]).toEqual(['1-server', '2-server'])
  expect(nodeNames(tiny)('1-ff00:0:110', 'server')).toBe('server')
})

test('two nodes of an AS with one address are refused', () => {
  const [first, ...others] = tiny.ases
  const shared = { ...first!, hosts: [{ name: 'x', address: '10.0.0.9' }] }
  expect(() => wiringOf({ ...tiny, ases: [shared, ...others] })).toThrow('br1-ff00_0_110-1 and x of 1-ff00:0:110 have the same address')
})
