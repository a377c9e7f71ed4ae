/** Reading and writing headers: in place as the router does, and as values. */
import { checkHeader, dstHostType, dstIsdAs, headerLength, nextHeader, parseHeader, pathAt, payloadLength, srcIsdAs } from '#wire/header.ts'
import {
  buildPath,
  checkPath,
  consDir,
  consEgress,
  consIngress,
  currHf,
  currInf,
  expTime,
  hopAt,
  infoAt,
  parsePath,
  reversePath,
  segId,
  timestamp,
} from '#wire/path.ts'
import { packet } from './packet.ts'
import type { BenchCase, Section } from './section.ts'

const operations = 1000
// Results go somewhere, or the compiler might drop the work.
const sink = new Uint32Array(1)

const repeat = (name: string, operation: () => number): BenchCase => ({
  name,
  operations,
  run() {
    for (let i = 0; i < operations; i++) sink[0]! ^= operation()
  },
})

export const wireSection: Section = {
  name: 'wire',
  cases() {
    const at = pathAt(packet)
    const parsed = parsePath(packet, at)
    return [
      repeat('check header and path', () => (checkHeader(packet) === undefined && checkPath(packet, at) === undefined ? 1 : 0)),
      repeat('read what a hop needs, in place', readInPlace),
      repeat('parse header and path to values', () => parseHeader(packet).flowId + parsePath(packet, at).currHf),
      repeat('build a path from its value', () => buildPath(parsed).length),
      // Twice, so that the packet stays as it was.
      repeat('reverse a path in place, twice', () => {
        reversePath(packet, at)
        reversePath(packet, at)
        return 1
      }),
    ]
  },
}

function readInPlace(): number {
  const at = pathAt(packet)
  const info = infoAt(at, currInf(packet, at))
  const hop = hopAt(packet, at, currHf(packet, at))
  const numbers = headerLength(packet) + payloadLength(packet) + nextHeader(packet) + dstHostType(packet)
  const ends = dstIsdAs(packet) === srcIsdAs(packet) ? 1 : 0
  const along = consDir(packet, info) ? consEgress(packet, hop) : consIngress(packet, hop)
  return numbers + ends + along + segId(packet, info) + timestamp(packet, info) + expTime(packet, hop)
}
