import { expect, test } from 'vitest'
import { inOrder } from '#conformance/run/in-order.ts'

test('lane after lane, whoever is faster', () => {
  const told: string[] = []
  const order = inOrder<string>(3, item => told.push(item))
  order.tell(1, 'b1')
  order.tell(0, 'a1')
  order.tell(2, 'c1')
  order.done(1)
  expect(told).toEqual(['a1'])
  order.tell(0, 'a2')
  order.done(0)
  expect(told).toEqual(['a1', 'a2', 'b1', 'c1'])
  order.tell(2, 'c2')
  order.done(2)
  expect(told).toEqual(['a1', 'a2', 'b1', 'c1', 'c2'])
})
