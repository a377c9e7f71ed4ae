import { expect, test } from 'vitest'
import { addToBatch, createOpenBatch, emptyBatch } from '#emulate/io/packet-io.ts'

test('a batch is filled in columns, and filled again from its beginning', () => {
  const batch = createOpenBatch()
  addToBatch(batch, 1, 'a', Uint8Array.of(1))
  addToBatch(batch, 2, 'b', Uint8Array.of(2))
  expect(batch).toEqual({ count: 2, ports: [1, 2], peers: ['a', 'b'], bytes: [Uint8Array.of(1), Uint8Array.of(2)] })
  emptyBatch(batch)
  expect([batch.count, ...batch.bytes.map(b => b.length)]).toEqual([0, 0, 0])
  addToBatch(batch, 3, 'c', Uint8Array.of(3))
  expect([batch.count, batch.ports[0], batch.peers[0], batch.bytes[0]]).toEqual([1, 3, 'c', Uint8Array.of(3)])
})
