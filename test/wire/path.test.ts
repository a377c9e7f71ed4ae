import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { concatBytes, fromHex, malformed, toHex } from '#wire/bytes.ts'
import {
  buildPath,
  checkPath,
  clearMetaReserved,
  consDir,
  consEgress,
  consIngress,
  currHf,
  currInf,
  currInfMatchesCurrHf,
  egressAlert,
  expiryS,
  expTime,
  foldSegId,
  hopAt,
  hopLength,
  incrementedPath,
  incrementPath,
  infoAt,
  ingressAlert,
  isCrossOver,
  isFirstHop,
  isFirstHopAfterCrossOver,
  isLastHop,
  isPenultimateHop,
  macAt,
  maxHops,
  numHops,
  numInf,
  parsePath,
  pathLength,
  peerFlag,
  reversedPath,
  reversePath,
  type ScionPath,
  segId,
  segLen,
  setCurrent,
  timestamp,
} from '#wire/path.ts'
import { anyBytes, scionPath } from './arbitrary.ts'

const hop = (consIngress: number, consEgress: number, mac: string): ScionPath['hops'][number] => ({
  ingressAlert: false,
  egressAlert: false,
  expTime: 63,
  consIngress,
  consEgress,
  mac: fromHex(mac)!,
})
const example: ScionPath = {
  currInf: 1,
  currHf: 2,
  segLens: [2, 1],
  infos: [
    { consDir: false, peer: true, segId: 0x0111, timestamp: 0x60000000 },
    { consDir: true, peer: false, segId: 0x0222, timestamp: 0x60000001 },
  ],
  hops: [
    hop(411, 0, '010203040506'),
    { ...hop(0, 151, '0708090a0b0c'), ingressAlert: true },
    { ...hop(131, 0, '0d0e0f101112'), egressAlert: true, expTime: 0 },
  ],
}
const exampleHex =
  '42002040 0200011160000000 0100022260000001 003f019b0000010203040506 023f000000970708090a0b0c 0100008300000d0e0f101112'.replaceAll(
    ' ',
    '',
  )

describe('layout', () => {
  test('a path is these bytes', () => {
    expect(toHex(buildPath(example))).toBe(exampleHex)
    expect(parsePath(fromHex(`ffff${exampleHex}`)!, 2)).toEqual(example)
  })

  test('values survive building, wherever the path stands', () => {
    fc.assert(
      fc.property(scionPath, anyBytes(20), (path, before) => {
        const b = concatBytes(before, buildPath(path))
        expect(checkPath(b, before.length)).toBeUndefined()
        expect(parsePath(b, before.length)).toEqual(path)
        expect(pathLength(b, before.length)).toBe(b.length - before.length)
      }),
    )
  })

  test('what passes the check can be read: no noise makes an accessor leave the bytes', () => {
    fc.assert(
      fc.property(anyBytes(120), b => {
        if (checkPath(b, 0) !== undefined) return
        for (let i = 0; i < numInf(b, 0); i++) {
          const at = infoAt(0, i)
          expect([segId(b, at), timestamp(b, at)].every(Number.isInteger)).toBe(true)
          expect([consDir(b, at), peerFlag(b, at)].every(f => typeof f === 'boolean')).toBe(true)
        }
        for (let i = 0; i < numHops(b, 0); i++) {
          const at = hopAt(b, 0, i)
          expect(at + hopLength).toBeLessThanOrEqual(b.length)
          expect([expTime(b, at), consIngress(b, at), consEgress(b, at)].every(Number.isInteger)).toBe(true)
          expect([ingressAlert(b, at), egressAlert(b, at)].every(f => typeof f === 'boolean')).toBe(true)
        }
        expect(parsePath(b, 0).hops.length).toBe(numHops(b, 0))
      }),
    )
  })
})

describe('check', () => {
  const meta = (hex: string, rest = 1020): Uint8Array => concatBytes(fromHex(hex)!, new Uint8Array(rest))

  test('an absent meta header, a gap, too many hops and missing fields are told apart', () => {
    expect(checkPath(new Uint8Array(3), 0)).toEqual(malformed('path meta header needs 4 bytes, 3 left', 0))
    expect(checkPath(meta('00000040'), 0)).toEqual(malformed('segment lengths 0,1,0 have a gap', 0))
    expect(checkPath(meta('00001001'), 0)).toEqual(malformed('segment lengths 1,0,1 have a gap', 0))
    expect(checkPath(meta('0003f080'), 0)).toEqual(malformed('65 hop fields, at most 64 allowed', 0))
    expect(checkPath(meta('00001000', 19), 0)).toEqual(malformed('path needs 24 bytes, 23 left', 0))
    expect(checkPath(meta('00001000', 20), 0)).toBeUndefined()
    expect(checkPath(meta('00001000', 20), 0, 23)).toEqual(malformed('path needs 24 bytes, 23 left', 0))
    expect(checkPath(meta('0001e7df'), 0)).toEqual(malformed('92 hop fields, at most 64 allowed', 0))
  })

  test('what is left is counted from where the path begins', () => {
    expect(checkPath(meta('00000000', 2), 3)).toEqual(malformed('path meta header needs 4 bytes, 3 left', 3))
    expect(checkPath(meta('00000000', 2), 7)).toEqual(malformed('path meta header needs 4 bytes, 0 left', 7))
    expect(checkPath(concatBytes(new Uint8Array(3), meta('00001000', 19)), 3)).toEqual(malformed('path needs 24 bytes, 23 left', 3))
    expect(checkPath(meta('00000000', 0), 0)).toBeUndefined()
  })

  test('no segment at all, and as many hops as fit, are paths', () => {
    expect(checkPath(meta('00000000'), 0)).toBeUndefined()
    expect(checkPath(meta('0003f040'), 0)).toBeUndefined()
    expect(numHops(meta('0003f040'), 0)).toBe(maxHops)
  })
})

