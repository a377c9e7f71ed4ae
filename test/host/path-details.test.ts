import { expect, test } from 'vitest'
import { emptyMetadata, type PathMetadata } from '#control/path/metadata.ts'
import { announcedFields } from '#host/path-details.ts'
import { parseInterfaces } from './sample.ts'

const interfaces = parseInterfaces('1-1#1 1-2#2 1-2#3 1-3#4')
const text = (more: Partial<PathMetadata>, key: string): string | undefined =>
  announcedFields({ ...emptyMetadata, latencyNs: [undefined], ...more }, interfaces, '>').find(([k]) => k === key)?.[1]

test('nothing announced, nothing shown', () => {
  const nothing = {
    latencyNs: [undefined, undefined, undefined],
    bandwidthKbps: [undefined, undefined, undefined],
    geo: [undefined, undefined],
    linkTypes: [undefined, undefined],
    internalHops: [undefined],
    notes: ['', '', ''],
    discovery: new Map(),
  }
  expect(announcedFields(nothing, interfaces, '>')).toEqual([])
})

test('latency is a sum or a lower bound, bandwidth the least or an upper bound', () => {
  expect(text({ latencyNs: [5e6, 0, 2e6] }, 'Latency')).toBe('7ms')
  expect(text({ latencyNs: [5e6, undefined, 2e6] }, 'Latency')).toBe('>7ms (information incomplete)')
  expect(text({ latencyNs: [0, undefined] }, 'Latency')).toBeUndefined()
  expect(text({ latencyNs: [0, 0] }, 'Latency')).toBe('0s')
  expect(text({ bandwidthKbps: [200, 100, 300] }, 'Bandwidth')).toBe('100Kbit/s')
  expect(text({ bandwidthKbps: [200, undefined] }, 'Bandwidth')).toBe('200Kbit/s (information incomplete)')
})

test('places as coordinates, address, both or neither', () => {
  const place = (latitude: number, longitude: number, address = '') => ({ latitude: Math.fround(latitude), longitude: Math.fround(longitude), address }) // biome-ignore format: one line
  const geo = [place(47.37, 8.55, 'Zürich'), place(-0.1, 1e-5), place(0, 0, ' a "b"\nc\u001b[31m\u009b '), undefined, place(0, 0)]
  expect(text({ geo }, 'Geo')).toBe('[47.37,8.55 ("Zürich") > -0.1,0.00001 > "a b, c[31m" > N/A > N/A]')
})

test('link types, hops inside ASes, notes', () => {
  expect(text({ linkTypes: ['direct', undefined] }, 'LinkType')).toBe('[direct, unset]')
  expect(text({ internalHops: [4] }, 'InternalHops')).toBe('[1-2: 4]')
  expect(text({ notes: ['first', '', 'last\nline'] }, 'Notes')).toBe('[1-1: "first", 1-3: "last, line"]')
  expect(text({ notes: ['', 'middle', ''] }, 'Notes')).toBe('[1-2: "middle"]')
})
