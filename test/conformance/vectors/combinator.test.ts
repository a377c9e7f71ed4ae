import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { combinatorVectors } from '#conformance/vectors/combinator.ts'
import { createExtender, makeHop, originate } from '#control/beacon/extend.ts'
import { combine } from '#control/path/combine.ts'
import { epicDigest } from '#control/segment/epic.ts'
import { segmentId } from '#control/segment/segment.ts'
import { noStaticInfo } from '#control/segment/static-info.ts'
import { modelledSigner } from '#control/trust/signer.ts'
import { describeWith, shared } from '#test/availability.ts'
import { buildAses, keyOf, parseLinks } from '#test/control/network.ts'
import { changed, segmentAlong } from '#test/control/segments.ts'
import { toHex } from '#wire/bytes.ts'

const entryOf = (isd_as: string, next: string, ingress: number, egress: number, mac: string) => ({
  isd_as,
  next,
  mtu: 1400,
  hop: { ingress, egress, exp_time: 63, mac },
  ingress_mtu: ingress === 0 ? 0 : 1300,
  peers: [],
})

/** A file of one case made here: one core segment, one path. */
function smallFile() {
  const as = buildAses(parseLinks('1-ff00:0:1 core 1-ff00:0:2')).get('1-ff00:0:1')!
  const x = createExtender(as, keyOf(as.isdAs), modelledSigner, { expTime: 63 })
  const segment = originate(x, { timestamp: 1000, segId: 7 }, 1)!
  const mac = toHex(makeHop(x, 7, 1000, 0, 1).mac)
  const recorded = {
    timestamp: 1000,
    segment_id: 7,
    id: segmentId(segment),
    pb: toHex(segment.bytes),
    entries: [entryOf('1-ff00:0:1', '1-ff00:0:2', 0, 1, mac)],
  }
  const missing = { name: 'a', topology: 't', src: '1-ff00:0:8', dst: '1-ff00:0:9', ups: ['s'], cores: [], downs: [], deterministic: true }
  return {
    topologies: [{ id: 't', segments: { s: recorded } }],
    cases: [{ ...missing, find_all_identical: false, panic: '', paths: null as unknown }],
  }
}

test('what differs from the recording is named', () => {
  const file = smallFile()
  expect(combinatorVectors.recognises(file)).toBe(true)
  expect([...combinatorVectors.replay(file)].map(o => [o.name, o.result])).toEqual([
    ['topologies/t', 'passed'],
    ['a', 'passed'],
  ])
  file.topologies[0]!.segments.s.entries[0]!.mtu = 1399
  file.cases[0]!.paths = [{}]
  const [segments, paths] = [...combinatorVectors.replay(file)]
  expect(segments!.differences.map(d => d.field)).toEqual(['segment'])
  expect(paths!.differences).toEqual([{ field: 'paths', expected: '1', actual: '0' }])
})

/** A file with the one path up a segment whose last AS announces something, recorded as we make it. */
function fileWithPath() {
  const plain = segmentAlong(['1-1', '1-11', '1-111'])
  const epic = { hop: new Uint8Array(10).fill(9), peers: [] }
  const extensions = {
    staticInfo: { ...noStaticInfo, note: 'hi', latencyInterUs: new Map([[plain.entries[0]!.hop.egress, 7]]) },
    discovery: { controlServices: ['10.0.0.1:1'], discoveryServices: [] },
    epicDigest: epicDigest(epic),
  }
  const segment = changed(plain, plain.entries.map(e => ({ ...e, extensions, epic }))) // biome-ignore format: one step
  const [path] = combine('1-111', '1-1', { ups: [segment], cores: [], downs: [] })
  const { src, dst, mtu, weight, fingerprint, metadata, epicAuths } = path!
  const recorded = {
    ...{ src, dst, mtu, weight, fingerprint, raw: toHex(path!.bytes), expiry_ms: path!.expiryS * 1000 },
    interfaces: path!.interfaces.map(i => `${i.isdAs}#${i.ifId}`),
    ...{
      latency_ns: [-1, -1, 7000],
      bandwidth: [0, 0, 0],
      geo: [null, null, null, null],
      link_type: ['unset', 'unset'],
      internal_hops: [0],
    },
    ...{
      notes: metadata.notes,
      discovery: Object.fromEntries(['1-1', '1-11', '1-111'].map(as => [as, { control: ['10.0.0.1:1'], discovery: [] }])),
    },
    epic: { phvf: toHex(epicAuths!.phvf), lhvf: toHex(epicAuths!.lhvf) },
  }
  const members = { timestamp: segment.timestamp, segment_id: segment.segId, id: segmentId(segment), pb: toHex(segment.bytes), entries: [] }
  const of = {
    name: 'a',
    topology: 't',
    src,
    dst,
    ups: ['s'],
    cores: [],
    downs: [],
    deterministic: true,
    find_all_identical: false,
    panic: '',
  }
  return (changes: object) => ({
    topologies: [{ id: 't' }],
    cases: [{ ...of, segments: { s: members }, paths: [{ ...recorded, ...changes }] }],
  })
}

test('each member of a path is compared', () => {
  const file = fileWithPath()
  const wrong = (changes: object): string[] =>
    [...combinatorVectors.replay(file(changes))][0]!.differences.map(d => d.field).filter(field => field.startsWith('paths'))
  expect(wrong({})).toEqual([])
  const other = ['src', 'dst', 'mtu', 'weight', 'fingerprint', 'raw', 'expiry_ms', 'latency_ns', 'bandwidth', 'geo', 'link_type', 'internal_hops', 'notes', 'discovery'] // biome-ignore format: one list
  for (const name of other) expect(wrong({ [name]: name === 'discovery' ? {} : ['x'] })).toEqual([`paths[0].${name}`])
  expect(wrong({ epic: null })).toEqual(['paths[0].epic'])
  expect(wrong({ epic: { phvf: '00', lhvf: '00' } })).toEqual(['paths[0].epic.phvf', 'paths[0].epic.lhvf'])
})

describeWith([shared('vectors/control/combinator.json')], 'recorded combinations', file => {
  test('all paths of all cases agree: bytes, order, interfaces, MTU, expiry, weight, fingerprint, what was announced, authenticators', () => {
    const outcomes = [...combinatorVectors.replay(JSON.parse(readFileSync(file!, 'utf8')))]
    expect(outcomes.length).toBeGreaterThan(300)
    expect(outcomes.filter(o => o.result !== 'passed')).toEqual([])
  })
})
