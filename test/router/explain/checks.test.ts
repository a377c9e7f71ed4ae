import { expect, test } from 'vitest'
import { spaoMac } from '#crypto/spao.ts'
import { checksOf } from '#router/explain/checks.ts'
import { type PathView, viewPath } from '#router/explain/path-view.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildExtension } from '#wire/extensions.ts'
import { buildPacket, headerLength, parseHeader, pathAt, protocols } from '#wire/header.ts'
import { buildSpao, makeDrkeySpi } from '#wire/spao.ts'
import { known, macs, seenAt, unixNs } from '../seen.ts'

const s = 1_000_000_000n
const resultsOf = (bytes: Uint8Array, at: bigint | 'never' = unixNs) =>
  Object.fromEntries(
    checksOf(bytes, viewPath(bytes, { known, macs }) as PathView, at === 'never' ? undefined : at).map(c => [c.name, c.result]),
  )

test('EPIC: time and both validation fields', () => {
  const { bytes } = seenAt('EPIC', 'd only').step
  expect(resultsOf(bytes)).toMatchObject({ 'EPIC timestamp': 'ok', PHVF: 'ok', LHVF: 'ok' })
  expect(resultsOf(bytes, 'never')).toMatchObject({ 'EPIC timestamp': 'unknown', PHVF: 'ok' })
  expect(resultsOf(bytes, unixNs + 4n * s)['EPIC timestamp']).toBe('wrong')
  expect(resultsOf(bytes, unixNs - 2n * s)['EPIC timestamp']).toBe('wrong')
  bytes[pathAt(bytes) + 8]! ^= 1
  bytes[7]! ^= 1
  expect(resultsOf(bytes)).toMatchObject({ PHVF: 'wrong', LHVF: 'wrong' })
})

test('EPIC fields need the keys of the last two ASes', () => {
  const { bytes } = seenAt('EPIC', 'd only').step
  const view = viewPath(bytes, { known: { ...known, keyOf: () => undefined }, macs: () => undefined }) as PathView
  expect(
    checksOf(bytes, view, unixNs)
      .filter(c => c.name.endsWith('HVF'))
      .map(c => c.result),
  ).toEqual(['unknown', 'unknown'])
})

test('checksums', () => {
  const { bytes } = seenAt('up', 'b only').step
  expect(resultsOf(bytes)['UDP checksum']).toBe('wrong')
  setUpperLayerChecksum(bytes, protocols.udp, headerLength(bytes))
  expect(resultsOf(bytes)['UDP checksum']).toBe('ok')
  bytes[31]! ^= 1
  expect(resultsOf(bytes)['UDP checksum']).toBe('wrong')
})

function authenticated(key: Uint8Array, spi: number): Uint8Array {
  const { bytes } = seenAt('down', 'c1 only').step
  const option = buildSpao({ spi, algorithm: 0, timestampSn: 5, authenticator: new Uint8Array(16) })
  const extension = buildExtension(protocols.udp, [option])
  const path = bytes.slice(pathAt(bytes), headerLength(bytes))
  const payload = bytes.slice(headerLength(bytes))
  const packet = buildPacket({ ...parseHeader(bytes), nextHeader: protocols.endToEnd }, path, Uint8Array.from([...extension, ...payload]))
  const at = headerLength(packet) + extension.length
  packet.set(spaoMac(key, packet, packet.subarray(at - 28, at), protocols.udp, packet.subarray(at)), at - 16)
  return packet
}

test('the packet authenticator: right under the stand-in key, else a key is missing', () => {
  const spi = makeDrkeySpi(1, 'asHost', 'sender')
  expect(resultsOf(authenticated(new Uint8Array(16), spi))['packet authenticator']).toBe('ok')
  expect(resultsOf(authenticated(new Uint8Array(16).fill(1), spi))['packet authenticator']).toBe('unknown')
  const other = checksOf(authenticated(new Uint8Array(16).fill(1), 1 << 22), undefined, unixNs).find(
    c => c.name === 'packet authenticator',
  )!
  expect(other.text).toContain('the key the two ends agreed upon')
})
