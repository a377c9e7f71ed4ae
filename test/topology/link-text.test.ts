import { expect, test } from 'vitest'
import { describeLink, describeShape } from '#topology/link-text.ts'
import { network } from './networks.ts'

test('ends, kind, and what is not the default', () => {
  const { links } = network('1-1* 1-2 1-3*', [
    '1-1#3 1-2#4 CHILD, jitter: 2ms, loss: 0.1%, mtu: 1300, note: hi',
    '1-1 1-3 CORE',
    '1-2 1-3 PEER, bw: 5',
  ])
  expect(links.map(describeLink)).toEqual([
    '1-1#3 > 1-2#4, 1ms, jitter 2ms, loss 0.1%, MTU 1300, hi',
    '1-1#1 = 1-3#1, 1ms',
    '1-2#1 ~ 1-3#2, 1ms, 5Mbps',
  ])
  expect(describeShape(links[1]!)).toBe('1ms')
})
