import { beforeEach, expect, test } from 'vitest'
import { attack } from '#sim/attack.ts'
import type { RewritePlan } from '#sim/attackers.ts'
import { startFlow } from '#sim/flow.ts'
import type { Network } from '#sim/network.ts'
import { requireField } from '#sim/on-path.ts'
import { nextHeader, protocols } from '#wire/header.ts'
import { startExample } from './examples.ts'

let network: Network
beforeEach(() => {
  network = startExample('tiny')
  startFlow(network, { kind: 'ping', name: 'p', from: 'alice', to: 'bob', count: 50, intervalNs: 1e8, timeoutNs: 1e9, payload: 8 })
})

const link = '1-ff00:0:111#41'
const rewrite = (field: string, value: number | string, more: Partial<RewritePlan> = {}) =>
  attack(network, { kind: 'rewrite', link, src: '1-ff00:0:111', protocol: 'scmp', field, value, ...more })

test.each([
  ['path.hop[current].ExpTime', 255, 'macMismatch', '1-ff00:0:110'],
  ['path.hop[3].MAC', '010203040506', 'macMismatch', '1-ff00:0:112'],
  ['path.info[1].segid', 0, 'macMismatch', '1-ff00:0:110'],
  ['path.info[current].SegID', 0, 'macMismatch', '1-ff00:0:110'],
  ['path.meta.CurrHF', 0, 'ingressMismatch', '1-ff00:0:110'],
  ['path.meta.Seg0Len', 1, 'pathMalformed', '1-ff00:0:110'],
  ['common.PayloadLen', 3, 'lengthMismatch', '1-ff00:0:110'],
  ['common.Version', 15, undefined, '1-ff00:0:112'],
])('%s set to %s on a link: %s at %s', (field, value, reason, as) => {
  const report = rewrite(field, value)
  expect(report.packets).toBe(1)
  expect(report.fates[0]).toMatchObject({ as, end: reason === undefined ? 'delivered' : 'refused' })
  expect(report.fates[0]!.reason).toBe(reason)
})

test('only so many packets, and only those that match', () => {
  expect(rewrite('common.FlowID', 7, { packets: 3 }).packets).toBe(3)
  expect(rewrite('common.FlowID', 7, { protocol: 'udp', dst: '1-ff00:0:112' }).packets).toBe(0)
  expect(rewrite('common.FlowID', 7, { src: '1-ff00:0:112' }).packets).toBe(0)
  expect(network.directions.flat().every(d => d.taps.length === 0)).toBe(true)
})

test('a link is named by the end the packets leave from, however it is spelt', () => {
  const from = (end: string): number => rewrite('common.FlowID', 7, { link: end }).packets
  expect(['1-ff00:0:110#2', '1-FF00:0:110#02', '1-ff00:0:112#1'].map(from)).toEqual([1, 1, 0])
})

test('replayed packets are copies of what passed, none of a copy', () => {
  const report = attack(network, { kind: 'replay', link, src: '1-ff00:0:111', protocol: 'scmp', packets: 2, copies: 3, afterNs: 1e7 })
  expect(report).toMatchObject({ packets: 6, delivered: 6 })
})

test('what cannot be done is an error of the user', () => {
  expect(() => rewrite('hop', 1)).toThrow(/is no field/)
  expect(() => rewrite('path.hop[1].MAC', 'xyz')).toThrow(/is not hex/)
  for (const value of [-1, 1.5, Number.NaN, 2 ** 60]) expect(() => rewrite('path.hop[1].ExpTime', value)).toThrow(/no value/)
  expect(() => attack(network, { kind: 'replay', link: '1-ff00:0:111#9' })).toThrow(/no link ends/)
  for (const field of ['path.hop[1].expTime', 'path.meta.Seg0Len'])
    expect(() => requireField({ kind: 'rewrite', link, field, value: 1 })).not.toThrow()
})

test('a value the field cannot hold is an error of the user', () => {
  expect(rewrite('path.hop[0].ExpTime', 255).packets).toBe(1)
  expect(() => rewrite('path.hop[0].ExpTime', 256)).toThrow('256 does not fit path.hop[0].ExpTime')
  expect(() => rewrite('path.hop[0].ExpTime', 'ff00')).toThrow('"ff00" does not fit')
  expect(() => rewrite('path.hop[0].MAC', '0102')).toThrow('"0102" does not fit path.hop[0].MAC')
  expect(() => rewrite('path.hop[0].MAC', '01020304050607')).toThrow('does not fit')
  expect(() => rewrite('path.hop[0].MAC', '')).toThrow(/is not hex/)
  expect(network.directions.flat().every(d => d.taps.length === 0)).toBe(true)
})

test('the current segment is that of the packet, not of its hop field', () => {
  const report = rewrite('path.info[current].SegID', 0, { link: '1-ff00:0:110#2' })
  expect(report).toMatchObject({ packets: 1, fates: [{ as: '1-ff00:0:112', reason: 'macMismatch' }] })
})

test('beacons, on one-hop paths, are let alone', () => {
  expect(attack(network, { kind: 'rewrite', link: '1-ff00:0:110#1', field: 'path.info.SegID', value: 0 }).packets).toBe(0)
})

test('no more than asked for, however fast they come', () => {
  startFlow(network, { kind: 'ping', name: 'q', from: 'alice', to: 'bob', count: 100, intervalNs: 1e6, timeoutNs: 1e9, payload: 8 })
  expect(rewrite('common.FlowID', 7, { packets: 4 }).packets).toBe(4)
})

test('copies are not copied again: three packets are three pings', () => {
  const before = network.loop.now
  attack(network, { kind: 'replay', link, src: '1-ff00:0:111', protocol: 'scmp', packets: 3, afterNs: 1e7 })
  expect(network.loop.now - before).toBeGreaterThan(2e8)
})

test('copies follow the packet a second apart', () => {
  const times: number[] = []
  const line = startExample('tiny')
  line.observe({
    decided: ({ state }, { bytes, ingress, now }) => {
      if (state.isdAs === '1-ff00:0:110' && ingress.ifId === 1 && nextHeader(bytes) === protocols.scmp) times.push(now)
    },
  })
  startFlow(line, { kind: 'ping', name: 'p', from: 'alice', to: 'bob', count: 1, intervalNs: 1e9, timeoutNs: 1e9, payload: 8 })
  attack(line, { kind: 'replay', link, protocol: 'scmp', copies: 3 })
  expect(times.map(t => t - times[0]!)).toEqual([0, 1e9, 2e9, 3e9])
})
