import { expect, test } from 'vitest'
import { drkeyVectors } from '#conformance/vectors/drkey.ts'
import { failuresOf, readOwn, unnoticedMembers } from './own.ts'
import { recordingPasses } from './replay.ts'

type Row = Record<string, unknown>
const own = readOwn<Record<string, Row[]>>('drkey.json')

recordingPasses(drkeyVectors, 'vectors/control/drkey.json', 109)

test('our own file passes, each element an outcome', () => {
  expect(drkeyVectors.recognises(own)).toBe(true)
  expect([...drkeyVectors.replay(own)].map(o => `${o.name} ${o.result}`)).toEqual([
    'cases[0] protocol 1 passed',
    'errors[0] "10.0.0" passed',
    'prf[0] passed',
    'hop_keys[0] passed',
    'hop_macs[0] passed',
  ])
})

test('each wrong member fails', () => {
  const failing = (table: string, row: Row): number => failuresOf(drkeyVectors, { ...own, [table]: [row] }).length
  for (const table of ['cases', 'prf']) expect(unnoticedMembers(drkeyVectors, own, table), table).toEqual([])
  // Another master secret in base64, which a changed last character is not.
  const { master0_b64, ...rest } = own.hop_macs![0]!
  const unnoticed = Object.keys(rest).filter(m => failing('hop_macs', { master0_b64, ...rest, [m]: `${rest[m]}1` }) === 0)
  expect(unnoticed).toEqual([])
  expect(failing('hop_macs', { ...rest, master0_b64: 'AA==' })).toBe(1)
  expect(failing('hop_keys', { ...own.hop_keys![0], cmac_of_16_zero_bytes: '00' })).toBe(1)
  expect(failing('errors', { host: 'CS' })).toBe(1)
})

test('each key of both derivations is compared, by name', () => {
  const c = own.cases![0]!
  for (const derivation of ['specific', 'generic'])
    for (const key of ['as_host', 'host_as', 'host_host']) {
      const wrong = { ...c, [derivation]: { ...(c[derivation] as Row), [key]: '00' } }
      const [failure] = failuresOf(drkeyVectors, { ...own, cases: [wrong] })
      expect(failure!.differences.map(d => d.field)).toEqual([`${derivation}.${key}`])
    }
})
