import { expect, test } from 'vitest'
import { segmentOf } from '#proofs/model/fields.ts'
import { dstHostOf, headerOf, isUnicast } from '#proofs/slices/header.ts'
import { dstHostAt } from '#wire/header.ts'
import { events, topology } from './lines.ts'

const hex = events.find(e => headerOf(e.before)?.kind === 'scion')!.before

test('a path taken apart; what is cut or no hex is none', () => {
  const header = headerOf(hex)!
  expect(header.hops).toHaveLength(header.segLens.reduce((sum, n) => sum + n, 0))
  expect(segmentOf(header.segLens, 0)).toBe(0)
  expect(segmentOf(header.segLens, header.hops.length - 1)).toBe(header.infos.length - 1)
  expect(isUnicast(header.bytes)).toBe(true)
  expect(['host', 'service']).toContain(dstHostOf(header.bytes, topology))
  for (const bad of ['', 'zz', hex.slice(0, 40), hex.slice(0, -8)]) expect(headerOf(bad)).toBeUndefined()
})

test('an address that is none is nowhere', () => {
  const { bytes } = headerOf(events.find(e => dstHostOf(headerOf(e.before)!.bytes, topology) === 'host')!.before)!
  expect(dstHostOf(bytes, topology)).toBe('host')
  bytes.fill(0, dstHostAt, dstHostAt + 4)
  expect(dstHostOf(bytes, topology)).toBe('nowhere')
})
