import { expect, test } from 'vitest'
import { createHopMac, hopMac } from '#crypto/mac.ts'
import { worldOf } from './lab.ts'

test.each(['tiny', 'peering', 'shortcut'])('of each known hop field in %s the SegID is the one its MAC is over', name => {
  const { network, known } = worldOf(name)
  expect(known.all.length).toBeGreaterThan(2)
  for (const h of known.all) {
    const mac = hopMac(createHopMac(network.keyOf(h.isdAs)), h.beta, h.timestamp, h.expTime, h.consIngress, h.consEgress)
    expect(mac.subarray(0, 6)).toEqual(h.mac)
    for (const segId of [h.beta, h.folded]) {
      expect(known.fitting(h.isdAs, h.timestamp, segId).some(found => found.mac.every((byte, i) => byte === h.mac[i]))).toBe(true)
      expect(known.wanted(h.isdAs)).toContainEqual({ timestamp: h.timestamp, segId })
    }
  }
})

test('peering hop fields are known too, and nothing is known of an AS that is none', () => {
  expect(worldOf('peering').known.all.some(h => h.peering)).toBe(true)
  expect(worldOf('tiny').known.of('9-9')).toEqual([])
})
