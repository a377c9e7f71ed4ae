import { expect, test } from 'vitest'
import { addressFrom, createMemory, createMessages, receivedLength, setData, setNameLength } from '#emulate/io/messages.ts'

const base = 0x7f12_3456_7000
const libc = { addressOf: () => base } as unknown as Parameters<typeof createMemory>[0]

test('headers, iovecs and names lie where man 2 recvmmsg says', () => {
  const m = createMessages(libc, 2)
  const words = new DataView(m.headers.buffer)
  setData(m, 1, base + 5, 172)
  setNameLength(m, 1, 16)
  const [header, iovec, names] = [64, 128 + 16, 128 + 32]
  expect(addressFrom(m, 1)).toBe(base + header)
  expect(words.getBigUint64(header, true)).toBe(BigInt(base + names + 28))
  expect(words.getUint32(header + 8, true)).toBe(16)
  expect(words.getBigUint64(header + 16, true)).toBe(BigInt(base + iovec))
  expect(words.getBigUint64(header + 24, true)).toBe(1n)
  expect(words.getBigUint64(iovec, true)).toBe(BigInt(base + 5))
  expect(words.getBigUint64(iovec + 8, true)).toBe(172n)
  words.setUint32(header + 56, 99, true)
  expect(receivedLength(m, 1)).toBe(99)
  setNameLength(m, 1, 0)
  expect([words.getBigUint64(header, true), words.getUint32(header + 8, true)]).toEqual([0n, 0])
})

test('memory is as large as asked for', () => {
  const { bytes, address } = createMemory(libc, 100_000)
  expect([bytes.length, address]).toEqual([100_000, base])
})
