import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeWith, shared } from '#test/availability.ts'
import { concatBytes, isMalformed, malformed, toHex } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { linkTypes, wrapUnderlay } from '#wire/frame.ts'
import { interfaceBlock, packetBlock, sectionHeaderBlock } from '#wire/pcapng.ts'
import { u8 } from './arbitrary.ts'

/** Integers of either byte order, as the other tools write them. */
const writer = (isLittle: boolean) => {
  const integer =
    (length: number) =>
    (v: number | bigint): Uint8Array => {
      const b = new Uint8Array(length)
      for (let i = 0, rest = BigInt.asUintN(64, BigInt(v)); i < length; i++, rest >>= 8n)
        b[isLittle ? i : length - 1 - i] = Number(rest & 0xffn)
      return b
    }
  const [u16, u32, u64] = [integer(2), integer(4), integer(8)]
  const block = (type: number, ...parts: Uint8Array[]): Uint8Array => {
    const body = concatBytes(...parts)
    return concatBytes(u32(type), u32(12 + body.length), body, u32(12 + body.length))
  }
  const option = (code: number, value: Uint8Array): Uint8Array =>
    concatBytes(u16(code), u16(value.length), value, new Uint8Array((4 - (value.length % 4)) % 4))
  const section = block(0x0a0d0d0a, u32(0x1a2b3c4d), u16(1), u16(0), u64(-1n))
  return { u16, u32, u64, block, option, section }
}
const orders = [true, false].map(isLittle => ({ isLittle, ...writer(isLittle) }))
const text = (s: string): Uint8Array => new TextEncoder().encode(s)
const frame = wrapUnderlay('10.0.0.1:1', '10.0.0.2:2', Uint8Array.of(7, 7, 7))
const padded = concatBytes(frame, new Uint8Array((4 - (frame.length % 4)) % 4))
const packets = (file: Uint8Array): Captured[] => [...readCapture(file)].filter((r): r is Captured => !isMalformed(r))
const problems = (file: Uint8Array): string[] => [...readCapture(file)].filter(isMalformed).map(m => m.malformed)

describe.each(orders)('pcap, little-endian $isLittle', ({ u16, u32 }) => {
  const file = (magic: number, linkType: number, snapLength: number, ...records: Uint8Array[]): Uint8Array =>
    concatBytes(u32(magic), u16(2), u16(4), u32(0), u32(0), u32(snapLength), u32(linkType), ...records)
  const record = (s: number, fraction: number, data: Uint8Array, original = data.length): Uint8Array =>
    concatBytes(u32(s), u32(fraction), u32(data.length), u32(original), data)

  test('micro- and nanoseconds', () => {
    const times = [0xa1b2c3d4, 0xa1b23c4d].map(magic => packets(file(magic, 1, 65535, record(5, 6, frame)))[0]!.unixNs)
    expect(times).toEqual([5_000_006_000n, 5_000_000_006n])
  })

  test('a file names no interface and has no comments; it may hold no frame, and a frame no byte', () => {
    expect([...readCapture(file(0xa1b2c3d4, 1, 0))]).toEqual([])
    const read = [...readCapture(file(0xa1b2c3d4, 1, 0, record(1, 0, frame), record(2, 0, new Uint8Array(0))))]
    expect(read).toMatchObject([
      { interfaceName: '', comment: '', frame },
      { interfaceName: '', comment: '', frame: new Uint8Array(0) },
    ])
  })

  test('frames longer than the snap length says, and cut ones', () => {
    const read = packets(file(0xa1b2c3d4, 1, 10, record(1, 0, frame), record(2, 0, frame.subarray(0, 43), frame.length)))
    expect(read.map(r => [r.frame.length, r.originalLength, !isMalformed(r.datagram) && r.datagram.missing])).toEqual([
      [frame.length, frame.length, 0],
      [43, frame.length, 2],
    ])
  })

  test('flags above the link type are ignored', () => {
    expect(packets(file(0xa1b2c3d4, 0x1400_0001, 0, record(1, 0, frame)))[0]!.linkType).toBe(linkTypes.ethernet)
  })

  test('a record that reaches beyond the file ends the reading', () => {
    const cut = file(0xa1b2c3d4, 1, 0, record(1, 0, frame), record(2, 0, frame)).subarray(0, -1)
    expect([...readCapture(cut)].map(r => (isMalformed(r) ? r.malformed : 'ok'))).toEqual(['ok', 'pcap record reaches beyond the file'])
    const end = [3, 15].map(length => problems(file(0xa1b2c3d4, 1, 0, new Uint8Array(length))))
    expect(end).toEqual(Array(2).fill(['pcap record reaches beyond the file']))
    expect(problems(file(0xa1b2c3d4, 1, 0).subarray(0, 23))).toEqual(['pcap file header cut'])
  })
})

