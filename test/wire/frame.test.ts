import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, getU16, isMalformed, malformed, setU16, toHex } from '#wire/bytes.ts'
import { foldSum, onesSum } from '#wire/checksum.ts'
import { linkTypes, type UnderlayDatagram, unwrapUnderlay, wrapUnderlay } from '#wire/frame.ts'
import { formatUnderlay } from '#wire/underlay-address.ts'
import { anyBytes, bytesOf, u16 } from './arbitrary.ts'

const payload = Uint8Array.of(1, 2, 3)
const [src, dst] = ['192.168.0.11:30001', '10.0.0.2:40000']
const datagram: UnderlayDatagram = { src, dst, payload, missing: 0 }
const reason = (linkType: number, frame: Uint8Array): string => {
  const read = unwrapUnderlay(linkType, frame)
  return isMalformed(read) ? read.malformed : 'a datagram'
}

describe('wrapping', () => {
  test('what is put on is taken off, IPv4 and IPv6', () => {
    const pair = fc.oneof(fc.tuple(bytesOf(4), bytesOf(4)), fc.tuple(bytesOf(16), bytesOf(16)))
    fc.assert(
      fc.property(pair, u16, u16, anyBytes(), ([from, to], fromPort, toPort, data) => {
        const [a, b] = [formatUnderlay(from, fromPort), formatUnderlay(to, toPort)]
        expect(unwrapUnderlay(linkTypes.ethernet, wrapUnderlay(a, b, data))).toEqual({ src: a, dst: b, payload: data, missing: 0 })
      }),
    )
  })

  test('frames are these bytes', () => {
    const frame = (from: string, to: string): string => toHex(wrapUnderlay(from, to, payload))
    expect(frame('192.168.0.11:30001', '10.0.0.2:40000')).toBe(
      '02000a000002 0200c0a8000b 0800 4500001f00004000 40117019 c0a8000b 0a000002 75319c40000b1faf 010203'.replaceAll(' ', ''),
    )
    const [v6From, v6To] = ['fd000000000000000000000000000001', 'fd00000000000000000000000000000a']
    expect(frame('[fd00::1]:30001', '[fd00::a]:40000')).toBe(
      `02000000000a 020000000001 86dd 60000000 000b1140 ${v6From}${v6To} 75319c40000bf057 010203`.replaceAll(' ', ''),
    )
  })

  test('checksums are right: of the IPv4 header, and of UDP with its pseudo header', () => {
    const b = wrapUnderlay(src, dst, payload)
    expect(foldSum(onesSum(b, 14, 20))).toBe(0)
    expect(foldSum(onesSum(b, 34, b.length - 34, onesSum(b, 26, 8, 17 + b.length - 34)))).toBe(0)
    const v6 = wrapUnderlay('[fd00::1]:1', '[fd00::2]:2', payload)
    expect(foldSum(onesSum(v6, 54, v6.length - 54, onesSum(v6, 22, 32, 17 + v6.length - 54)))).toBe(0)
  })

  test('a UDP checksum of zero is sent as 0xffff', () => {
    const b = wrapUnderlay('0.0.0.0:0', '0.0.0.0:0', Uint8Array.of(0, 0))
    setU16(b, 42, getU16(b, 40))
    const again = wrapUnderlay('0.0.0.0:0', '0.0.0.0:0', b.subarray(42, 44))
    expect(getU16(again, 40)).toBe(0xffff)
  })

  test('what cannot be a frame is a bug of the caller', () => {
    expect(() => wrapUnderlay(src, '[::1]:1', payload)).toThrow(`${src} and [::1]:1 are of one IP version`)
    expect(wrapUnderlay(src, dst, new Uint8Array(65_507)).length).toBe(65_549)
    expect(() => wrapUnderlay(src, dst, new Uint8Array(65_508))).toThrow('a payload of 65508 bytes fits an IP packet')
  })
})

