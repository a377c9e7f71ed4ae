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

test('where other programs have ports: those are passed over, and what is closed is theirs again', () => {
  const open = new Set([2])
  const sockets = {
    open: (port: number) => !open.has(port) && open.add(port) !== undefined,
    close: (port: number) => void open.delete(port),
  }
  const table = createPortTable({ first: 1, last: 4 }, [], sockets, 3)
  expect([table.open(handler), table.open(handler), table.open(handler), table.open(handler)]).toEqual([3, 4, 1, undefined])
  expect(table.open(handler, 2)).toBeUndefined()
  table.close(3)
  table.close(2)
  expect([...open].sort()).toEqual([1, 2, 4])
})
