import fc from 'fast-check'
import { expect, test } from 'vitest'
import { defaultGenerateOptions, type GeneratorKind, generateTopology, generators } from '#topology/generate.ts'
import { randomFromSeed } from '#topology/random.ts'
import { readTopo } from '#topology/topo.ts'
import { planOf, writeTopo } from '#topology/write.ts'

const text = `name: "a \\"b\\" \\n c"
note: "x: {y}"
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, mtu: 1400, internal_delay: 0}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110", underlay: UDP/IPv6, hosts: ["h1", "h2"], note: "# no comment"}
  "1-ff00:0:112": {hosts: {"h3": , "h4": "10.0.0.4"}}
links:
  - {a: "1-ff00:0:110-A#1", b: "1-ff00:0:111#2", linkAtoB: CHILD, mtu: 1280, underlay: UDP/IPv6, bw: 2.5Gbps, delay: 3ms, jitter: 1us, loss: 0.01, queue: 7, note: "n"}
  - {a: "1-ff00:0:110#5", b: "1-ff00:0:112-A#1", linkAtoB: CHILD}
  - {a: "1-ff00:0:110-A#9", b: "1-ff00:0:112-A#2", linkAtoB: CHILD, delay: 0}
`

test('what is written is as it was read, defaults left out', () => expect(writeTopo(readTopo(text).topology)).toBe(text))

test('reading what was written gives the same network, for every generator', () =>
  fc.assert(
    fc.property(
      fc.constantFrom(...(Object.keys(generators) as GeneratorKind[])),
      fc.integer({ min: 3, max: 40 }),
      fc.nat(),
      (kind, ases, seed) => {
        const topology = generateTopology(kind, { ...defaultGenerateOptions, ases, isds: 2 }, randomFromSeed(seed))
        expect(readTopo(writeTopo(topology)).topology).toEqual(topology)
      },
    ),
    { numRuns: 60 },
  ))

test('many routers get different tags', () => {
  const links = Array.from({ length: 60 }, (_, i) => `{a: 1-1-t${Math.floor(i / 2)}, b: 1-2, linkAtoB: PEER}`)
  const { topology } = readTopo(`{ASes: {1-1: , 1-2: }, links: [${links}]}`)
  const tags = planOf(topology).links.map(link => link.a.tag)
  expect(tags.slice(-2)).toEqual(['AD', 'AD'])
  expect(new Set(tags).size).toBe(30)
})
