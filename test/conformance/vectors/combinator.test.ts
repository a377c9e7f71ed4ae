import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { combinatorVectors } from '#conformance/vectors/combinator.ts'
import { createExtender, makeHop, originate } from '#control/beacon/extend.ts'
import { segmentId } from '#control/segment/segment.ts'
import { modelledSigner } from '#control/trust/signer.ts'
import { describeWith, shared } from '#test/availability.ts'
import { buildAses, keyOf, parseLinks } from '#test/control/network.ts'
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

describeWith([shared('vectors/control/combinator.json')], 'recorded combinations', file => {
  test('all paths of all cases agree: bytes, order, interfaces, MTU, expiry, weight, fingerprint', () => {
    const outcomes = [...combinatorVectors.replay(JSON.parse(readFileSync(file!, 'utf8')))]
    expect(outcomes.length).toBeGreaterThan(300)
    expect(outcomes.filter(o => o.result !== 'passed')).toEqual([])
  })
})
