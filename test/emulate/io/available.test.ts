import { expect, test } from 'vitest'
import { createPacketIo } from '#emulate/io/available.ts'
import { loadLibc } from '#emulate/io/libc.ts'

test('the fastest there is, or the one that is asked for', async () => {
  const isThere = (await loadLibc()) !== undefined
  expect((await createPacketIo('auto', {})).lends).toBe(isThere)
  expect((await createPacketIo('dgram', {})).lends).toBe(false)
  if (isThere) expect((await createPacketIo('mmsg', {})).lends).toBe(true)
  else await expect(createPacketIo('mmsg', {})).rejects.toThrow('--io dgram needs neither')
})