describe.each(orders)('pcapng, little-endian $isLittle', ({ u16, u32, u64, block, option, section }) => {
  const face = (...options: Uint8Array[]): Uint8Array => block(1, u16(1), u16(0), u32(0), ...options)
  const enhanced = (face: number, units: bigint, ...options: Uint8Array[]): Uint8Array =>
    block(6, u32(face), u32(units >> 32n), u32(units & 0xffff_ffffn), u32(frame.length), u32(frame.length), padded, ...options)

  test('name, resolution, offset, comments', () => {
    const named = face(option(2, text('eth0')), option(9, Uint8Array.of(9)), option(14, u64(-3n)), option(0, text('')))
    const file = concatBytes(
      section,
      named,
      enhanced(0, 5_000_000_007n, option(1, text('one')), option(2988, text('x')), option(1, text('two'))),
    )
    expect(packets(file)).toMatchObject([
      { unixNs: 2_000_000_007n, interfaceName: 'eth0', comment: 'one\ntwo', datagram: { src: '10.0.0.1:1' } },
    ])
  })

  test.each([
    ['microseconds when nothing is said', [], 1_000_001n, 1_000_001_000n],
    ['powers of ten', [option(9, Uint8Array.of(3))], 1_001n, 1_001_000_000n],
    ['powers of two', [option(9, Uint8Array.of(0x80 | 10))], 1_536n, 1_500_000_000n],
    ['finer than a nanosecond', [option(9, Uint8Array.of(12))], 1_999n, 1n],
  ])('%s', (_, options, units, ns) => {
    expect(packets(concatBytes(section, face(...options), enhanced(0, units)))[0]!.unixNs).toBe(ns)
  })

  test('an option that says nothing, or in a wrong length, is as none; an interface without a name has none', () => {
    const read = (...options: Uint8Array[]) => packets(concatBytes(section, face(...options), enhanced(0, 1n)))
    const plain = { unixNs: 1000n, interfaceName: '', comment: '' }
    expect(read()).toMatchObject([plain])
    expect(read(option(9, new Uint8Array(0)))).toMatchObject([plain])
    expect(read(option(14, u32(7)))).toMatchObject([plain])
    expect(read(option(2, text('eightlet')))).toMatchObject([{ ...plain, interfaceName: 'eightlet' }])
  })

  test('options end at their end mark, at one too long, and at the end of their block', () => {
    const comment = (...options: Uint8Array[]): string => packets(concatBytes(section, face(), enhanced(0, 1n, ...options)))[0]!.comment
    const four = option(1, text('four'))
    expect(comment(four, option(1, text('')))).toBe('four\n')
    expect(comment(four, option(0, text('')), option(1, text('behind')))).toBe('four')
    expect(comment(four, u16(1), u16(7), text('long'))).toBe('four')
    expect(comment(four, u16(1), u16(1), text('c'))).toBe('four\nc')
  })

  test('a packet may fill its block, and be shorter than it was on the wire', () => {
    const full = wrapUnderlay('10.0.0.1:1', '10.0.0.2:2', Uint8Array.of(7, 7))
    const words = (data: Uint8Array): Uint8Array[] => [u32(0), u32(9), u32(data.length), u32(100), data]
    const blocks = [full, new Uint8Array(0)].flatMap(data => [
      block(6, u32(0), ...words(data)),
      block(2, u16(0), u16(0), ...words(data)),
      block(3, u32(data.length), data),
    ])
    const read = [...readCapture(concatBytes(section, face(), ...blocks))]
    expect(read.map(p => (isMalformed(p) ? p.malformed : [p.frame.length, p.originalLength, p.comment]))).toEqual([
      [44, 100, ''],
      [44, 100, ''],
      [44, 44, ''],
      [0, 100, ''],
      [0, 100, ''],
      [0, 0, ''],
    ])
  })

  test('packet blocks of every kind may be cut, or stand before any interface', () => {
    expect(problems(concatBytes(section, face(), block(6, u32(0)), block(2, u32(0)), block(3)))).toEqual(Array(3).fill('packet block cut'))
    expect(problems(concatBytes(section, block(3, u32(0)), block(99)))).toEqual(['packet before any interface description'])
  })

  test('simple and obsolete packet blocks', () => {
    const simple = block(3, u32(frame.length), padded)
    const obsolete = block(2, u16(0), u16(0), u32(0), u32(9), u32(frame.length), u32(frame.length), padded)
    expect(packets(concatBytes(section, face(), simple, obsolete)).map(p => [p.unixNs, toHex(p.frame)])).toEqual([
      [0n, toHex(frame)],
      [9_000n, toHex(frame)],
    ])
  })

  test('a bad block does not hide the next one', () => {
    const tooLong = block(6, u32(0), u32(0), u32(0), u32(9999), u32(9999), padded)
    const file = concatBytes(
      section,
      enhanced(0, 1n),
      face(),
      block(6, u32(0)),
      tooLong,
      block(99, u32(1)),
      enhanced(1, 1n),
      enhanced(0, 1n),
    )
    expect(problems(file)).toEqual([
      'packet on interface 0, which the file does not describe',
      'packet block cut',
      'packet of 9999 bytes reaches beyond its block',
      'packet on interface 1, which the file does not describe',
    ])
    expect(packets(file).length).toBe(1)
  })

  test('a cut interface block keeps its number', () => {
    const file = concatBytes(section, block(1, u32(0)), face(option(2, text('second'))), enhanced(1, 1n), enhanced(0, 1n))
    expect(problems(file)).toEqual(['interface block cut'])
    expect(packets(file).map(p => p.interfaceName)).toEqual(['second', ''])
    expect(packets(file)[1]!.datagram).toEqual(malformed('link type -1 is not known', 0))
  })

  test('a block without a true length ends the reading', () => {
    expect(problems(concatBytes(section, u32(6), u32(8), u32(8)))).toEqual(['pcapng block of 8 bytes, 12 left'])
    expect(problems(concatBytes(section, face()).subarray(0, -1))).toEqual(['pcapng block of 20 bytes, 19 left'])
    expect(problems(concatBytes(section, u32(6)))).toEqual(['pcapng block cut'])
    const noOrder = section.slice()
    noOrder[8] = 0
    expect([...readCapture(noOrder)]).toEqual([malformed('pcapng section of unknown byte order', 8)])
  })
})

