import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readPackets } from '#cli/explain/input.ts'
import { concatBytes, fromHex, setU32, toHex } from '#wire/bytes.ts'
import { wrapUnderlay } from '#wire/frame.ts'
import { captureOf, madeS, places, writeLab } from './lab.ts'

const lab = writeLab()
afterAll(() => rmSync(lab.folder, { recursive: true }))

const hex = toHex(places[0]!.payload)
const put = (name: string, content: string | Uint8Array): string => {
  const file = join(lab.folder, name)
  writeFileSync(file, content)
  return file
}
const only = (argument: string): string => toHex(readPackets(argument).packets[0]!.bytes)

test('hex as an argument, however it is written', () => {
  expect(only(hex)).toBe(hex)
  expect(only(`0x${hex}`)).toBe(hex)
  expect(only(hex.replace(/../g, '$&:').slice(0, -1))).toBe(hex)
  expect(only(` ${hex.replace(/.{32}/g, '$&\n')} `)).toBe(hex)
  expect(readPackets(hex)).toMatchObject({ name: 'the argument', isCapture: false, others: 0 })
})

test('files: hex text, raw bytes, pcapng', () => {
  expect(only(put('p.hex', `${hex}\n`))).toBe(hex)
  expect(only(put('p.bin', places[0]!.payload))).toBe(hex)
  expect(readPackets(lab.capture).packets).toHaveLength(4)
  expect(readPackets(lab.capture).packets[1]).toMatchObject({
    frame: 2,
    from: places[1]!.src,
    to: places[1]!.dst,
    unixNs: BigInt(madeS + 60) * 1_000_000_000n + 1_000_000n,
    interfaceName: 'link 1',
    missing: 0,
  })
  expect(readPackets(lab.capture, 3).packets).toMatchObject([{ frame: 3 }])
})

/** Classic pcap, big-endian, microseconds, Ethernet. */
function pcapOf(frames: readonly Uint8Array[]): Uint8Array {
  const record = (frame: Uint8Array): Uint8Array => {
    const head = new Uint8Array(16)
    setU32(head, 0, madeS)
    setU32(head, 8, frame.length)
    setU32(head, 12, frame.length)
    return concatBytes(head, frame)
  }
  return concatBytes(fromHex('a1b2c3d4000200040000000000000000ffffffff00000001')!, ...frames.map(record))
}

test('classic pcap; frames without SCION are counted, not shown, and keep their numbers', () => {
  const { src, dst, payload } = places[0]!
  const other = wrapUnderlay(src, dst, new TextEncoder().encode('GET / HTTP/1.1 and so on, long enough for a header'))
  const versionOne = wrapUnderlay(
    src,
    dst,
    Uint8Array.from(payload, (byte, i) => (i === 0 ? 0x10 : byte)),
  )
  const file = put('p.pcap', pcapOf([other, wrapUnderlay(src, dst, payload), new Uint8Array(20), versionOne]))
  expect(readPackets(file)).toMatchObject({ others: 3, packets: [{ frame: 2 }] })
  expect(readPackets(file, 1).packets).toHaveLength(1)
  expect(() => readPackets(file, 3)).toThrow('frame 3 holds no UDP datagram')
  expect(() => readPackets(put('empty.pcap', pcapOf([other])))).toThrow('holds no SCION packet in its 1 frames')
})

test('a time outside of the calendar is none', () => {
  const capture = captureOf(places)
  const resolution = capture.findIndex((_, i) => toHex(capture.subarray(i, i + 5)) === '0009000109')
  capture[resolution + 4] = 0
  expect(readPackets(put('late.pcapng', capture)).packets.map(p => p.unixNs === undefined)).toEqual([true, false, false, false])
})

test('what is no packet says so', () => {
  expect(() => readPackets('hello')).toThrow('neither a file nor hex')
  expect(() => readPackets('')).toThrow('neither a file nor hex')
  expect(() => readPackets('x'.repeat(1000))).toThrow(/^"x{60}\.\.\."/)
  expect(() => readPackets(put('empty', ''))).toThrow('is empty')
  expect(() => readPackets(put('words', 'not hex at all'))).toThrow('is text, but not hex')
  expect(() => readPackets(lab.folder)).toThrow('is a directory')
  expect(() => readPackets(hex, 2)).toThrow('holds one packet')
  expect(readPackets(put('cut.pcapng', captureOf(places).slice(0, -20))).packets).toHaveLength(3)
})
