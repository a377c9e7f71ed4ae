/**
 * Which bits of a packet which router authenticates. A bit of a hop field (ExpTime, ConsIngress, ConsEgress, MAC) or info field (SegID,
 * Timestamp) is flipped in front of every router of the path in turn. From there on, the first router that checks the MAC of that hop field,
 * or of any hop field of that segment, must refuse the packet; once the last such router let it pass, nobody needs the bit any more and the
 * packet must arrive. With EPIC, the last two routers also authenticate the packet itself.
 */
import { describe, expect, test } from 'vitest'
import { pathAt, pathType, pathTypes, srcHostAt, srcIsdAsAt } from '#wire/header.ts'
import { hopAt, hopLength, infoAt, infoLength, numInf } from '#wire/path.ts'
import { type Shape, shapes, startOf } from './shapes.ts'
import { type Walk, walk } from './walk.ts'

interface Field {
  readonly name: string
  /** byte offset and length in bits */
  readonly at: number
  readonly bits: number
  /** the first router, at or behind step `from`, that refuses a packet with a bit of it flipped; `undefined` = none */
  refusedBy(from: number): string | undefined
}

const scionAt = (s: Shape): number => pathAt(s.packet) + (pathType(s.packet) === pathTypes.epic ? 16 : 0)
const infosAt = (s: Shape, i: number): number => (pathType(s.packet) === pathTypes.oneHop ? pathAt(s.packet) : infoAt(scionAt(s), i))
const hopsAt = (s: Shape, i: number): number =>
  pathType(s.packet) === pathTypes.oneHop ? pathAt(s.packet) + infoLength + hopLength * i : hopAt(s.packet, scionAt(s), i)

/** The first router from step `from` on that proves one of the hops. */
const prover = (s: Shape, from: number, proved: (hop: number) => boolean): string | undefined =>
  s.proves.slice(from).find(({ hops }) => hops.some(proved))?.router

const stepOf = (s: Shape, router: string, from: number): string | undefined => s.proves.slice(from).find(p => p.router === router)?.router

function hopFields(s: Shape, hop: number): Field[] {
  const at = hopsAt(s, hop)
  const refusedBy = (from: number): string | undefined => prover(s, from, h => h === hop)
  const asked = (from: number): string | undefined => (s.asked?.hop === hop ? stepOf(s, s.asked.router, from) : undefined)
  return [
    { name: `hop ${hop} ExpTime`, at: at + 1, bits: 8, refusedBy },
    { name: `hop ${hop} ConsIngress`, at: at + 2, bits: 16, refusedBy },
    { name: `hop ${hop} ConsEgress`, at: at + 4, bits: 16, refusedBy: from => refusedBy(from) ?? asked(from) },
    { name: `hop ${hop} MAC`, at: at + 6, bits: 48, refusedBy },
  ]
}

const epicProver = (s: Shape, from: number, field?: 'phvf' | 'lhvf'): string | undefined =>
  s.proves.slice(from).find(({ router }) => s.epic?.[router] !== undefined && (field ?? s.epic[router]) === s.epic[router])?.router

function infoFields(s: Shape, segment: number): Field[] {
  const at = infosAt(s, segment)
  const inSegment = (from: number): string | undefined => prover(s, from, h => s.segmentOf[h] === segment)
  // EPIC covers the first segment's Timestamp: its own counts from there.
  const timestamp = (from: number): string | undefined => inSegment(from) ?? (segment === 0 ? epicProver(s, from) : undefined)
  return [
    { name: `info ${segment} SegID`, at: at + 2, bits: 16, refusedBy: inSegment },
    { name: `info ${segment} Timestamp`, at: at + 4, bits: 32, refusedBy: timestamp },
  ]
}

const fieldsOf = (s: Shape): Field[] => [
  ...s.segmentOf.flatMap((_, hop) => hopFields(s, hop)),
  ...[...new Set(s.segmentOf)].flatMap(segment => infoFields(s, segment)),
]

/** What EPIC's validation fields cover beyond the path: packet identity, sender, length; and the fields themselves. */
function epicFields(s: Shape): Field[] {
  const at = pathAt(s.packet)
  const covered = (from: number): string | undefined => epicProver(s, from)
  // A wrong length is refused by whoever sees it first, and so is a foreign source at the first hop, where it must be local.
  const atOnce = (from: number): string | undefined => s.proves[from]!.router
  return [
    { name: 'PktID', at, bits: 64, refusedBy: covered },
    { name: 'PHVF', at: at + 8, bits: 32, refusedBy: from => epicProver(s, from, 'phvf') },
    { name: 'LHVF', at: at + 12, bits: 32, refusedBy: from => epicProver(s, from, 'lhvf') },
    { name: 'SrcISD-AS', at: srcIsdAsAt, bits: 64, refusedBy: from => (from === 0 ? atOnce(from) : covered(from)) },
    { name: 'SrcHostAddr', at: srcHostAt(s.packet), bits: 32, refusedBy: covered },
    { name: 'PayloadLen', at: 6, bits: 16, refusedBy: atOnce },
  ]
}

