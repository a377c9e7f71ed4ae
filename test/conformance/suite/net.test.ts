import { expect, test } from 'vitest'
import { moveToNet } from '#conformance/suite/net.ts'

test('only addresses in 127.0.0.0/16 are moved', () => {
  const value = { a: '127.0.0.51:21000', b: ['1-ff00:0:1,127.0.13.3', '10.127.0.1', '[::1]:1', 127.0], c: '1127.0.0.1' }
  expect(moveToNet(value, 9)).toEqual({
    a: '127.9.0.51:21000',
    b: ['1-ff00:0:1,127.9.13.3', '10.127.0.1', '[::1]:1', 127.0],
    c: '1127.0.0.1',
  })
})
