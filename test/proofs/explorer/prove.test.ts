import { expect, test } from 'vitest'
import { softwareAes } from '#crypto/aes.ts'
import { prove } from '#proofs/explorer/prove.ts'
import { createNetwork } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'
import { ask } from './lab.ts'

test('path authorisation holds on the smallest networks, whoever the attacker is and whichever key leaked', () => {
  expect(ask('two', { attackers: ['111'] })).toMatchObject({ verdict: 'holds', unconfirmed: 0 })
  expect(ask('two', { attackers: ['111'], leaked: ['111'] })).toMatchObject({ verdict: 'holds' })
  expect(ask('tiny', { attackers: ['111'], leaked: ['111'] })).toMatchObject({ verdict: 'holds' })
  expect(ask('tiny', { attackers: ['110'], leaked: ['110'] })).toMatchObject({ verdict: 'holds' })
})

test.each(['macIsValid', 'hopNotExpired', 'arrivedOnNamedInterface', 'crossedMacIsValid'])('without %s a packet breaks it', guardOff => {
  const proof = ask('tiny', { attackers: ['111'], guardOff })
  expect(proof).toMatchObject({ verdict: 'found', packet: { broken: expect.stringContaining('authorised segment') } })
  expect(proof.packet!.way[0]).toMatchObject({ verdict: expect.stringMatching(/forward|handOver|deliver/) })
})

test('a key that leaked is a packet, where its AS is not excused', () => {
  const proof = ask('tiny', { property: 'isolation:1-ff00:0:111->1-ff00:0:112', attackers: ['111'] })
  expect(proof).toMatchObject({ verdict: 'found' })
  expect(proof.packet!.way.at(-1)).toMatchObject({ as: '1-ff00:0:112', verdict: 'deliver' })
})

test('a way that all must take', () => {
  const property = 'waypoint:1-ff00:0:111->1-ff00:0:112:1-ff00:0:110'
  expect(ask('tiny', { property, attackers: ['111'] })).toMatchObject({ verdict: 'holds' })
})

test('a packet for an AS that it has passed before is none: loops are decided', () => {
  const asked = { property: 'loop-free', attackers: ['111'], leaked: ['110', '111', '112'], guardOff: 'linkPairAllowed' }
  expect(ask('tiny', { ...asked, maxHops: 2 })).toMatchObject({ verdict: 'holds', unconfirmed: 0 })
  expect(ask('tiny', { ...asked, maxHops: 5 })).toMatchObject({ verdict: 'found' })
})

test('no AS of that name, no property of that name, too many states: said with what to do', () => {
  expect(() => ask('two', { attackers: ['1-ff00:0:999'] })).toThrow('there is no AS 1-ff00:0:999')
  expect(() => ask('two', { property: 'isolation:1-ff00:0:999->1-ff00:0:110' })).toThrow('there is no AS')
  expect(() => ask('two', { property: 'safety' })).toThrow('there is no property "safety"')
  expect(() => ask('tiny', { attackers: ['111'], maxStates: 10 })).toThrow('more than 10 states')
})

test('who a packet says that it comes from: from outside never from here, from inside not always from here', () => {
  const attackers = ['111']
  expect(ask('tiny', { property: 'source-in', attackers })).toMatchObject({ verdict: 'holds' })
  const { packet } = ask('tiny', { property: 'source-in', attackers, guardOff: 'isdAsPlausible' })
  expect(packet).toMatchObject({ broken: '1-ff00:0:110 took it in by interface 1 as one of its own' })
  // The hop field is the second, and the interface it says the packet came in by is 0: fake transit, which the reference lets go, too.
  const { packet: out } = ask('tiny', { property: 'source-out', attackers })
  expect(out).toMatchObject({ injection: { isdAs: '1-ff00:0:111', ifId: 0 }, way: [{ rule: 'forwardToEgress' }, {}] })
})

test('over a segment change in a router that also sends it on', () => {
  const file = `name: star
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}
  "1-ff00:0:112": {cert_issuer: "1-ff00:0:110"}
links:
  - {a: "1-ff00:0:110-A#1", b: "1-ff00:0:111#1", linkAtoB: CHILD}
  - {a: "1-ff00:0:110-A#2", b: "1-ff00:0:112#1", linkAtoB: CHILD}
`
  const network = createNetwork(loadTopo(file, 'star.topo').topology, { seed: 1 })
  network.run(30 * nsPerS)
  const property = 'isolation:1-ff00:0:111->1-ff00:0:112'
  const proof = prove(network, { property, attackers: ['1-ff00:0:111'], leaked: [], maxHops: 3, maxStates: 1e6, cipher: softwareAes })
  expect(proof).toMatchObject({ verdict: 'found' })
})