describe('link layers', () => {
  const ip = wrapUnderlay(src, dst, payload).subarray(14)
  const ip6 = wrapUnderlay('[fd00::1]:1', '[fd00::2]:2', payload).subarray(14)
  const with4 = (head: string): Uint8Array => concatBytes(fromHex(head)!, ip)

  test.each([
    ['raw IP', linkTypes.raw, ip],
    ['raw IP as BSD numbers it', 12, ip],
    ['IPv4', linkTypes.ipv4, ip],
    ['loopback, little-endian', linkTypes.null, with4('02000000')],
    ['OpenBSD loopback', linkTypes.loop, with4('00000002')],
    ['Linux any', linkTypes.linuxCooked, with4('0000 0001 0006 0200000000000000 0800')],
    ['Linux any, version 2', linkTypes.linuxCooked2, with4('0800 0000 00000001 0001 00 06 0200000000000000')],
    ['Ethernet with a VLAN tag', linkTypes.ethernet, with4('020000000001020000000002 8100 0005 0800')],
    ['Ethernet with two', linkTypes.ethernet, with4('020000000001020000000002 88a8 0005 8100 0006 0800')],
    ['trailing Ethernet padding', linkTypes.raw, concatBytes(ip, new Uint8Array(9))],
  ])('%s', (_, linkType, frame) => {
    expect(unwrapUnderlay(linkType, frame)).toEqual(datagram)
  })

  test('IPv6 options headers are stepped over', () => {
    const b = concatBytes(ip6.subarray(0, 40), fromHex('3c00000000000000 1100000000000000')!, ip6.subarray(40))
    b[6] = 0
    expect(unwrapUnderlay(linkTypes.ipv6, b)).toEqual({ src: '[fd00::1]:1', dst: '[fd00::2]:2', payload, missing: 0 })
  })

  test('a frame cut by the snap length says how much is missing', () => {
    expect(unwrapUnderlay(linkTypes.raw, ip.subarray(0, ip.length - 2))).toEqual({ src, dst, payload: Uint8Array.of(1), missing: 2 })
  })

  test('what holds no UDP datagram says why', () => {
    const changed = (at: number, value: number): Uint8Array => {
      const b = ip.slice()
      b[at] = value
      return b
    }
    const fragment6 = ip6.slice()
    fragment6[6] = 44
    expect([
      reason(linkTypes.raw, changed(9, 6)),
      reason(linkTypes.raw, changed(6, 0x20)),
      reason(linkTypes.raw, changed(7, 1)),
      reason(linkTypes.raw, changed(0, 0x44)),
      reason(linkTypes.raw, changed(0, 0x55)),
      reason(linkTypes.raw, changed(25, 7)),
      reason(linkTypes.raw, fragment6),
      reason(linkTypes.raw, new Uint8Array(0)),
      reason(linkTypes.ethernet, fromHex('020000000001020000000002 0806 0001')!),
      reason(linkTypes.ethernet, new Uint8Array(13)),
      reason(147, ip),
    ]).toEqual([
      'IP protocol 6, not UDP',
      'IPv4 fragment',
      'IPv4 fragment',
      'IPv4 header length below 20 bytes',
      'IP version 5',
      'underlay UDP length 7',
      'IPv6 fragment',
      'IP header needs 1 bytes, 0 left',
      'EtherType 0x806 is not IP',
      'frame ends before its EtherType',
      'link type 147 is not known',
    ])
  })

  test('a frame cut anywhere says which header is not whole, and where', () => {
    const cut = (frame: Uint8Array, length: number) => unwrapUnderlay(linkTypes.raw, frame.subarray(0, length))
    expect(cut(ip, 19)).toEqual(malformed('IPv4 header needs 20 bytes, 19 left', 0))
    expect(cut(ip, 27)).toEqual(malformed('underlay UDP header needs 8 bytes, 7 left', 20))
    expect(cut(ip6, 39)).toEqual(malformed('IPv6 header needs 40 bytes, 39 left', 0))
    expect(cut(ip6, 47)).toEqual(malformed('underlay UDP header needs 8 bytes, 7 left', 40))
    const ethernet = fromHex('0200000000010200000000020800')!
    expect(unwrapUnderlay(linkTypes.ethernet, ethernet)).toEqual(malformed('IP header needs 1 bytes, 0 left', 14))
    expect(unwrapUnderlay(linkTypes.linuxCooked2, Uint8Array.of(8, 0))).toEqual(malformed('IP header needs 1 bytes, 0 left', 20))
    expect(unwrapUnderlay(linkTypes.linuxCooked2, Uint8Array.of(8))).toEqual(malformed('not IP', 0))
  })

  test('options headers of IPv6 may be cut, or hold something else than UDP', () => {
    const options = (hex: string) => {
      const b = concatBytes(ip6.subarray(0, 40), fromHex(hex)!)
      b[6] = 0
      return unwrapUnderlay(linkTypes.raw, b)
    }
    expect(options('')).toEqual(malformed('IP protocol 0, not UDP', 6))
    expect(options('1100')).toEqual(malformed('underlay UDP header needs 8 bytes, 0 left', 48))
    expect(options('0600')).toEqual(malformed('IP protocol 6, not UDP', 6))
  })

  test('trouble is placed where it stands', () => {
    const changed = (at: number, value: number) => {
      const b = concatBytes(new Uint8Array(4), ip)
      b[4 + at] = value
      return unwrapUnderlay(linkTypes.null, b)
    }
    expect(changed(9, 6)).toEqual(malformed('IP protocol 6, not UDP', 13))
    expect(changed(6, 0x20)).toEqual(malformed('IPv4 fragment', 10))
    expect(changed(25, 7)).toEqual(malformed('underlay UDP length 7', 28))
    expect(changed(25, 8)).toEqual({ ...datagram, payload: new Uint8Array(0) })
  })

  test('no noise makes it throw', () => {
    const start = fc.constantFrom(new Uint8Array(0), Uint8Array.of(0x45), Uint8Array.of(0x60), fromHex('0200000000010200000000020800')!)
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(linkTypes)), start, anyBytes(100), (linkType, head, rest) => {
        unwrapUnderlay(linkType, concatBytes(head, rest))
      }),
    )
  })
})
