import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, isMalformed, malformed, toHex } from '#wire/bytes.ts'
import {
  buildExtension,
  checkExtension,
  extensionLength,
  extensionNextHeader,
  findUpperLayer,
  isExtension,
  isPadding,
  optionsAt,
  optionTypes,
  parseOptions,
} from '#wire/extensions.ts'
import { buildPacket, protocols } from '#wire/header.ts'
import { anyBytes, brokenPacket, option, packet } from './arbitrary.ts'

describe('one header', () => {
  test.each([
    ['nothing: padding only', [], '11000100'],
    ['one byte short: Pad1', [{ type: 30, data: Uint8Array.of(1, 2, 3) }], '11011e0301020300'],
    ['PadN of two', [{ type: 30, data: Uint8Array.of(1, 2) }], '11011e0201020100'],
    ['PadN of three', [{ type: 30, data: Uint8Array.of(1) }], '11011e0101010100'],
    [
      'authenticator at 4n+2',
      [
        { type: 30, data: new Uint8Array(0) },
        { type: 2, data: Uint8Array.of(7, 7) },
      ],
      '11021e00010002020707' + '0100',
    ],
    [
      'others where they come',
      [
        { type: 30, data: new Uint8Array(0) },
        { type: 30, data: new Uint8Array(0) },
      ],
      '11011e001e000100',
    ],
  ])('%s', (_, options, hex) => {
    expect(toHex(buildExtension(protocols.udp, options))).toBe(hex)
  })

  test('options survive building, in order, and the padding between them is found', () => {
    fc.assert(
      fc.property(fc.array(option, { maxLength: 8 }), anyBytes(8), (options, before) => {
        const b = concatBytes(before, buildExtension(protocols.scmp, options))
        const at = before.length
        expect(checkExtension(b, at)).toBeUndefined()
        expect([extensionNextHeader(b, at), extensionLength(b, at)]).toEqual([protocols.scmp, b.length - at])
        const parsed = parseOptions(b, at)
        expect(parsed.filter(o => !isPadding(o))).toEqual(options)
        for (const o of optionsAt(b, at)) if (b[o] === optionTypes.authenticator) expect((o - at) % 4).toBe(2)
      }),
    )
  })

  test('what passes the check is read without leaving the header', () => {
    fc.assert(
      fc.property(anyBytes(60), b => {
        if (checkExtension(b, 0) !== undefined) return
        const length = parseOptions(b, 0).reduce((n, o) => n + (o.type === 0 ? 1 : 2 + o.data.length), 2)
        expect(length).toBe(extensionLength(b, 0))
      }),
    )
  })

  test.each([
    ['11', malformed('extension header needs 2 bytes, 1 left', 0)],
    ['1103010a00000000', malformed('extension header needs 16 bytes, 8 left', 0)],
    ['11000005', malformed('option without a length', 3)],
    ['11000501', malformed('option of 1 bytes reaches beyond its header', 2)],
  ])('%s is malformed', (hex, why) => {
    expect(checkExtension(fromHex(hex)!, 0)).toEqual(why)
  })

  test('more options than a header can hold are a bug of the caller', () => {
    const options = (...lengths: number[]) => lengths.map(length => ({ type: 30, data: new Uint8Array(length) }))
    expect(buildExtension(17, options(255, 255, 255, 249)).length).toBe(1024)
    expect(() => buildExtension(17, options(255, 255, 255, 250))).toThrow('options of 1028 bytes fit an extension header')
  })
})

describe('the message behind the extensions', () => {
  const host = { type: 0, bytes: new Uint8Array(4) }
  const withPayload = (nextHeader: number, hex: string): Uint8Array =>
    buildPacket(
      { trafficClass: 0, flowId: 0, nextHeader, pathType: 0, dstIsdAs: '1-1', srcIsdAs: '1-2', dstHost: host, srcHost: host },
      new Uint8Array(0),
      fromHex(hex)!,
    )
  const [hbh, e2e] = [protocols.hopByHop, protocols.endToEnd]

  test('none, one, both', () => {
    expect(findUpperLayer(withPayload(17, ''))).toEqual({ protocol: 17, at: 36, hopByHop: undefined, endToEnd: undefined })
    expect(findUpperLayer(withPayload(e2e, 'ca000100'))).toEqual({ protocol: 202, at: 40, hopByHop: undefined, endToEnd: 36 })
    expect(findUpperLayer(withPayload(hbh, 'c9000100 11000100'))).toEqual({ protocol: 17, at: 44, hopByHop: 36, endToEnd: 40 })
  })

  test.each([
    ['end-to-end twice', e2e, 'c9000100 11000100', 'extension header repeated or out of order', 40],
    ['hop-by-hop twice', hbh, 'c8000100 11000100', 'extension header repeated or out of order', 40],
    ['hop-by-hop after end-to-end', e2e, 'c8000100 11000100', 'extension header repeated or out of order', 40],
    ['cut', hbh, 'c9', 'extension header needs 2 bytes, 1 left', 36],
    ['the second cut', hbh, 'c9000100', 'extension header needs 2 bytes, 0 left', 40],
  ])('%s is malformed', (_, next, hex, why, at) => {
    expect(findUpperLayer(withPayload(next, hex))).toEqual(malformed(why, at))
  })

  test('every well-formed packet has one, a broken packet never makes the search throw', () => {
    fc.assert(
      fc.property(packet, b => {
        const upper = findUpperLayer(b)
        expect(isMalformed(upper)).toBe(false)
        expect(!isMalformed(upper) && isExtension(upper.protocol)).toBe(false)
      }),
    )
    fc.assert(
      fc.property(brokenPacket, b => {
        if (b.length > 12 && b.length >= b[5]! * 4) findUpperLayer(b)
      }),
    )
  })
})
