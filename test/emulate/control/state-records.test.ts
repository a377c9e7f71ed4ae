import { expect, test } from 'vitest'
import {
  beaconRecords,
  pathRecords,
  readBeaconRecord,
  readPathRecord,
  readTrustRecord,
  trustRecords,
} from '#emulate/control/state-records.ts'
import { emptyLike, epochS, idsIn, knowing } from './stores-lab.ts'

const child = knowing('1-ff00:0:111')
const core = knowing('1-ff00:0:110')
const lines = (records: Iterable<object>) => [...records].map(r => JSON.parse(JSON.stringify(r)))

test('beacons and segments come back as they were; expired ones do not', () => {
  for (const state of [child, core]) {
    const [fresh, late] = [emptyLike(state), emptyLike(state)]
    const puts = [...lines(beaconRecords(state)).map(readBeaconRecord), ...lines(pathRecords(state)).map(readPathRecord)]
    expect(puts.length).toBeGreaterThan(0)
    for (const put of puts) {
      put(fresh, epochS + 30)
      put(late, epochS + 86_400)
    }
    expect(idsIn(fresh)).toEqual(idsIn(state))
    expect(Object.values(idsIn(late)).flat()).toEqual([])
  }
})

test("TRCs, own chains with their keys, others' chains", () => {
  const { trusted, trust } = child
  const records = lines(trustRecords(trusted, trust!.credentials, epochS)).map(readTrustRecord)
  const [first] = records
  expect(first).toMatchObject({ trc: { trc: { id: { isd: 1, base: 1n, serial: 1n } } } })
  const credentials = records.flatMap(r => ('credential' in r ? [r.credential] : []))
  expect(credentials.map(c => c.key)).toEqual(trust!.credentials.map(c => c.key))
  const chains = records.flatMap(r => ('chain' in r ? [r.chain.as.subject.isdAs] : []))
  expect(new Set(chains)).toEqual(new Set(['1-ff00:0:111', '1-ff00:0:110']))
  expect(lines(trustRecords(trusted, [], epochS + 86_400 * 365)).every(r => 'trc' in r)).toBe(true)
})

test('what is no record throws', () => {
  const [{ chain, key }] = lines(trustRecords(child.trusted, child.trust!.credentials, epochS)).filter(r => r.key)
  const other = lines(trustRecords(core.trusted, core.trust!.credentials, epochS)).find(r => r.key)!
  for (const record of [{}, { trc: 'AA==' }, { trc: 7 }, { chain: 'x' }, { chain, key: 'x' }, { chain, key: other.key }, { key }])
    expect(() => readTrustRecord(record), JSON.stringify(record)).toThrow()
  const [{ segment }] = lines(pathRecords(child))
  for (const record of [{}, { segment }, { segment, store: 'x' }, { segment, group: 'x' }, { segment: '!', store: 'ups' }])
    expect(() => readPathRecord(record), JSON.stringify(record)).toThrow()
  expect(() => readBeaconRecord({ beacon: segment })).toThrow('without its interface')
})
