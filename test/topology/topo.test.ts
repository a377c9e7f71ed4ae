import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultMtu, defaultShape } from '#topology/model.ts'
import { readTopo } from '#topology/topo.ts'
import { UserError } from '#wire/error.ts'
import { userError } from './networks.ts'

const whole = `
name: everything
note: all there is to say
defaults: {mtu: 1400, underlay: UDP/IPv6, internal_delay: 1ms, delay: 7ms, bw: 100, queue: 9}
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, hosts: [h1, h2], note: the top}
  1-64512: {cert_issuer: "1-ff00:0:110", mtu: 1280, underlay: UDP/IPv4, internal_delay: 20us, control_servers: 1}
links:
  - {a: "1-ff00:0:110-A#7", b: 1-64512, linkAtoB: Child, mtu: 1350, bw: 1Gbps, delay: 3ms, jitter: 1ms, loss: 2%, queue: 50, underlay: UDP/IPv4, note: slow}
  - {a: "1-ff00:0:110-A", b: "1-64512-X#9", linkAtoB: CHILD}
`

describe('all of the format', () => {
  const { topology, warnings, places } = readTopo(whole, 'dir/some.topo')
  const [top, customer] = topology.ases

  test('no warnings', () => expect(warnings).toEqual([]))
  test('names and notes', () => expect(topology).toMatchObject({ name: 'everything', note: 'all there is to say' }))
  test('ASes', () => {
    expect(top).toMatchObject({
      isdAs: '1-ff00:0:110',
      core: true,
      voting: true,
      authoritative: true,
      issuing: true,
      mtu: 1400,
      underlay: 'ipv6',
    })
    expect(top).toMatchObject({ internalDelayNs: 1e6, note: 'the top', hosts: [{ name: 'h1' }, { name: 'h2' }] })
    expect(customer).toMatchObject({
      isdAs: '1-64512',
      core: false,
      certIssuer: '1-ff00:0:110',
      mtu: 1280,
      underlay: 'ipv4',
      internalDelayNs: 20_000,
    })
  })
  test('links', () => {
    expect(topology.links[0]).toMatchObject({ index: 0, type: 'child', mtu: 1350, note: 'slow', a: { isdAs: '1-ff00:0:110', ifId: 7 } })
    expect(topology.links[0]!.shape).toEqual({ delayNs: 3e6, jitterNs: 1e6, loss: 0.02, rateBps: 1e9, queuePackets: 50 })
    expect(topology.links[1]).toMatchObject({ mtu: 1400, b: { ifId: 9 } })
    expect(topology.links[1]!.shape).toEqual({ delayNs: 7e6, jitterNs: 0, loss: 0, rateBps: 1e8, queuePackets: 9 })
    expect(top!.routers.map(r => r.interfaces.map(i => i.local[0]))).toEqual([['1', '[']])
  })
  test('places', () => {
    expect(places.ases.get('1-64512')).toEqual({ file: 'dir/some.topo', line: 7, column: 3 })
    expect(places.links[1]).toEqual({ file: 'dir/some.topo', line: 10, column: 5 })
  })
})

test('what is not said', () => {
  const { topology } = readTopo('ASes: {1-1: }', 'dir/some.topo')
  expect(topology).toMatchObject({ name: 'some', links: [] })
  expect('note' in topology).toBe(false)
  expect(topology.ases[0]).toMatchObject({ core: false, mtu: defaultMtu, underlay: 'ipv4' })
  expect(readTopo('{ASes: {1-1: , 1-2: }, links: [{a: 1-1, b: 1-2, linkAtoB: PEER}]}').topology.links[0]!.shape).toEqual(defaultShape)
  expect(readTopo('ASes: {1-1: }').topology.name).toBe('network')
})

test('addresses from another network', () =>
  expect(readTopo('{ASes: {1-1: }, defaults: {subnet: 10.0.0.0/8}}').topology.ases[0]!.controlServices[0]!.address).toBe('10.0.0.9:31000'))

test('unknown keys, and a queue that has no effect, are warned about', () => {
  const { warnings } = readTopo('{ASes: {1-1: {mtuu: 3}, 1-2: }, links: [{a: 1-1, b: 1-2, linkAtoB: PEER, queue: 3}], x: 1}')
  expect(warnings.map(w => [w.rule, w.severity])).toEqual([
    ['unknownKey', 'warning'],
    ['unknownKey', 'warning'],
    ['queueNeedsRate', 'warning'],
  ])
})

