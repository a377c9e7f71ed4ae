import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseStaticInfo, writeStaticInfo } from '#control/beacon/static-info-document.ts'
import { staticInfoOf } from '#sim/static-info.ts'
import type { Finding } from '#topology/finding.ts'
import { readTopo } from '#topology/topo.ts'
import { UserError } from '#wire/error.ts'

const nested = (map: ReadonlyMap<number, ReadonlyMap<number, number>>) => [...map].map(([ifId, to]) => [ifId, ...to])

test('ways inside are told in one direction; of two the worse counts', () => {
  const c = parseStaticInfo(`{
    "Latency": {"1": {"Inter": "3ms", "Intra": {"1": "9s", "2": "5us", "3": "1s", "0": "4s"}}, "2": {"Inter": "1m", "Intra": {"1": "7us"}}, "0": {"Inter": "1s"}},
    "Bandwidth": {"1": {"Inter": 3, "Intra": {"2": 5}}, "2": {"Intra": {"1": 7}}},
    "Hops": {"1": {"Intra": {"2": 5, "3": 2}}, "2": {"Intra": {"1": 4}}}
  }`)
  expect([...c.latencyInterNs]).toEqual([
    [1, 3e6],
    [2, 60e9],
  ])
  expect(nested(c.latencyIntraNs)).toEqual([
    [1, [2, 7000], [3, 1e9]],
    [2, [1, 7000]],
  ])
  expect([...c.bandwidthInterKbps]).toEqual([
    [1, 3],
    [2, 0],
  ])
  expect(nested(c.bandwidthIntraKbps)).toEqual([
    [1, [2, 5]],
    [2, [1, 5]],
  ])
  // Hops are told to all, also to interfaces of which nothing is said.
  expect(nested(c.hopsIntra)).toEqual([
    [1, [2, 4], [3, 2]],
    [2, [1, 4]],
    [3, [1, 2]],
  ])
})

test('the rest, keys in any case', () => {
  const warnings: Finding[] = []
  const c = parseStaticInfo('{"linktype": {"5": "MultiHop"}, "GEO": {"5": {"latitude": -1.5}}, "Note": "n", "Notes": 3}', 'f', warnings)
  expect([[...c.linkType], [...c.geo], c.note]).toEqual([[[5, 'multihop']], [[5, { latitude: -1.5, longitude: 0, address: '' }]], 'n'])
  expect(warnings.map(w => [w.text, w.place])).toEqual([['Notes is not known and ignored', { file: 'f', line: 1, column: 80 }]])
})

test.each([
  ['1ns', 1],
  ['2us', 2e3],
  ['2µs', 2e3],
  ['3ms', 3e6],
  ['4s', 4e9],
  ['5m', 300e9],
  ['1h', 3600e9],
  ['1d', 86_400e9],
  ['1w', 604_800e9],
  [null, 0],
])('%s', (text, ns) => {
  expect(parseStaticInfo(JSON.stringify({ Latency: { 1: { Inter: text } } })).latencyInterNs.get(1)).toBe(ns)
})

function complaint(text: string): string {
  try {
    parseStaticInfo(text, 'f')
    return 'none'
  } catch (error) {
    if (error instanceof UserError) return error.text.split('\n')[0]!
    throw error
  }
}

test.each([
  ['', 'f: is empty'],
  ['[]', 'f:1:1: expected a mapping, found a list'],
  ['{"Latency": {"a": {}}}', 'f:1:14: Latency.a: expected an interface id'],
  ['{"Latency": {"65536": {}}}', 'f:1:14: Latency.65536: expected an interface id'],
  ['{"Latency": {"1": {"Inter": 5}}}', 'f:1:29: Latency.1.Inter: expected a text in quotes, found 5'],
  ['{"Latency": {"1": {"Inter": "5.5ms"}}}', 'f:1:29: Latency.1.Inter: "5.5ms" is not a duration'],
  ['{"Latency": {"1": {"Inter": "-5ms"}}}', 'f:1:29: Latency.1.Inter: "-5ms" is not a duration'],
  ['{"Latency": {"1": {"Inter": "9y"}}}', 'f:1:29: Latency.1.Inter: "9y" is not a duration'],
  ['{"Bandwidth": {"1": {"Inter": 1.5}}}', 'f:1:31: Bandwidth.1.Inter: expected an integer from 0 to 9007199254740991, found 1.5'],
  ['{"LinkType": {"1": "wire"}}', 'f:1:20: LinkType.1: "wire" is not a link type'],
  ['{"Geo": {"1": {"Latitude": "north"}}}', 'f:1:28: Geo.1.Latitude: expected a number, found "north"'],
  ['{"Hops": {"1": {"Intra": {"2": 4294967296}}}}', 'f:1:32: Hops.1.Intra.2: expected an integer from 0 to 4294967295, found 4294967296'],
  ['{"Note": 5}', 'f:1:10: Note: expected a text in quotes, found 5'],
  ['null', 'none'],
])('%s', (text, expected) => {
  expect(complaint(text)).toBe(expected)
})

test('whatever the text is, a value or a complaint', () => {
  const piece = fc.constantFrom('{', '}', '"Latency":', '"1":', '"Intra":', '"5ms"', ',', '[', ']', 'null', '3', '"Hops":', '-', '\n')
  fc.assert(fc.property(fc.array(piece, { maxLength: 25 }), pieces => complaint(pieces.join('')) !== ''))
})

test('what is written is read again', () => {
  const text = `{
    "Latency": {"1": {"Inter": "1500us", "Intra": {"2": "5us"}}, "2": {"Inter": "0ms"}},
    "Bandwidth": {"1": {"Inter": 3, "Intra": {"2": 5}}, "2": {"Inter": 0}},
    "LinkType": {"1": "multihop"}, "Geo": {"2": {"Latitude": 47.4, "Longitude": 8.5, "Address": "here"}},
    "Hops": {"1": {"Intra": {"2": 5}}}, "Note": "ours"
  }`
  const { topology } = readTopo(readFileSync('examples/topologies/border-routers.topo', 'utf8'))
  for (const c of [parseStaticInfo(text), ...staticInfoOf(topology).values()]) {
    const again = parseStaticInfo(JSON.stringify(writeStaticInfo(c)))
    expect(again).toEqual(c)
  }
})
