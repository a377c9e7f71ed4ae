import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import * as bfd from '#wire/bfd.ts'
import { type Bytes, fromHex, getU16, getU64, toHex } from '#wire/bytes.ts'
import * as epic from '#wire/epic.ts'
import * as extensions from '#wire/extensions.ts'
import { type FieldNumber, formatField, type HeaderTable, readBits, readField, scmpBlocks, tables, writeField } from '#wire/fields.ts'
import * as header from '#wire/header.ts'
import { asOf, isdOf } from '#wire/isdas.ts'
import * as path from '#wire/path.ts'
import * as scmp from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import * as spao from '#wire/spao.ts'
import * as udp from '#wire/udp.ts'
import { bytesOf } from './arbitrary.ts'

type Accessor = (b: Bytes, at: number) => FieldNumber | string | undefined
type Accessors = Readonly<Record<string, Accessor>>

const whole =
  (read: (b: Bytes) => FieldNumber): Accessor =>
  (b, at) =>
    read(b.subarray(at))
const bit =
  (read: (b: Bytes, at: number) => boolean): Accessor =>
  (b, at) =>
    read(b, at) ? 1 : 0
const hexAt =
  (at: number, length: number): Accessor =>
  (b, base) =>
    toHex(b.subarray(base + at, base + at + length))
const flag = (mask: number): Accessor => bit((b, at) => (bfd.bfdFlags(b, at) & mask) !== 0)

/** For each table what the hot path reads; reserved bits have no accessor. */
const accessors: Readonly<Record<keyof typeof tables, Accessors>> = {
  common: {
    Version: whole(header.version),
    TrafficClass: whole(header.trafficClass),
    FlowID: whole(header.flowId),
    NextHdr: whole(header.nextHeader),
    HdrLen: whole(b => header.headerLength(b) / 4),
    PayloadLen: whole(header.payloadLength),
    PathType: whole(header.pathType),
    DT: whole(b => header.dstHostType(b) >> 2),
    DL: whole(b => header.dstHostLength(b) / 4 - 1),
    ST: whole(b => header.srcHostType(b) >> 2),
    SL: whole(b => header.srcHostLength(b) / 4 - 1),
  },
  address: {
    DstISD: (b, at) => isdOf(header.dstIsdAs(b.subarray(at - 12))),
    DstAS: (b, at) => asOf(header.dstIsdAs(b.subarray(at - 12))),
    SrcISD: (b, at) => isdOf(header.srcIsdAs(b.subarray(at - 12))),
    SrcAS: (b, at) => asOf(header.srcIsdAs(b.subarray(at - 12))),
  },
  pathMeta: {
    CurrINF: path.currInf,
    CurrHF: path.currHf,
    Seg0Len: (b, at) => path.segLen(b, at, 0),
    Seg1Len: (b, at) => path.segLen(b, at, 1),
    Seg2Len: (b, at) => path.segLen(b, at, 2),
  },
  info: { P: bit(path.peerFlag), C: bit(path.consDir), SegID: path.segId, Timestamp: path.timestamp },
  hop: {
    I: bit(path.ingressAlert),
    E: bit(path.egressAlert),
    ExpTime: path.expTime,
    ConsIngress: path.consIngress,
    ConsEgress: path.consEgress,
    MAC: (b, at) => toHex(b.subarray(path.macAt(at), path.macAt(at) + path.macLength)),
  },
  epic: {
    EpicTS: epic.epicTimestamp,
    Counter: epic.epicCounter,
    PHVF: hexAt(epic.phvfAt(0), epic.hvfLength),
    LHVF: hexAt(epic.lhvfAt(0), epic.hvfLength),
  },
  extension: { NextHdr: extensions.extensionNextHeader, ExtLen: (b, at) => extensions.extensionLength(b, at) / 4 - 1 },
  option: { OptType: extensions.optionType, OptDataLen: (b, at) => (b[at] === 0 ? b[at + 1] : extensions.optionDataLength(b, at)) },
  authenticator: { SPI: spao.spaoSpi, Algorithm: spao.spaoAlgorithm, Timestamp: spao.spaoTimestampSn },
  udp: { SrcPort: udp.udpSrcPort, DstPort: udp.udpDstPort, Length: udp.udpSaidLength, Checksum: udp.udpChecksum },
  scmp: { Type: scmp.scmpType, Code: scmp.scmpCode, Checksum: scmp.scmpChecksum },
  bfd: {
    Vers: bfd.bfdVersionOf,
    Diag: bfd.bfdDiagnostic,
    Sta: bfd.bfdState,
    P: flag(bfd.bfdFlagBits.poll),
    F: flag(bfd.bfdFlagBits.final),
    C: flag(bfd.bfdFlagBits.controlPlaneIndependent),
    A: flag(bfd.bfdFlagBits.authenticationPresent),
    D: flag(bfd.bfdFlagBits.demand),
    M: flag(bfd.bfdFlagBits.multipoint),
    DetectMult: bfd.bfdDetectMult,
    Length: bfd.bfdSaidLength,
    MyDiscriminator: bfd.bfdMyDiscriminator,
    YourDiscriminator: bfd.bfdYourDiscriminator,
    DesiredMinTxInterval: bfd.bfdDesiredMinTx,
    RequiredMinRxInterval: bfd.bfdRequiredMinRx,
    RequiredMinEchoRxInterval: bfd.bfdRequiredMinEchoRx,
  },
}

