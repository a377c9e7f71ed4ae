import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  answerTo,
  type DataPath,
  emptyPath,
  endpointText,
  type HostPacket,
  readPacket,
  readQuote,
  sameEndpoint,
  writePacket,
} from '#host/packet.ts'
import { concatBytes, isMalformed, setU16 } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildPacket, headerLength, pathTypes, protocols } from '#wire/header.ts'
import { svcHost } from '#wire/host-address.ts'
import { buildOneHop } from '#wire/onehop.ts'
import { currHf, parsePath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'
import { buildUdp } from '#wire/udp.ts'
import { sampleBytes, sampleEndpoint } from './sample.ts'

const source = sampleEndpoint('1-ff00:0:111', '10.0.0.1')
const destination = sampleEndpoint('1-ff00:0:112', 'fd00::2')
const scion: DataPath = {
  type: pathTypes.scion,
  bytes: sampleBytes([
    { consDir: false, hops: 2 },
    { consDir: true, hops: 3 },
  ]),
}
const udp = buildUdp({ srcPort: 31000, dstPort: 7, data: Uint8Array.of(1, 2, 3) })
const packet = (path: DataPath = scion): Uint8Array => writePacket({ source, destination, path, protocol: protocols.udp }, udp)

function read(bytes: Uint8Array): HostPacket {
  const p = readPacket(bytes)
  if (isMalformed(p)) throw new Error(p.malformed)
  return p
}

const refusal = (bytes: Uint8Array): string => {
  const p = readPacket(bytes)
  return isMalformed(p) ? p.malformed : 'taken'
}

test('what is written is read again', () => {
  for (const path of [emptyPath, scion]) {
    const p = read(packet(path))
    expect(p).toMatchObject({ source, destination, path, protocol: protocols.udp })
    expect(p.bytes.subarray(p.at, p.at + 4)).toEqual(udp.subarray(0, 4))
  }
})

test('an answer swaps the addresses and walks the path back, from where the packet stands', () => {
  const arrived = packet()
  const at = headerLength(arrived) - scion.bytes.length
  arrived[at] = (1 << 6) | 4
  const back = answerTo(read(arrived))
  expect(back).toMatchObject({ source: destination, destination: source })
  expect(currHf(back.path.bytes, 0)).toBe(0)
  expect(parsePath(back.path.bytes, 0).segLens).toEqual([3, 2])
  expect(parsePath(back.path.bytes, 0).infos.map(i => i.consDir)).toEqual([false, true])
})

test('an EPIC path is answered over the SCION path in it, a one-hop path over its two hops, an empty path by an empty one', () => {
  const epic: DataPath = { type: pathTypes.epic, bytes: concatBytes(new Uint8Array(16).fill(9), scion.bytes) }
  expect(answerTo(read(packet(epic))).path).toEqual(answerTo(read(packet())).path)
  const { infos, hops } = parsePath(scion.bytes, 0)
  const oneHop: DataPath = { type: pathTypes.oneHop, bytes: buildOneHop(infos[0]!, hops[0]!) }
  const back = answerTo(read(packet(oneHop))).path
  expect(back.type).toBe(pathTypes.scion)
  expect(parsePath(back.bytes, 0)).toMatchObject({ segLens: [2], currHf: 0 })
  expect(answerTo(read(packet(emptyPath))).path).toEqual(emptyPath)
})

test('extensions before the message are skipped', () => {
  const extension = Uint8Array.of(protocols.udp, 1, 0, 0, 0, 0, 0, 0)
  const header = { trafficClass: 0, flowId: 1, nextHeader: protocols.endToEnd, pathType: pathTypes.empty }
  const bytes = buildPacket(
    { ...header, dstIsdAs: destination.isdAs, srcIsdAs: source.isdAs, dstHost: destination.host, srcHost: source.host },
    new Uint8Array(0),
    concatBytes(extension, udp),
  )
  const at = headerLength(bytes) + extension.length
  setUpperLayerChecksum(bytes, protocols.udp, at)
  expect(read(bytes)).toMatchObject({ protocol: protocols.udp, at })
  bytes[headerLength(bytes) + 1] = 200
  expect(refusal(bytes)).toBe('extension header needs 804 bytes, 19 left')
})

test('a host takes no damaged packet', () => {
  const flipped = packet()
  flipped[flipped.length - 1]! ^= 1
  expect(refusal(flipped)).toBe('the checksum is wrong')
  const longer = concatBytes(packet(), Uint8Array.of(0))
  expect(refusal(longer)).toBe('PayloadLen is not what follows the header')
  const lost = packet()
  lost[headerLength(lost) - scion.bytes.length] = 60
  expect(refusal(lost)).toBe('CurrHF or CurrINF points nowhere')
  const tcp = packet()
  tcp[4] = protocols.tcp
  expect(refusal(tcp)).toMatch(/next header 6/)
  const strange = packet()
  strange[8] = 9
  expect(refusal(strange)).toMatch(/path type 9/)
})

test('any bytes are read or refused, and what is read can be answered', () => {
  const answerable = (bytes: Uint8Array): void => {
    const p = readPacket(bytes)
    if (!isMalformed(p)) expect(isMalformed(readPacket(writePacket(answerTo(p), udp)))).toBe(p.protocol !== protocols.udp)
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), answerable))
  const flips = fc.array(fc.tuple(fc.nat(packet().length - 1), fc.nat(255)), { maxLength: 4 })
  fc.assert(
    fc.property(flips, changes => {
      const bytes = packet()
      for (const [at, value] of changes) bytes[at] = value
      if (bytes.length > headerLength(bytes) + 8) setUpperLayerChecksum(bytes, protocols.udp, headerLength(bytes))
      const p = readPacket(bytes)
      if (!isMalformed(p)) expect(() => answerTo(p)).not.toThrow()
    }),
  )
})

test('a quote tells who sent what to whom, however it is cut', () => {
  const message = buildScmp({ kind: 'echoRequest', code: 0, identifier: 31000, sequence: 3, data: new Uint8Array(8) })
  const sent = writePacket({ source, destination, path: scion, protocol: protocols.scmp }, message)
  expect(readQuote(sent)).toEqual({ source, destination: destination.isdAs, protocol: protocols.scmp, at: headerLength(sent) })
  expect(readQuote(sent.subarray(0, headerLength(sent)))).toBeDefined()
  expect(readQuote(sent.subarray(0, headerLength(sent) - 1))).toBeUndefined()
  setU16(sent, 5, 0)
  expect(readQuote(sent)).toBeUndefined()
})

test('endpoints compare by AS and host and have a text', () => {
  expect(sameEndpoint(source, sampleEndpoint('1-ff00:0:111', '10.0.0.1'))).toBe(true)
  expect(sameEndpoint(source, sampleEndpoint('1-ff00:0:112', '10.0.0.1'))).toBe(false)
  expect(sameEndpoint(source, sampleEndpoint('1-ff00:0:111', '10.0.0.2'))).toBe(false)
  expect(sameEndpoint({ ...source, host: svcHost(0xa00) }, sampleEndpoint('1-ff00:0:111', '10.0.0.0'))).toBe(false)
  expect(endpointText(destination)).toBe('1-ff00:0:112,fd00::2')
})

test('the SCION path inside an EPIC path is checked like any other', () => {
  const cut: DataPath = { type: pathTypes.epic, bytes: concatBytes(new Uint8Array(16), scion.bytes.subarray(0, scion.bytes.length - 12)) }
  expect(readPacket(packet(cut))).toMatchObject({ malformed: expect.stringContaining('path needs') })
})