/** The packet as it arrives at `step`, one bit flipped, walking on. */
function walkFlipped(good: Walk, step: number, bit: number): Walk {
  const { bytes, ...place } = good.steps[step]!
  const flipped = bytes.slice()
  flipped[bit >> 3]! ^= 0x80 >> (bit & 7)
  return walk(place, flipped)
}

const refuserOf = (w: Walk): string | undefined => (w.delivered ? undefined : w.at)

/** Bits that are judged otherwise than the field says: "field bit at step: refused by X". */
function surprises(s: Shape, fields: readonly Field[]): string[] {
  const good = walk(startOf(s), s.packet)
  return s.proves.flatMap((_, step) =>
    fields.flatMap(f =>
      Array.from({ length: f.bits }, (_, i) => {
        const [actual, expected] = [refuserOf(walkFlipped(good, step, 8 * f.at + i)), f.refusedBy(step)]
        return actual === expected
          ? ''
          : `${f.name} bit ${i} flipped before ${s.proves[step]!.router}: refused by ${actual}, not ${expected}`
      }).filter(text => text !== ''),
    ),
  )
}

describe.each(shapes.map(s => [s.name, s] as const))('%s', (_, s) => {
  test('the packet goes the way it should and is delivered', () => {
    const good = walk(startOf(s), s.packet)
    expect(good.steps.map(step => step.router)).toEqual(s.proves.map(p => p.router))
    expect(good).toMatchObject({ delivered: true, reason: undefined })
  })

  test('hop and info fields: each bit, in front of each router', () => {
    expect(surprises(s, fieldsOf(s))).toEqual([])
  })
})

test('what EPIC covers: each bit, in front of each router', () => {
  const s = shapes.find(shape => shape.epic !== undefined)!
  expect(surprises(s, epicFields(s))).toEqual([])
})

/** Bits of the path outside the authenticated fields, by name, that are flipped at the source and still arrive. */
function harmless(s: Shape): string[] {
  const good = walk(startOf(s), s.packet)
  const bits = freeFields(s).flatMap(f => Array.from({ length: f.bits }, (_, i) => ({ name: `${f.name} ${i}`, bit: 8 * f.at + i })))
  return bits.filter(({ bit }) => walkFlipped(good, 0, bit).delivered).map(({ name }) => name)
}

const freeFields = (s: Shape): { readonly name: string; readonly at: number; readonly bits: number }[] => [
  { name: 'meta', at: scionAt(s), bits: 32 },
  ...Array.from({ length: numInf(s.packet, scionAt(s)) }, (_, i) => ({ name: `info ${i} flags and RSV`, at: infosAt(s, i), bits: 16 })),
  ...s.segmentOf.map((_, i) => ({ name: `hop ${i} flags`, at: hopsAt(s, i), bits: 8 })),
]

const range = (name: string, first: number, last: number): string[] =>
  Array.from({ length: last - first + 1 }, (_, i) => `${name} ${first + i}`)

/**
 * Pointers, segment lengths, ConsDir and Peer are not in any MAC, but a packet with one of their bits flipped gets nowhere all the same: its
 * hop fields no longer fit. What is left: reserved bits, and the alert flags of a packet that is no traceroute request. And one Peer flag: that of
 * the second segment of a shortcut. The router at the shortcut judges by the first segment's, the routers behind it are not at the peering
 * link; the packet goes the same way as without it (in the reference, too).
 */
test.each(shapes.filter(s => pathType(s.packet) === pathTypes.scion).map(s => [s.name, s] as const))(
  '%s: the bits of the path nobody needs',
  (_, s) => {
    const infos = numInf(s.packet, scionAt(s))
    expect(harmless(s)).toEqual([
      ...range('meta', 8, 13),
      ...Array.from({ length: infos }, (_, i) => [
        ...range(`info ${i} flags and RSV`, 0, s.name === 'shortcut' && i === 1 ? 6 : 5),
        ...range(`info ${i} flags and RSV`, 8, 15),
      ]).flat(),
      ...s.segmentOf.flatMap((_, i) => range(`hop ${i} flags`, 0, 7)),
    ])
  },
)