describe.each(Object.keys(tables) as (keyof typeof tables)[])('%s', name => {
  const table: HeaderTable = tables[name]

  test('table and accessors agree on every field, wherever the header stands', () => {
    const at = 12
    fc.assert(
      fc.property(bytesOf(at + table.length + 36), b => {
        for (const field of table.fields) {
          const read = accessors[name][field.name]
          const value = field.kind === 'bytes' ? formatField(b, at, field) : readField(b, at, field)
          if (read !== undefined) expect(value, field.name).toBe(read(b, at))
        }
      }),
    )
  })

  test('every field but the reserved ones has an accessor, and no accessor lacks a field', () => {
    const named = table.fields.map(f => f.name).filter(f => f !== 'RSV')
    expect(named.sort()).toEqual(Object.keys(accessors[name]).sort())
  })
})

test('blocks behind the SCMP header are named as in the documents that define them', () => {
  const control = (anchor: string): string => `draft-dekater-scion-controlplane#${anchor}`
  expect(Object.entries(scmpBlocks).map(([type, block]) => [type, block.name, block.clause])).toEqual([
    ['1', 'destination unreachable', 'docs.scion.org/protocols/scmp#destination-unreachable'],
    ['2', 'packet too big', control('packet-too-big')],
    ['4', 'parameter problem', 'docs.scion.org/protocols/scmp#parameter-problem'],
    ['5', 'external interface down', control('external-interface-down')],
    ['6', 'internal connectivity down', control('internal-connectivity-down')],
    ['128', 'echo request', control('echo-request')],
    ['129', 'echo reply', control('echo-reply')],
    ['130', 'traceroute request', control('traceroute-request')],
    ['131', 'traceroute reply', control('traceroute-reply')],
  ])
})

test('fields that have a clause of their own say so', () => {
  const own = Object.values(tables).flatMap(table =>
    (table as HeaderTable).fields
      .filter(f => f.clause !== table.clause)
      .map(f => `${f.name} ${f.clause.replace('draft-dekater-scion-dataplane', '')}`),
  )
  expect(own).toEqual([
    'NextHdr #protnum',
    'PathType #path-type-field',
    ...['DT', 'DL', 'ST', 'SL'].map(name => `${name} #addr-type-length-field`),
    'P #peerlink',
    'SegID #def-acc',
    'MAC #hf-mac-overview',
  ])
})

/** Members of the values, for the blocks behind the SCMP header. */
const members: Readonly<Record<string, (m: never) => FieldNumber>> = {
  MTU: (m: { mtu: number }) => m.mtu,
  Pointer: (m: { pointer: number }) => m.pointer,
  Identifier: (m: { identifier: number }) => m.identifier,
  SequenceNumber: (m: { sequence: number }) => m.sequence,
  ISD: (m: { isdAs: '1-1' }) => isdOf(m.isdAs),
  AS: (m: { isdAs: '1-1' }) => asOf(m.isdAs),
  InterfaceID: (m: { ifId: bigint }) => m.ifId,
  IngressID: (m: { ingress: bigint }) => m.ingress,
  EgressID: (m: { egress: bigint }) => m.egress,
}

