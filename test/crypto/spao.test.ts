import { cmac } from '@noble/ciphers/aes.js'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { absoluteTimestamp, relativeTimestamp, spaoMac, spaoMacInput } from '#crypto/spao.ts'
import { type Bytes, concatBytes, fromHex, setU32, toHex } from '#wire/bytes.ts'
import { buildPacket, type PathType, pathTypes } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { makeDrkeySpi, readSpi } from '#wire/spao.ts'

const info = (segId: string): string => `0100${segId}5f000000`
const hop = (flags: string): string => `${flags}3f00010002a1a2a3a4a5a6`
/** Pointers at hop 1 of two segments of 3 and 2 hops; flags set here and there. */
const scionPath = (first: string, segIds: readonly [string, string], flags: string): string =>
  `${first}003080${info(segIds[0])}${info(segIds[1])}${[0, 1, 2, 3, 4].map(() => hop(flags)).join('')}`

const packetOf = (pathType: PathType, path: Bytes): Bytes =>
  buildPacket(
    {
      trafficClass: 0xff,
      flowId: 0xabcde,
      nextHeader: 202,
      pathType,
      dstIsdAs: '1-ff00:0:111',
      srcIsdAs: '1-ff00:0:112',
      dstHost: parseHost('10.0.0.1'),
      srcHost: parseHost('fd00::1'),
    },
    path,
    new Uint8Array(0),
  )

function optionOf(spi: number): Bytes {
  const option = fromHex(`00000000${'01'}ff${'060504030201'}${'ee'.repeat(16)}`)!
  setU32(option, 0, spi)
  return option
}

const inputOf = (spi: number, pathType: PathType, path: string): string =>
  toHex(spaoMacInput(packetOf(pathType, fromHex(path)!), optionOf(spi), 202, 0x1234))

/** HdrLen 14, upper protocol, its length, algorithm; timestamp; version, TrafficClass without its upper 2 bits, FlowID; path type, address types. */
const fixed = (hdrLen: string, pathType: string): string => `${hdrLen}ca12340100060504030201${'03fabcde'}${pathType}030000`
const isdAses = '0001ff00000001110001ff0000000112'
const dst = '0a000001'
const src = 'fd000000000000000000000000000001'

test('which addresses are authenticated depends on the key', () => {
  const empty = fixed('0c', '00')
  expect(inputOf(0, pathTypes.empty, '')).toBe(empty + isdAses + dst + src)
  expect(inputOf(1 << 21, pathTypes.empty, '')).toBe(empty + isdAses + dst + src)
  expect(inputOf(makeDrkeySpi(1, 'asHost', 'sender'), pathTypes.empty, '')).toBe(empty + src)
  expect(inputOf(makeDrkeySpi(1, 'asHost', 'receiver'), pathTypes.empty, '')).toBe(empty + dst)
  expect(inputOf(makeDrkeySpi(1, 'hostHost', 'sender'), pathTypes.empty, '')).toBe(empty)
})

test('what routers change on the way is zero: pointers, SegIDs, hop flags', () => {
  const changed = scionPath('41', ['1111', '2222'], '03')
  const zeroed = scionPath('00', ['0000', '0000'], '00')
  expect(inputOf(0x20001, pathTypes.scion, changed)).toBe(fixed('20', '01') + zeroed)
  const epic = '00112233445566778899aabbccddeeff'
  expect(inputOf(0x20001, pathTypes.epic, epic + changed)).toBe(fixed('24', '03') + epic + zeroed)
})

test("reserved bits of the meta header and bytes behind the path are nobody's", () => {
  const path = scionPath('41', ['1111', '2222'], '03')
  const zeroed = fixed('20', '01') + scionPath('00', ['0000', '0000'], '00')
  expect(inputOf(0x20001, pathTypes.scion, `41fc${path.slice(4)}`)).toBe(zeroed)
  expect(inputOf(0x20001, pathTypes.scion, `${path}deadbeef`)).toBe(zeroed)
})

test('of a one-hop path also the whole second hop', () => {
  const path = `0100${'1111'}5f000000${hop('03')}${hop('03')}`
  const zeroed = `0100${'0000'}5f000000${hop('00')}${'00'.repeat(12)}`
  expect(inputOf(0x20001, pathTypes.oneHop, path)).toBe(fixed('14', '02') + zeroed)
})

test("the MAC: AES-CMAC over that and the payload, the option's own MAC left out", () => {
  const property = fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), fc.uint8Array({ maxLength: 50 }), (key, payload) => {
    const packet = packetOf(pathTypes.empty, new Uint8Array(0))
    const option = optionOf(1)
    const input = concatBytes(spaoMacInput(packet, option, 202, payload.length), payload)
    expect(spaoMac(key, packet, option, 202, payload)).toEqual(cmac(input, key))
    expect(spaoMac(key, packet, option.fill(0, 12), 202, payload)).toEqual(cmac(input, key))
  })
  fc.assert(property)
})

test('SPIs of DRKey', () => {
  expect(makeDrkeySpi(1, 'asHost', 'sender')).toBe(1)
  expect(makeDrkeySpi(1, 'asHost', 'receiver')).toBe(65_537)
  expect(makeDrkeySpi(1, 'hostHost', 'receiver')).toBe(196_609)
  expect(readSpi(196_609)).toEqual({ isDrkey: true, protocol: 1, type: 'hostHost', direction: 'receiver' })
  expect([0, 1, 0x1f_ffff, 0x20_0000].map(spi => readSpi(spi).isDrkey)).toEqual([false, true, true, false])
})

test('timestamps: nanoseconds since the epoch began, 48 bits', () => {
  expect(relativeTimestamp(1_800_000_000, 1_800_000_000_000_000_001n)).toBe(1)
  expect(relativeTimestamp(1_800_000_000, 1_799_999_999_999_999_999n)).toBeUndefined()
  expect(relativeTimestamp(0, 2n ** 48n)).toBeUndefined()
  expect(relativeTimestamp(0, 2n ** 48n - 1n)).toBe(2 ** 48 - 1)
  expect(absoluteTimestamp(1_800_000_000, 1)).toBe(1_800_000_000_000_000_001n)
})
