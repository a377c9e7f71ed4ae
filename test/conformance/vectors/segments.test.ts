import { expect, test } from 'vitest'
import { segmentsVectors } from '#conformance/vectors/segments.ts'
import { makeSegment } from '#control/segment/codec.ts'
import { epicDigest } from '#control/segment/epic.ts'
import { fullSegmentId } from '#control/segment/segment.ts'
import { noStaticInfo } from '#control/segment/static-info.ts'
import { segmentAlong } from '#test/control/segments.ts'
import { toHex } from '#wire/bytes.ts'
import { recordingPasses, replayOne } from './replay.ts'

recordingPasses(segmentsVectors, 'vectors/control/segments.json', 101)

const epic = { hop: new Uint8Array(10).fill(1), peers: [] }
const staticInfo = {
  ...noStaticInfo,
  latencyIntraUs: new Map([[4, 7]]),
  geo: new Map([[4, { latitude: Math.fround(69.8), longitude: 0, address: 'a' }]]),
}
const plain = segmentAlong(['1-1', '1-11'])
const [first, second] = plain.entries
const entries = [first!, { ...second!, epic, extensions: { staticInfo, epicDigest: epicDigest(epic) } }]
const segment = makeSegment({ timestamp: plain.timestamp, segId: plain.segId }, entries)

const hopOf = (i: number) => {
  const { ingress, egress, expTime, mac } = entries[i]!.hop
  return { ingress, egress, exp_time: expTime, mac: toHex(mac) }
}
const unsigned = {
  algorithm: 0,
  associated_data_length: 0,
  timestamp_ns: null,
  key_isd_as: '0-0',
  subject_key_id: '',
  trc_base: 0,
  trc_serial: 0,
}
const [peer] = second!.peers
const recorded = {
  name: 'one',
  kind: 'segment',
  pb: toHex(segment.bytes),
  parse_ok: true,
  id: segment.id,
  full_id: fullSegmentId(segment),
  logging_id: segment.id.slice(0, 24),
  min_expiry_ms: (plain.timestamp + 21_600) * 1000,
  max_expiry_ms: (plain.timestamp + 21_600) * 1000,
  timestamp: plain.timestamp,
  segment_id: plain.segId,
  entries: [
    { isd_as: '1-1', next: '1-11', mtu: 1400, hop: hopOf(0), ingress_mtu: 0, peers: [], signed: unsigned },
    {
      isd_as: '1-11',
      next: '0-0',
      mtu: 1400,
      hop: hopOf(1),
      ingress_mtu: second!.ingressMtu,
      peers: [
        {
          isd_as: peer!.peer,
          interface: peer!.peerIfId,
          mtu: peer!.peerMtu,
          hop: { ingress: peer!.hop.ingress, egress: 0, exp_time: 63, mac: toHex(peer!.hop.mac) },
        },
      ],
      static_info: {
        latency_intra_ns: { 4: 7000 },
        latency_inter_ns: {},
        bandwidth_intra: {},
        bandwidth_inter: {},
        geo: { 4: [69.8, 0, 'a'] },
        link_type: {},
        internal_hops: {},
        note: '',
      },
      epic_digest: toHex(epicDigest(epic)),
      epic_detached: { hop: '01'.repeat(10), peers: [] },
      signed: unsigned,
    },
  ],
}
const replay = (c: object) => replayOne(segmentsVectors, { cases: [c] })

test('passes, and fails for each member that is changed', () => {
  expect(replay(recorded).differences).toEqual([])
  for (const name of ['id', 'full_id', 'logging_id', 'min_expiry_ms', 'max_expiry_ms', 'timestamp', 'segment_id', 'reserialized_pb'])
    expect(replay({ ...recorded, [name]: 'x' }).differences.map(d => d.field)).toEqual([name])
  for (const name of [...Object.keys(recorded.entries[1]!), 'hidden', 'discovery']) {
    const changed = [recorded.entries[0], { ...recorded.entries[1], [name]: { other: 1 } }]
    expect(replay({ ...recorded, entries: changed }).differences.map(d => d.field)).toEqual([`entries[1].${name}`])
  }
  expect(replay({ ...recorded, entries: recorded.entries.slice(1) }).differences.map(d => d.field)).toEqual(['entries'])
})

test('without anybody to trust no signature holds', () => {
  expect(replay({ ...recorded, verify_ok: false }).result).toBe('passed')
  expect(replay({ ...recorded, verify_ok: true }).differences.map(d => d.field)).toEqual(['verify_ok'])
})

test('what must be refused is, and what must not is not', () => {
  expect(replay({ ...recorded, parse_ok: false }).result).toBe('failed')
  expect(replay({ ...recorded, kind: 'beacon' }).differences).toEqual([{ field: 'parse_ok', expected: 'true', actual: 'alreadyEnded' }])
  expect(replay({ ...recorded, kind: 'beacon', parse_ok: false }).result).toBe('passed')
  expect(replay({ ...recorded, pb: '0a', parse_ok: false }).result).toBe('passed')
})

test('where we refuse on purpose, refusing is right', () => {
  expect(replay({ ...recorded, name: 'ts_negative' })).toMatchObject({ result: 'failed', reason: expect.stringContaining('timestamp') })
  expect(replay({ ...recorded, name: 'ts_negative', pb: '0a' }).result).toBe('passed')
})
