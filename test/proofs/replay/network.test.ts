import { expect, test } from 'vitest'
import { recordOf, t1 } from './lab.ts'

test('every MAC of the segments and of one-hop paths, each once', () => {
  const { macs } = t1()
  expect(macs.map(m => m.tag)).toEqual(Array.from({ length: 18 }, (_, i) => i + 1))
  expect(recordOf(t1(), '1-ff00:0:112', 1, 2)).toMatchObject({ ts: 4, exp: 63, segId: [-2, 3], tag: 5 })
})

test('a validation field says what it was made for', () => {
  const { hvfOf } = t1()
  expect(hvfOf(2_004_005)).toEqual({ mac: 5, ts: 4, sentAt: 1999, src: '1-ff00:0:111', payload: 'udp' })
  expect(hvfOf(-1)).toBeUndefined()
  expect(hvfOf(9_004_005)).toBeUndefined()
})
