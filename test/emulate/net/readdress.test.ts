import { expect, test } from 'vitest'
import { forLoopback, forNamespaces } from '#emulate/net/readdress.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'

const network = (hosts: string, subnet = '127.0.0.0/8'): Topology =>
  loadTopo(
    `defaults: {subnet: ${subnet}}\nASes: {"1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, hosts: ${hosts}}}`,
    'a.topo',
  ).topology

const hostsOf = (t: Topology): string[] => t.ases.flatMap(as => as.hosts.map(h => h.address))

test('loopback addresses move to 10/8, all others stay, and nothing else changes', () => {
  const before = exampleTopology('border-routers')
  const after = forNamespaces(before)
  expect(JSON.stringify(after)).not.toContain('127.0')
  expect(after.ases[3]!.hosts.map(h => h.address)).toEqual([before.ases[3]!.hosts[0]!.address.replace('127', '10'), '10.1.12.9'])
  expect(JSON.parse(JSON.stringify(after).replaceAll('"10.0.', '"127.0.'))).toEqual(JSON.parse(JSON.stringify(before)))
})

test('to the first /8 network where no address is taken', () => {
  expect(hostsOf(forNamespaces(network('{a: 127.0.0.99, b: 10.0.0.99, c: 11.0.0.98}')))).toEqual(['11.0.0.99', '10.0.0.99', '11.0.0.98'])
})

test('what cannot be moved is said', () => {
  expect(() => forNamespaces(network('{a: "::1"}'))).toThrow('another namespace')
  expect(() => forLoopback(network('{a: "fd00::1"}'))).toThrow('fd00::1 is no address of a loopback interface')
  expect(() => forLoopback(network('{a: 10.0.0.99, b: 11.0.0.99}'))).toThrow('10.0.0.99 and 11.0.0.99 are the same')
})

test('to the loopback interface', () => {
  expect(forLoopback(exampleTopology('tiny'))).toEqual(exampleTopology('tiny'))
  expect(hostsOf(forLoopback(network('[a]', '10.7.0.0/16')))).toEqual(hostsOf(network('[a]', '127.7.0.0/16')))
})
