import { expect, test } from 'vitest'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { throughWires } from '#emulate/net/wires.ts'
import { wiringOf } from '#emulate/net/wiring.ts'
import { exampleTopology } from '#test/sim/examples.ts'

test('a link in user space is two cables; the kernel keeps its rate', () => {
  const { links } = wiringOf(forNamespaces(exampleTopology('tiny')))
  const [atA, atB] = throughWires([links[1]!])
  expect([atA!.a.node, atA!.b, atB!.a.node, atB!.b]).toEqual([
    'br1-ff00_0_110-2',
    { node: 'wires', name: '1a' },
    'br1-ff00_0_112-1',
    { node: 'wires', name: '1b' },
  ])
  expect(atA!.a.shape).toMatchObject({ rateBps: 500e6, delayNs: 0 })
  expect(atA!.mtu).toBe(65_535)
})
