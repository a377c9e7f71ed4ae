import { expect, test } from 'vitest'
import { staticInfoVectors } from '#conformance/vectors/staticinfo.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(staticInfoVectors, 'vectors/control/staticinfo.json', 94)

const parsed = {
  Latency: { 1: { Inter: '5ms', Intra: { 2: '3us' } }, 2: { Inter: '0s', Intra: { 1: '3us' } } },
  Bandwidth: { 1: { Inter: 7, Intra: null } },
  LinkType: { 1: 1 },
  Geo: { 1: { Longitude: 2, Latitude: 1, Address: 'x' } },
  Hops: { 1: { Intra: { 2: 4 } }, 2: { Intra: { 1: 4 } } },
  Note: 'n',
}
const extension = {
  latency_intra_ns: { 2: 3000 },
  latency_inter_ns: { 1: 5_000_000 },
  bandwidth_intra: {},
  bandwidth_inter: { 1: 7 },
  geo: { 1: [1, 2, 'x'] },
  link_type: { 1: 'multihop' },
  internal_hops: { 2: 4 },
  note: 'n',
}
const good = {
  config: { ...parsed, Latency: { 1: parsed.Latency[1], 2: {} }, LinkType: { 1: 'multihop' } },
  interfaces: { 1: 'child', 2: 'parent' },
  ingress: 2,
  egress: 1,
  parsed_config: parsed,
  extension,
  pb: '0a0d0a04080210031205080110882712061204080110071a110801120d0d0000803f15000000401a01782204080110022a040802100432016e',
  after_pb_roundtrip: extension,
}
const replay = (changes: object) => replayOne(staticInfoVectors, { cases: [{ ...good, ...changes }], parse: [] })

test('a good case', () => {
  expect(replay({}).differences).toEqual([])
})

test('fails for whatever is changed', () => {
  expect(replay({ pb: '00' }).result).toBe('failed')
  expect(replay({ ingress: 1 }).result).toBe('failed')
  for (const name of Object.keys(extension)) {
    const other = { ...extension, [name]: name === 'note' ? 'm' : { 9: name === 'geo' ? [0, 0, ''] : 1 } }
    expect(replay({ extension: other }).result, name).toBe('failed')
    expect(replay({ after_pb_roundtrip: other }).result, name).toBe('failed')
  }
  for (const name of Object.keys(parsed)) {
    const other = name === 'Note' ? 'm' : null
    expect(replay({ parsed_config: { ...parsed, [name]: other } }).result, name).toBe('failed')
  }
})

test('what is refused, and what must be', () => {
  const only = (c: object) => [...staticInfoVectors.replay({ cases: [], parse: [c] })][0]!
  expect(only({ text: '[]', ok: false }).result).toBe('passed')
  expect(only({ text: '{}', ok: false }).result).toBe('failed')
  expect(only({ text: '[]', ok: true }).result).toBe('failed')
  expect(only({ text: '{"Latency": {"65536": {}}}', ok: true }).result).toBe('passed')
  expect(replay({ config: { Latency: { 1: { Inter: '-1ms' } } } }).result).toBe('passed')
  expect(replay({ config: [] }).result).toBe('failed')
})
