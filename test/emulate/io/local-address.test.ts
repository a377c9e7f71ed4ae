import { expect, test } from 'vitest'
import { localAddressTowards } from '#emulate/io/local-address.ts'

test('towards an address of this machine: that one, or another of its own', async () => {
  expect(await localAddressTowards('127.3.4.5:30252')).toMatch(/^127\./)
  expect(await localAddressTowards('[::1]:30252')).toBe('::1')
})

test('where no packet may go, that is said', async () => {
  await expect(localAddressTowards('255.255.255.255:30252')).rejects.toThrow('255.255.255.255:30252')
})
