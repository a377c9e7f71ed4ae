import { expect, test } from 'vitest'
import { modelHop, modelInfo, segmentOf } from '#proofs/model/fields.ts'

const mac = new Uint8Array(6)

test('a hop field with its tag, an info field with its set and time', () => {
  const hop = { ingressAlert: true, egressAlert: false, expTime: 63, consIngress: 1, consEgress: 2, mac }
  expect(modelHop(hop, 7)).toEqual({ ingressAlert: true, egressAlert: false, exp: 63, consIngress: 1, consEgress: 2, mac: 7 })
  const info = { consDir: true, peer: false, segId: 0xabcd, timestamp: 5 }
  expect(modelInfo(info, [-1, 7], 10)).toEqual({ consDir: true, peer: false, segId: [-1, 7], ts: 10 })
})

test('the segment of a hop field; behind the path it is the third', () => {
  expect([0, 1, 2, 3, 4, 5].map(hf => segmentOf([2, 1, 2], hf))).toEqual([0, 0, 1, 2, 2, 2])
  expect([0, 1, 2].map(hf => segmentOf([2], hf))).toEqual([0, 0, 2])
})
