import { expect, test } from 'vitest'
import { describeMutation, type Mutation, mutate } from '#conformance/fuzz/make/mutation.ts'
import { createHopMac } from '#crypto/mac.ts'
import { createStoryRouter, key, now } from '#test/router/network.ts'
import { buildInput, type Story } from '#test/router/story.ts'
import { toHex } from '#wire/bytes.ts'
import { headerLength, pathAt, payloadLength, srcIsdAs } from '#wire/header.ts'
import { consEgress, hopAt, parsePath } from '#wire/path.ts'

const mac = createHopMac(key)
const story: Story = {
  name: 'base',
  in: 141,
  from: '1-ff00:0:4,10.0.4.1',
  to: '1-ff00:0:3,10.0.3.1',
  path: ['against 0x111^1 (411,0) *(131,141) (0,311)'],
  rule: '',
  out: '',
}
const packet = (): Uint8Array => buildInput(story)
const mutated = (m: Mutation, b = packet()): Uint8Array => mutate(b, m, mac, true)
const set = (
  layer: 'hop' | 'common' | 'udp' | 'epic',
  index: number,
  field: string,
  change: 'set' | 'add' | 'flip',
  value: number,
): Mutation => ({
  kind: 'field',
  layer,
  index,
  field,
  change,
  value,
})

test('a field is set, grows, has bits flipped; headers are counted round', () => {
  const egress = (m: Mutation, hop: number): number => {
    const b = mutated(m)
    return consEgress(b, hopAt(b, pathAt(b), hop))
  }
  expect(egress(set('hop', 1, 'ConsEgress', 'set', 7), 1)).toBe(7)
  expect(egress(set('hop', 4, 'ConsEgress', 'add', -1), 1)).toBe(140)
  expect(egress(set('hop', 0, 'ConsEgress', 'add', -1), 0)).toBe(0xffff)
  expect(egress(set('hop', 1, 'ConsEgress', 'flip', 1), 1)).toBe(140)
  // There is no such header: nothing happens.
  expect(toHex(mutated(set('epic', 0, 'Counter', 'set', 7)))).toBe(toHex(packet()))
})

test('lengths', () => {
  expect(mutated({ kind: 'cut', length: 13 })).toHaveLength(13)
  expect(mutated({ kind: 'extend', bytes: 13 })).toHaveLength(packet().length + 13)
  const longer = mutated({ kind: 'repairLength' }, mutated({ kind: 'extend', bytes: 13 }))
  expect(payloadLength(longer)).toBe(longer.length - headerLength(longer))
})

test('hops swapped, an AS exchanged, a bit flipped: twice is nothing', () => {
  const twice = (m: Mutation): string => toHex(mutated(m, mutated(m)))
  expect(twice({ kind: 'swapHops', first: 0, second: 2 })).toBe(toHex(packet()))
  expect(twice({ kind: 'flipBit', bit: 77 })).toBe(toHex(packet()))
  const b = mutated({ kind: 'swapHops', first: 0, second: 2 })
  expect(parsePath(b, pathAt(b)).hops.map(h => h.consEgress)).toEqual([311, 141, 0])
  expect(srcIsdAs(mutated({ kind: 'isdAs', end: 'src', isdAs: '1-ff00:0:77' }))).toBe('1-ff00:0:77')
})

test('a repaired MAC is good for the router, wherever the packet comes from', () => {
  const router = createStoryRouter()
  const verdict = (b: Uint8Array, port: number, from = ''): string => router.process(router.linkOf(port, from), from, b, now).verdict.kind
  const changed = (): Uint8Array => mutated(set('hop', 1, 'ExpTime', 'set', 9))
  expect(verdict(changed(), 141)).toBe('answer')
  expect(verdict(mutate(changed(), { kind: 'repairMac' }, mac, true), 141)).toBe('forward')
  const crossing = buildInput({
    ...story,
    path: ['against 0x111^1 (411,0) *(0,141)', 'along 0x222 (0,151)! (511,0)'],
    to: '1-ff00:0:5,10.0.5.1',
  })
  expect(verdict(crossing.slice(), 141)).toBe('answer')
  expect(verdict(mutate(crossing, { kind: 'repairMac' }, mac, true), 141)).toBe('forward')
})

test('nothing breaks on bytes that are no packet', () => {
  const all: Mutation[] = [
    set('hop', 1, 'ExpTime', 'set', 9),
    set('common', 1, 'HdrLen', 'add', 1),
    { kind: 'flipBit', bit: 7 },
    { kind: 'cut', length: 5 },
    { kind: 'swapHops', first: 0, second: 1 },
    { kind: 'isdAs', end: 'dst', isdAs: '1-1' },
    { kind: 'repairMac' },
    { kind: 'repairLength' },
  ]
  for (let length = 0; length < packet().length; length++) for (const m of all) mutated(m, packet().slice(0, length))
})

test('each in words', () => {
  expect(describeMutation(set('hop', 1, 'ExpTime', 'set', 9))).toBe('hop[1].ExpTime set 9')
  expect(describeMutation({ kind: 'isdAs', end: 'dst', isdAs: '1-1' })).toBe('dst becomes 1-1')
  expect(describeMutation({ kind: 'cut', length: 5 })).toBe('cut 5')
})
