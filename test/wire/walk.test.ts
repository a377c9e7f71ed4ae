import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildBfd } from '#wire/bfd.ts'
import { concatBytes, fromHex, isMalformed, toHex } from '#wire/bytes.ts'
import { buildPacket, pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import { walkedFields, walkPacket } from '#wire/walk.ts'
import { bfd, brokenPacket, header, packet, scionPath } from './arbitrary.ts'

/** Each field begins where the one before ends. */
function expectTiles(b: Uint8Array, upTo: number | undefined): void {
  let end = 0
  for (const field of walkedFields(b).fields) {
    expect(field.bit, `${field.layer} ${field.name}`).toBe(end)
    end = field.bit + field.width
    if (field.value instanceof Uint8Array) expect(toHex(field.value)).toBe(toHex(b.subarray(field.bit / 8, end / 8)))
  }
  expect(end).toBeLessThanOrEqual(b.length * 8)
  if (upTo !== undefined) expect(end).toBe(upTo * 8)
}

test('every bit of a well-formed packet is in exactly one field', () => {
  fc.assert(
    fc.property(packet, b => {
      expect(walkedFields(b).malformed).toBeUndefined()
      expectTiles(b, b.length)
    }),
  )
})

test('BFD packets too, with what is behind them', () => {
  fc.assert(
    fc.property(header, bfd, fc.nat(9), (h, p, excess) => {
      const b = buildPacket({ ...h, nextHeader: protocols.bfd }, new Uint8Array(0), concatBytes(buildBfd(p), new Uint8Array(excess)))
      expect(walkedFields(b).malformed).toBeUndefined()
      expectTiles(b, b.length)
    }),
  )
})

test('a broken packet is walked up to where it is broken, without a gap, and never throws', () => {
  fc.assert(
    fc.property(brokenPacket, b => {
      const steps = [...walkPacket(b)]
      steps.slice(0, -1).forEach(step => {
        expect(isMalformed(step)).toBe(false)
      })
      expectTiles(b, walkedFields(b).malformed === undefined ? b.length : undefined)
    }),
    { numRuns: 1000 },
  )
})

const host = { type: 0, bytes: Uint8Array.of(10, 0, 0, 1) }
const base = {
  trafficClass: 0,
  flowId: 1,
  nextHeader: protocols.udp,
  pathType: pathTypes.empty,
  dstIsdAs: '1-1',
  srcIsdAs: '1-2',
  dstHost: host,
  srcHost: host,
} as const
const inner = buildPacket(base, new Uint8Array(0), buildUdp({ srcPort: 1, dstPort: 2, data: Uint8Array.of(9, 9) }))
const quoting = (quote: Uint8Array): Uint8Array =>
  buildPacket({ ...base, nextHeader: protocols.scmp }, new Uint8Array(0), buildScmp({ kind: 'packetTooBig', code: 0, mtu: 1280, quote }))
const layersOf = (b: Uint8Array): string[] => [...new Set(walkedFields(b).fields.map(f => f.layer))]

test('a quoted packet is taken apart, its own quote is not', () => {
  expect(layersOf(quoting(inner))).toEqual(['common', 'address', 'scmp', 'quote.common', 'quote.address', 'quote.udp', 'quote.payload'])
  const twice = walkedFields(quoting(quoting(inner)))
  expect(twice.fields.at(-1)).toMatchObject({ layer: 'quote.scmp', name: 'Quote' })
})

test('a quote cut anywhere is no fault of the packet', () => {
  for (let length = 0; length <= inner.length; length++) {
    const b = quoting(inner.subarray(0, length))
    expect(walkedFields(b).malformed).toBeUndefined()
    expectTiles(b, b.length)
  }
})

test('bytes between the path and HdrLen are named', () => {
  fc.assert(
    fc.property(scionPath, path => {
      const b = buildPacket({ ...base, pathType: pathTypes.scion }, concatBytes(buildPath(path), new Uint8Array(4)), new Uint8Array(8))
      expect(
        walkedFields(b)
          .fields.filter(f => f.name === 'Excess')
          .map(f => [f.layer, f.width]),
      ).toEqual([['path.excess', 32]])
    }),
  )
})

/** What comes behind the addresses: "layer name" of each field but the reserved ones, strings of bytes with their hex, then what is malformed. */
const behindAddresses = (b: Uint8Array): string[] =>
  [...walkPacket(b)].flatMap(s => {
    if (isMalformed(s)) return [`${s.malformed} @${s.at}`]
    if (s.layer === 'common' || s.layer === 'address' || s.name === 'RSV') return []
    return [`${s.layer} ${s.name}${s.value instanceof Uint8Array ? ` ${toHex(s.value)}` : ''}`]
  })
const none = new Uint8Array(0)
const carrying = (nextHeader: number, payload: string): string[] =>
  behindAddresses(buildPacket({ ...base, nextHeader }, none, fromHex(payload)!))
const along = (pathType: number, path: Uint8Array): string[] =>
  behindAddresses(buildPacket({ ...base, pathType, nextHeader: protocols.tcp }, path, none))
const hopFields = (layer: string, mac: string): string[] =>
  ['I', 'E', 'ExpTime', 'ConsIngress', 'ConsEgress', `MAC ${mac}`].map(name => `${layer} ${name}`)
const infoFields = (layer: string): string[] => ['P', 'C', 'SegID', 'Timestamp'].map(name => `${layer} ${name}`)

test('one-hop and EPIC paths are taken apart, with what is behind them', () => {
  const oneHop = fromHex(`010001110000000a 003f0000008d010203040506 003f00000000111213141516 eeeeeeee`)!
  expect(along(pathTypes.oneHop, oneHop)).toEqual([
    ...infoFields('path.info'),
    ...hopFields('path.hop[0]', '010203040506'),
    ...hopFields('path.hop[1]', '111213141516'),
    'path.excess Excess eeeeeeee',
  ])
  const meta = ['CurrINF', 'CurrHF', 'Seg0Len', 'Seg1Len', 'Seg2Len'].map(name => `path.meta ${name}`)
  const inside = fromHex('00001000 010001110000000a 003f0000008d010203040506')!
  const epic = concatBytes(fromHex('00000001 00000002 aaaaaaaa bbbbbbbb')!, inside)
  expect(along(pathTypes.epic, epic)).toEqual([
    ...['EpicTS', 'Counter', 'PHVF aaaaaaaa', 'LHVF bbbbbbbb'].map(name => `path.epic ${name}`),
    ...meta,
    ...infoFields('path.info[0]'),
    ...hopFields('path.hop[0]', '010203040506'),
  ])
})

test('a path that cannot be read says why, and where', () => {
  expect(along(pathTypes.empty, new Uint8Array(4))).toEqual(['empty path of 4 bytes @36'])
  expect(along(9, none)).toEqual(['path type 9 is not known @8'])
  expect(along(pathTypes.oneHop, new Uint8Array(28))).toEqual(['one-hop path needs 32 bytes, 28 left @36'])
  expect(along(pathTypes.epic, new Uint8Array(12))).toEqual(['EPIC path needs 16 bytes, 12 left @36'])
  expect(behindAddresses(new Uint8Array(11))).toEqual(['common header needs 12 bytes, 11 left @0'])
})

test('extensions are taken apart into their options', () => {
  const header = (layer: string): string[] => [`${layer} NextHdr`, `${layer} ExtLen`]
  const option = (layer: string): string[] => [`${layer} OptType`, `${layer} OptDataLen`]
  const authenticator = '020e 00000001 00 00 000000000001 aabb'
  expect(carrying(protocols.hopByHop, `c901 1e01aa 00 0100 0604 ${authenticator} 0100 ee`)).toEqual([
    ...header('hbh'),
    ...option('hbh.option[0]'),
    'hbh.option[0] OptData aa',
    'hbh.option[1] OptType',
    ...option('hbh.option[2]'),
    ...header('e2e'),
    ...option('e2e.option[0]'),
    ...['SPI', 'Algorithm', 'Timestamp', 'Authenticator aabb'].map(name => `e2e.option[0] ${name}`),
    ...option('e2e.option[1]'),
    'payload Payload ee',
  ])
  expect(carrying(protocols.endToEnd, '0601 0202abcd 0100')).toEqual([
    ...header('e2e'),
    ...option('e2e.option[0]'),
    'e2e.option[0] OptData abcd',
    ...option('e2e.option[1]'),
  ])
  const padded = [...header('e2e'), ...option('e2e.option[0]')]
  expect(carrying(protocols.endToEnd, 'c9000100 06000100')).toEqual([...padded, 'extension header repeated or out of order @40'])
  expect(carrying(protocols.endToEnd, 'c9')).toEqual(['extension header needs 2 bytes, 1 left @36'])
})

test('payloads are named, and what is behind them', () => {
  expect(carrying(protocols.tcp, 'abcd')).toEqual(['payload Payload abcd'])
  const ports = ['SrcPort', 'DstPort', 'Length', 'Checksum'].map(name => `udp ${name}`)
  expect(carrying(protocols.udp, '0001000200090000 aa bb')).toEqual([...ports, 'payload Data aa', 'payload Excess bb'])
  expect(carrying(protocols.bfd, `2040 0318 ${'00'.repeat(20)} ee`).filter(line => !/bfd [A-Z]$/.test(line))).toEqual([
    ...['Vers', 'Diag', 'Sta', 'DetectMult', 'Length', 'MyDiscriminator', 'YourDiscriminator'].map(name => `bfd ${name}`),
    ...['DesiredMinTxInterval', 'RequiredMinRxInterval', 'RequiredMinEchoRxInterval', 'Excess ee'].map(name => `bfd ${name}`),
  ])
  const scmp = ['scmp Type', 'scmp Code', 'scmp Checksum']
  expect(carrying(protocols.scmp, '80000000 00070008 abcd')).toEqual([...scmp, 'scmp Identifier', 'scmp SequenceNumber', 'scmp Data abcd'])
  expect(carrying(protocols.scmp, 'c8000000 abcd')).toEqual([...scmp, 'scmp Data abcd'])
  expect(carrying(protocols.scmp, '64000000 abcd')).toEqual([...scmp, 'scmp Quote abcd'])
  expect(carrying(protocols.scmp, '02000000 00000500 abcd')).toEqual([...scmp, 'scmp MTU', 'quote Rest abcd'])
})

test('an SCMP code is said together with its type', () => {
  expect(walkedFields(quoting(inner)).fields.find(f => f.layer === 'scmp' && f.name === 'Code')?.text).toBe('packetTooBig (2/0)')
})

test('each field knows its clause', () => {
  const { fields } = walkedFields(quoting(inner))
  for (const field of fields) expect(field.clause).toMatch(/^(draft-dekater-scion-(data|control)plane#\w|RFC\d|docs\.scion\.org\/)/)
})