describe('moving along', () => {
  test('incrementing visits every hop once, in the segment that holds it, and stops at the last', () => {
    fc.assert(
      fc.property(scionPath, path => {
        const b = buildPath(path)
        const segments = path.segLens.flatMap((length, segment) => Array(length).fill(segment))
        setCurrent(b, 0, 0, 0)
        expect(isFirstHop(b, 0)).toBe(true)
        for (let hf = 1; hf < path.hops.length; hf++) {
          const crosses = isCrossOver(b, 0)
          expect([isLastHop(b, 0), incrementPath(b, 0), isFirstHop(b, 0)]).toEqual([false, true, false])
          expect([currHf(b, 0), currInf(b, 0)]).toEqual([hf, segments[hf]])
          expect([isFirstHopAfterCrossOver(b, 0), currInfMatchesCurrHf(b, 0)]).toEqual([crosses, true])
          expect(isPenultimateHop(b, 0)).toBe(hf === path.hops.length - 2)
        }
        const atEnd = b.slice()
        expect([isLastHop(b, 0), isCrossOver(b, 0), incrementPath(b, 0)]).toEqual([true, false, false])
        expect(b).toEqual(atEnd)
      }),
    )
  })

  test('as a value: the next hop, or nothing behind the last', () => {
    expect(incrementedPath({ ...example, currInf: 0, currHf: 0 })).toEqual({ ...example, currInf: 0, currHf: 1 })
    expect(incrementedPath(example)).toBeUndefined()
  })

  test('moving clears the reserved bits of the meta header and nothing else', () => {
    const b = fromHex(exampleHex)!
    b[1]! |= 0xfc
    setCurrent(b, 0, 0, 1)
    incrementPath(b, 0)
    expect(toHex(b)).toBe(exampleHex)
    b[1]! |= 0xfc
    clearMetaReserved(b, 0)
    expect([0, 1, 2].map(i => segLen(b, 0, i))).toEqual([2, 1, 0])
  })

  test('a pointer into another segment than CurrINF says is noticed', () => {
    const b = buildPath({ ...example, currInf: 0 })
    expect(currInfMatchesCurrHf(b, 0)).toBe(false)
    expect(isFirstHopAfterCrossOver(buildPath({ ...example, currHf: 0 }), 0)).toBe(false)
  })
})

describe('reversal', () => {
  test('turns segments, hops and directions around and keeps the current hop', () => {
    const way = reversedPath(example)
    expect(way).toEqual({
      currInf: 0,
      currHf: 0,
      segLens: [1, 2],
      infos: [
        { ...example.infos[1]!, consDir: false },
        { ...example.infos[0]!, consDir: true },
      ],
      hops: [...example.hops].reverse(),
    })
    expect(toHex(buildPath(way))).not.toBe(toHex(buildPath(example)))
  })

  test('twice is the path again', () => {
    fc.assert(
      fc.property(scionPath, path => {
        const b = buildPath(path)
        reversePath(b, 0)
        expect(path.hops[path.currHf]).toEqual(parsePath(b, 0).hops[currHf(b, 0)])
        reversePath(b, 0)
        expect(toHex(b)).toBe(toHex(buildPath(path)))
        expect(toHex(buildPath(reversedPath(reversedPath(path))))).toBe(toHex(buildPath(path)))
      }),
    )
  })

  test('a path without segments stays as it is', () => {
    const b = new Uint8Array(4)
    reversePath(b, 0)
    expect(b).toEqual(new Uint8Array(4))
  })
})

test('folding a MAC into the SegID twice gives the SegID again', () => {
  const b = fromHex(exampleHex)!
  const [info, field] = [infoAt(0, 0), hopAt(b, 0, 0)]
  foldSegId(b, info, field)
  expect(segId(b, info)).toBe(0x0111 ^ 0x0102)
  foldSegId(b, info, field)
  expect(toHex(b)).toBe(exampleHex)
  expect(macAt(field)).toBe(field + 6)
})

test('a hop field lives 337.5 s for each ExpTime unit, the first included', () => {
  expect([expiryS(1000, 0), expiryS(1000, 63), expiryS(0, 255)]).toEqual([1337.5, 22_600, 86_400])
})
