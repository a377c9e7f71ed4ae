import { expect, test } from 'vitest'
import { createPortTable } from '#host/ports.ts'

const handler = (): undefined => {}

test('ports come from the range in a round, reserved and taken ones left out', () => {
  const table = createPortTable({ first: 1, last: 4 }, [2])
  expect([table.open(handler), table.open(handler), table.open(handler), table.open(handler)]).toEqual([1, 3, 4, undefined])
  table.close(1)
  table.close(4)
  expect([table.open(handler), table.open(handler)]).toEqual([1, 4])
  table.close(1)
  table.close(3)
  expect(table.open(handler)).toBe(1)
})

test('a port asked for is given unless taken or reserved, also outside the range', () => {
  const table = createPortTable({ first: 1, last: 4 }, [2])
  expect(table.open(handler, 7)).toBe(7)
  expect(table.open(handler, 7)).toBeUndefined()
  expect(table.open(handler, 2)).toBeUndefined()
  expect(table.handlerOf(7)).toBe(handler)
  table.close(7)
  expect(table.handlerOf(7)).toBeUndefined()
})