test.each(Object.entries(scmpTypes))('the block of %s (%i) agrees with its value', (_, type) => {
  const block = scmpBlocks[type]!
  expect(block.length).toBe(scmp.scmpBlockLength(type))
  fc.assert(
    fc.property(bytesOf(32), b => {
      b[0] = type
      const message = scmp.parseScmp(b, 0)
      for (const field of block.fields)
        if (field.name !== 'RSV')
          expect(readField(b, scmp.scmpHeaderLength, field), field.name).toBe(members[field.name]!(message as never))
    }),
  )
})

test('fields follow each other without a gap and fill whole bytes', () => {
  for (const table of [...Object.values(tables), ...Object.values(scmpBlocks)]) {
    let end = 0
    for (const field of table.fields) {
      expect(field.bit, `${table.name} ${field.name}`).toBe(end)
      end += field.width
    }
    expect(end).toBe(table.length * 8)
    expect(Number.isInteger(table.length)).toBe(true)
  }
})

test('bits are read from anywhere', () => {
  fc.assert(
    fc.property(bytesOf(12), fc.nat(30), fc.integer({ min: 1, max: 64 }), (b, at, width) => {
      const bits = [...b].map(byte => byte.toString(2).padStart(8, '0')).join('')
      expect(BigInt(readBits(b, at, width))).toBe(BigInt(`0b${bits.slice(at, at + width)}`))
    }),
  )
  const b = fromHex('0102030405060708')!
  expect([readBits(b, 0, 64), readBits(b, 0, 16)]).toEqual([getU64(b, 0), getU16(b, 0)])
})

test('values in words', () => {
  const say = (table: HeaderTable, name: string, hex: string): string =>
    formatField(fromHex(hex)!, 0, table.fields.find(f => f.name === name)!)
  expect([
    say(tables.common, 'NextHdr', '00000000ca'),
    say(tables.common, 'NextHdr', '0000000063'),
    say(tables.common, 'HdrLen', '000000000009'),
    say(tables.address, 'DstAS', '0001ff0000000110'),
    say(tables.info, 'Timestamp', '0000000000000100'),
    say(tables.info, 'C', '01'),
    say(tables.info, 'C', '00'),
    say(tables.info, 'SegID', '00000111'),
    say(tables.bfd, 'DesiredMinTxInterval', `${'00'.repeat(12)}00000005`),
    say(tables.udp, 'SrcPort', '0050'),
    say(tables.hop, 'ExpTime', '003f'),
    say(tables.hop, 'MAC', '003f00010002a1a2a3a4a5a6'),
    say(tables.bfd, 'Sta', '20c0'),
    say(tables.authenticator, 'SPI', '00000001'),
    say(tables.scmp, 'Type', '80'),
    say(tables.scmp, 'Type', '07'),
  ]).toEqual([
    '202 (scmp)',
    '99',
    '9 (36 bytes)',
    'ff00:0:110',
    '256 (1970-01-01T00:04:16Z)',
    'set',
    'clear',
    '0x111',
    '5 us',
    '80',
    '63 (21600 s)',
    'a1a2a3a4a5a6',
    '3 (up)',
    'DRKey protocol 1 asHost sender',
    '128 (echoRequest)',
    '7 (unknown)',
  ])
})

test('a field is written without touching its neighbours', () => {
  for (const field of tables.common.fields) {
    const b = new Uint8Array(12).fill(0xa5)
    writeField(b, 0, field, 2n ** 64n - 1n)
    for (const other of tables.common.fields) {
      const expected = other === field ? 2 ** field.width - 1 : readField(new Uint8Array(12).fill(0xa5), 0, other)
      expect(Number(readField(b, 0, other))).toBe(Number(expected))
    }
  }
})
