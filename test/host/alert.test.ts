import { expect, test } from 'vitest'
import { alertPoints, withAlert } from '#host/alert.ts'
import { egressAlert, hopAt, ingressAlert } from '#wire/path.ts'
import { sampleBytes } from './sample.ts'

const text = (bytes: Uint8Array): string => alertPoints(bytes).map(p => `${p.hf}${p.flag[0]}`).join(' ') // biome-ignore format: one step

test('down a segment: out of the first, in and out of the middle, into the last', () => {
  expect(text(sampleBytes([{ consDir: true, hops: 3 }]))).toBe('0e 1i 1e 2i')
})

test('up a segment the flags are the other way round', () => {
  expect(text(sampleBytes([{ consDir: false, hops: 3 }]))).toBe('0i 1e 1i 2e')
})

test('where segments meet, one hop field speaks for the way in, the next for the way out', () => {
  const bytes = sampleBytes([
    { consDir: false, hops: 2 },
    { consDir: false, hops: 2 },
    { consDir: true, hops: 2 },
  ])
  expect(text(bytes)).toBe('0i 1e 2i 3e 4e 5i')
})

test('a peering link has both interfaces of both hop fields', () => {
  const bytes = sampleBytes([
    { consDir: false, peer: true, hops: 2 },
    { consDir: true, peer: true, hops: 2 },
  ])
  expect(text(bytes)).toBe('0i 1e 1i 2i 2e 3i')
})

test('one flag of one hop field is set, in a copy', () => {
  const bytes = sampleBytes([{ consDir: true, hops: 2 }])
  const alerted = withAlert(bytes, { hf: 1, flag: 'ingress' })
  expect([ingressAlert(alerted, hopAt(alerted, 0, 1)), egressAlert(alerted, hopAt(alerted, 0, 1))]).toEqual([true, false])
  expect(egressAlert(withAlert(bytes, { hf: 0, flag: 'egress' }), hopAt(bytes, 0, 0))).toBe(true)
  expect(bytes).toEqual(sampleBytes([{ consDir: true, hops: 2 }]))
})
