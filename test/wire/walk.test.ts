import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildBfd } from '#wire/bfd.ts'
import { concatBytes, isMalformed, toHex } from '#wire/bytes.ts'
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

test('an SCMP code is said together with its type', () => {
  expect(walkedFields(quoting(inner)).fields.find(f => f.layer === 'scmp' && f.name === 'Code')?.text).toBe('packetTooBig (2/0)')
})

test('each field knows its clause', () => {
  const { fields } = walkedFields(quoting(inner))
  for (const field of fields) expect(field.clause).toMatch(/^(draft-dekater-scion-(data|control)plane#\w|RFC\d|docs\.scion\.org\/)/)
})