test('a new section has its own interfaces and byte order', () => {
  const [little, big] = orders as [(typeof orders)[0], (typeof orders)[0]]
  const part = (w: (typeof orders)[0], name: string): Uint8Array =>
    concatBytes(
      w.section,
      w.block(1, w.u16(1), w.u16(0), w.u32(0), w.option(2, text(name))),
      w.block(6, w.u32(0), w.u32(0), w.u32(1), w.u32(frame.length), w.u32(frame.length), padded),
    )
  expect(packets(concatBytes(part(little, 'l'), part(big, 'b'))).map(p => p.interfaceName)).toEqual(['l', 'b'])
})

test('something else is no capture', () => {
  expect([...readCapture(new Uint8Array(3))]).toEqual([malformed('not a capture file: shorter than its first word', 0)])
  expect([...readCapture(text('#!/b'))]).toEqual([malformed('not a capture file: expected pcapng or pcap', 0)])
  expect([...readCapture(text('#!/bin/sh\n'))]).toEqual([malformed('not a capture file: expected pcapng or pcap', 0)])
})

test('no change to a file makes the reading throw or go on without end', () => {
  const pcapng = concatBytes(sectionHeaderBlock('x'), interfaceBlock('i'), packetBlock(0, 1n, frame, 'c'), packetBlock(0, 2n, frame))
  const { u32 } = orders[0]!
  const pcap = concatBytes(u32(0xa1b2c3d4), new Uint8Array(20), u32(1), u32(2), u32(frame.length), u32(frame.length), frame)
  fc.assert(
    fc.property(fc.constantFrom(pcapng, pcap), fc.array(fc.tuple(fc.nat(300), u8), { maxLength: 6 }), fc.nat(300), (file, changes, cut) => {
      const b = file.slice(0, Math.max(0, file.length - (cut > 250 ? cut - 250 : 0)))
      for (const [at, value] of changes) if (at < b.length) b[at] = value
      expect([...readCapture(b)].length).toBeLessThanOrEqual(b.length / 12 + 1)
    }),
    { numRuns: 1000 },
  )
})

describeWith([shared('captures/tiny4/tiny4.pcap')], 'a capture of the reference', path => {
  test('every frame holds a datagram, none is cut, time goes on', () => {
    const read = packets(new Uint8Array(readFileSync(path)))
    expect(read.length).toBe(1398)
    expect(read.filter(r => isMalformed(r.datagram) || r.datagram.missing > 0)).toEqual([])
    read.slice(1).forEach((r, i) => {
      expect(r.unixNs >= read[i]!.unixNs).toBe(true)
    })
  })
})
