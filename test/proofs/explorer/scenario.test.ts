import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scenarioOf } from '#proofs/explorer/scenario.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { decisionText } from '#sim/witness.ts'
import { root } from '#test/availability.ts'
import { toHex } from '#wire/bytes.ts'
import { type Asked, ask, beaconed } from './lab.ts'

const read = (text: string) => readScenario(text, 'found.yaml', name => readFileSync(join(root, 'examples', 'topologies', name), 'utf8'))

function found(topology: string, asked: Asked) {
  const packet = ask(topology, asked).packet!
  const options = { name: 'found', note: 'a: "b"', topology: `${topology}.topo`, guardOff: asked.guardOff }
  return { packet, scenario: read(scenarioOf(packet, beaconed(topology), options)) }
}

test('it says who sends what when, by which routers, and what is expected', () => {
  const { packet, scenario } = found('tiny', { attackers: ['111'], guardOff: 'macIsValid' })
  const { epochS } = beaconed('tiny').clock
  expect(scenario).toMatchObject({ name: 'found', note: 'a: "b"', seed: 1, guardOff: 'macIsValid' })
  expect(scenario.epochS! + scenario.warmupNs / 1e9).toBe(epochS + packet.now / 1e9)
  const plan = { kind: 'packet', from: 'alice', router: packet.injection.place.router.state.id, hex: toHex(packet.bytes) }
  expect(scenario.steps).toEqual([{ atNs: 0, name: 'found', action: { kind: 'attack', plan } }])
  expect(scenario.expectations).toEqual([{ attack: { of: 'found', way: packet.way.map(decisionText) } }])
})

test.each<[string, Asked]>([
  ['a packet of now', { attackers: ['111'], guardOff: 'macIsValid' }],
  ['one of hours later, when segments have died', { attackers: ['111'], guardOff: 'hopNotExpired' }],
  ['one from a bad router, over its link', { attackers: ['111'], guardOff: 'arrivedOnNamedInterface' }],
  ['one that turns where it must not', { attackers: ['111'], guardOff: 'crossedMacIsValid' }],
])('%s goes the same way again; with the guard on it does not', (_, asked) => {
  const { scenario } = found('tiny', asked)
  const { guardOff, ...guarded } = scenario
  expect(guardOff).toBe(asked.guardOff)
  expect(runScenario(scenario).expectations.map(e => e.ok)).toEqual([true])
  expect(runScenario(guarded).passed).toBe(false)
})

test('from a bad router; links that lose packets keep this one', () => {
  const { packet, scenario } = found('lossy', { attackers: ['110'], guardOff: 'macIsValid' })
  const bad = beaconed('lossy').topology.links[0]!
  const overLink = { ...packet, injection: { ...packet.injection, isdAs: bad.a.isdAs, ifId: bad.a.ifId } }
  const text = scenarioOf(overLink, beaconed('lossy'), { name: 'n', note: 'n', topology: 'lossy.topo' })
  expect(read(text).steps.at(-1)!.action).toMatchObject({ plan: { link: `${bad.a.isdAs}#${bad.a.ifId}` } })
  expect(scenario.steps.some(({ action }) => action.kind === 'fault' && action.fault.kind === 'shape')).toBe(true)
  expect(runScenario(scenario).passed).toBe(true)
})

test('an AS without a host cannot send', () => {
  const { packet } = found('tiny', { attackers: ['111'], guardOff: 'macIsValid' })
  const { topology, ...network } = beaconed('tiny')
  const bare = { ...network, topology: { ...topology, ases: topology.ases.map(as => ({ ...as, hosts: [] })) } }
  expect(() => scenarioOf(packet, bare, { name: 'n', note: '', topology: 't' })).toThrow('1-ff00:0:111 has no host')
})
