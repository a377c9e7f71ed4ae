import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, malformed, toHex } from '#wire/bytes.ts'
import { buildExtension, optionDataAt, optionEnd } from '#wire/extensions.ts'
import {
  buildSpao,
  checkSpao,
  formatSpi,
  makeDrkeySpi,
  parseSpao,
  readSpi,
  spaoAlgorithm,
  spaoAuthenticatorAt,
  spaoSpi,
  spaoTimestampSn,
} from '#wire/spao.ts'
import { authenticator, u16 } from './arbitrary.ts'

test('an authenticator is these bytes', () => {
  const a = { spi: 1, algorithm: 0, timestampSn: 0x0102030405ff, authenticator: fromHex('a0a1a2a3a4a5a6a7a8a9aaabacadaeaf')! }
  const option = buildSpao(a)
  expect(toHex(option.data)).toBe('00000001' + '0000' + '0102030405ff' + 'a0a1a2a3a4a5a6a7a8a9aaabacadaeaf')
  expect([spaoSpi(option.data, 0), spaoAlgorithm(option.data, 0), spaoTimestampSn(option.data, 0), spaoAuthenticatorAt(0)]).toEqual([
    1, 0, 0x0102030405ff, 12,
  ])
})

test('values survive building into an extension header', () => {
  fc.assert(
    fc.property(authenticator, a => {
      const b = buildExtension(202, [buildSpao(a)])
      const [at, end] = [optionDataAt(b, 2), optionEnd(b, 2)]
      expect(checkSpao(at, end)).toBeUndefined()
      expect(parseSpao(b, at, end)).toEqual(a)
      expect(b.length).toBe(32)
    }),
  )
})

test('an option too short for its fixed part is malformed', () => {
  expect(checkSpao(4, 15)).toEqual(malformed('packet authenticator needs 12 bytes, 11 there', 4))
  expect(checkSpao(4, 16)).toBeUndefined()
})

test('the SPI of a DRKey says which', () => {
  expect(makeDrkeySpi(1, 'asHost', 'sender')).toBe(1)
  expect(makeDrkeySpi(1, 'hostHost', 'receiver')).toBe(0x30001)
  fc.assert(
    fc.property(
      u16,
      fc.constantFrom('asHost' as const, 'hostHost' as const),
      fc.constantFrom('sender' as const, 'receiver' as const),
      (protocol, type, direction) => {
        const spi = readSpi(makeDrkeySpi(protocol, type, direction))
        expect(spi).toEqual({ isDrkey: protocol > 0 || type === 'hostHost' || direction === 'receiver', protocol, type, direction })
      },
    ),
  )
  expect([0, 1, 0x1f_ffff, 0x20_0000].map(s => readSpi(s).isDrkey)).toEqual([false, true, true, false])
  expect([formatSpi(1), formatSpi(0x20_0001)]).toEqual(['DRKey protocol 1 asHost sender', '0x00200001'])
})
