import { expect, test } from 'vitest'
import { linkBetween, linkText } from '#emulate/net/names.ts'
import { exampleTopology } from '#test/sim/examples.ts'

const topology = exampleTopology('border-routers')

test('links by routers, ASes, or interfaces', () => {
  const first = topology.links[0]!
  expect(linkText(first)).toBe('1-ff00:0:110#1<->1-ff00:0:120#1')
  expect(linkBetween(topology, 'br1-ff00_0_120-1', 'br1-ff00_0_110-1')).toBe(first)
  expect(linkBetween(topology, '1-ff00:0:110#1')).toBe(first)
  expect(linkBetween(topology, '1-ff00:0:111', '1-ff00:0:112')).toBe(topology.links[5])
})

test('two links that fit, and none', () => {
  expect(() => linkBetween(topology, '1-ff00:0:110', '1-ff00:0:120')).toThrow('2 links join 1-ff00:0:110 and 1-ff00:0:120')
  expect(() => linkBetween(topology, '1-ff00:0:111', 'br9')).toThrow('no link joins 1-ff00:0:111 and br9')
})
