import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  decodeDrkeyAnswer,
  decodeHostKeyRequest,
  decodeLevel1Request,
  encodeDrkeyAnswer,
  encodeHostKeyRequest,
  encodeLevel1Request,
  type HostKeyRequest,
} from '#control/drkey/messages.ts'
import { type Bytes, fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'

const host = parseHost('10.0.0.2')
const hostHost: HostKeyRequest = {
  type: 'hostHost',
  validS: 300,
  protocol: 1,
  src: '1-ff00:0:110',
  dst: '1-2',
  srcHost: parseHost('fd00::1'),
  dstHost: host,
}

test('fixed bytes: level-1 request, host request, answer', () => {
  expect(toHex(encodeLevel1Request({ validS: 300, protocol: 1 }))).toBe('0a0308ac021001')
  const [srcText, dstText] = [toHex(new TextEncoder().encode('fd00::1')), toHex(new TextEncoder().encode('10.0.0.2'))]
  // ISD-AS as varints: 0x0001ff0000000110, 0x0001000000000002
  const head = '0a0308ac021001189082808080e07f2082808080808040'
  expect(toHex(encodeHostKeyRequest(hostHost))).toBe(`${head}2a07${srcText}3208${dstText}`)
  const asHost = encodeHostKeyRequest({ ...hostHost, type: 'asHost', srcHost: undefined })
  expect(toHex(asHost)).toBe(`${head}2a08${dstText}`)
  const answer = encodeDrkeyAnswer({ epoch: { beginS: 0, endS: 300 }, key: new Uint8Array(16).fill(1) })
  expect(toHex(answer)).toBe(`0a00120308ac021a10${'01'.repeat(16)}`)
})

test('what is written is read again', () => {
  const times = fc.integer({ min: 0, max: 0xffff_ffff })
  const property = fc.property(times, times, fc.integer({ min: 0, max: 0xffff }), (validS, length, protocol) => {
    expect(decodeLevel1Request(encodeLevel1Request({ validS, protocol }))).toEqual({ validS, protocol })
    for (const request of [
      { ...hostHost, validS, protocol },
      { ...hostHost, validS, protocol, type: 'asHost', srcHost: undefined },
      { ...hostHost, validS, protocol, type: 'hostAs', dstHost: undefined },
    ] as const)
      expect(decodeHostKeyRequest(request.type, encodeHostKeyRequest(request))).toEqual(request)
    const answer = { epoch: { beginS: validS, endS: Math.min(0xffff_ffff, validS + length) }, key: new Uint8Array(16) }
    if (answer.epoch.endS > validS) expect(decodeDrkeyAnswer(encodeDrkeyAnswer(answer))).toEqual(answer)
  })
  fc.assert(property)
})

test('what makes no sense is malformed, by name', () => {
  const reason = (x: object): unknown => (isMalformed(x) ? x.malformed : x)
  const level1 = (hex: string): unknown => reason(decodeLevel1Request(fromHex(hex)!))
  // 10 bytes of varint: -1 s; 2^32 s; a time that is no message
  expect(level1('0a0b08ffffffffffffffffff01')).toBe('a time outside 1970 to 2106')
  expect(level1('0a060880808080 10'.replace(' ', ''))).toBe('a time outside 1970 to 2106')
  expect(level1('0a01ff')).toBe('a time outside 1970 to 2106')
  expect(level1('10808004')).toBe('DRKey protocol 65536')
  expect(level1('10ffffffffffffffffff01')).toBe('DRKey protocol -1')
  const wanted = 'a host that is no IP address and no service'
  expect(reason(decodeHostKeyRequest('hostHost', encodeHostKeyRequest({ ...hostHost, type: 'asHost', srcHost: undefined })))).toBe(wanted)
  expect(reason(decodeHostKeyRequest('asHost', fromHex('2a0178')!))).toBe(wanted)
  const answer = (beginS: number, endS: number, length: number): unknown =>
    reason(decodeDrkeyAnswer(encodeDrkeyAnswer({ epoch: { beginS, endS }, key: new Uint8Array(length) })))
  expect(answer(5, 5, 16)).toBe('an epoch that ends before it begins')
  expect(answer(5, 6, 15)).toBe('a key of 15 bytes')
})

test('no bytes make it throw', () => {
  const read = [
    decodeLevel1Request,
    decodeDrkeyAnswer,
    (b: Bytes) => decodeHostKeyRequest('asHost', b),
    (b: Bytes) => decodeHostKeyRequest('hostHost', b),
  ]
  fc.assert(fc.property(fc.uint8Array({ maxLength: 60 }), b => void read.map(f => f(b))))
})