describe('errors have place and hint', () => {
  const link = (text: string) => `ASes: {1-1: , 1-2: }\nlinks:\n  - {${text}}`
  test.each([
    ['', 'ASes'],
    ['[]', 'f:1:1: expected a mapping'],
    ['x: 1', '"ASes" is missing'],
    ['ASes: {}', 'f:1:1: has no ASes'],
    ['ASes: [1-1]', 'f:1:7: ASes: expected a mapping, found a list'],
    ['ASes: {1-1: 5}', 'f:1:13: ASes.1-1: expected a mapping, found 5'],
    ['ASes: {banana: }', '"banana" is not an ISD-AS'],
    ['ASes: {1-1: , 1-1: }', 'is there twice'],
    ['ASes: {"1-ff00:0:1": , "1-FF00:0:1": }', 'its two spellings mean the same AS'],
    ['ASes: {1-1: {core: yes}}', 'f:1:20: ASes.1-1.core: expected true or false'],
    ['ASes: {1-1: {mtu: 70000}}', 'expected an integer from 1 to 65535'],
    ['ASes: {1-1: {cert_issuer: x}}', 'f:1:27: ASes.1-1.cert_issuer: "x" is not an ISD-AS'],
    ['ASes: {1-1: {underlay: TCP}}', 'expected UDP/IPv4 or UDP/IPv6'],
    ['{ASes: {1-1: }, defaults: {subnet: hello}}', 'is not an IPv4 network'],
    [link('b: 1-2, linkAtoB: CHILD'), 'f:3:5: links.0: "a" is missing'],
    [link('a: 1-1, b: 1-2'), '"linkAtoB" is missing'],
    [link('a: 1-1, b: 1-3, linkAtoB: CHILD'), 'f:3:17: links.0.b: AS 1-3 is not among the ASes'],
    [link('a: 1-1, b: 1-2-A-B, linkAtoB: CHILD'), 'is not a link end'],
    [link('a: 1-1#0, b: 1-2, linkAtoB: CHILD'), 'interface id 0 is not in 1..65535'],
    [link('a: 1-1#x, b: 1-2, linkAtoB: CHILD'), 'is not a link end'],
    [link('a: 1-1, b: 1-2, linkAtoB: PARENT'), 'exchange a and b'],
    [link('a: 1-1, b: 1-2, linkAtoB: FRIEND'), 'expected CORE, CHILD'],
    [link('a: 1-1, b: 1-2, linkAtoB: CHILD, delay: 5'), 'f:3:46: links.0.delay: "5" is not a duration'],
    [link('a: 1-1, b: 1-2, linkAtoB: CHILD, loss: 5'), 'is not a probability'],
    [link('a: 1-1, b: 1-2, linkAtoB: CHILD, bw: fast'), 'is not a rate'],
    [link('a: 1-1, b: 1-2, linkAtoB: CHILD, bw: 5, queue: 0'), 'expected an integer from 1 to 1000000'],
    ['ASes: {1-1: }\nlinks: {a: 1}', 'f:2:8: links: expected a list'],
    ['ASes: &x {1-1: }\nlinks: *x', 'alias'],
  ])('%j', (text, expected) => expect(userError(() => readTopo(text, 'f')).text).toContain(expected))
})

test('any text gives a network or a UserError', () => {
  const words = fc.constantFrom(
    'ASes',
    'links',
    '1-1',
    '1-2',
    ': ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '\n',
    '  ',
    '- ',
    'a',
    'b',
    'linkAtoB',
    'CORE',
    '"',
    '#1',
    '&x',
    '*x',
    '!!',
    '0',
    'mtu',
    '\t',
    '|',
    '---\n',
    '\0',
  )
  const outcome = (text: string): boolean => {
    try {
      return readTopo(text).topology.ases.length > 0
    } catch (error) {
      if (error instanceof UserError) return true
      throw error
    }
  }
  fc.assert(
    fc.property(fc.array(words, { maxLength: 40 }), parts => outcome(parts.join(''))),
    { numRuns: 1000 },
  )
  fc.assert(
    fc.property(fc.nat(whole.length), fc.string({ maxLength: 3 }), fc.nat(3), (at, text, cut) =>
      outcome(whole.slice(0, at) + text + whole.slice(at + cut)),
    ),
    { numRuns: 1000 },
  )
})
