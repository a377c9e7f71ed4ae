import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildControlPacket, type ControlPacket, controlServiceOf, endpointAt, hopFieldsOf } from '#control/transport/packet.ts'
import { parseUndelivered } from '#control/transport/undelivered.ts'
import type { Bytes } from '#wire/bytes.ts'
import { setUpperLayerChecksum } from '#wire/checksum.ts'
import { buildPacket, type Header, headerLength, pathAt, pathTypes, protocols } from '#wire/header.ts'
import { foldSegId, hopAt, infoAt, setCurrent } from '#wire/path.ts'
import { buildScmp, type Scmp } from '#wire/scmp.ts'
import { arrivedOverUp } from '../lone-service.ts'
import { answerTo, question } from '../messages.ts'
import { segmentAlong } from '../segments.ts'

const asked: ControlPacket = {
  ...arrivedOverUp(segmentAlong(['1-1', '1-11', '1-111']), question('segments', Uint8Array.of(1, 2))),
  dst: controlServiceOf('1-1'),
}

/** As a router of 1-11 sends it. */
function scmpAbout(quote: Bytes, change: Partial<Scmp> = {}): Bytes {
  const scmp = { kind: 'externalInterfaceDown', code: 0, isdAs: '1-11', ifId: 2n, quote, ...change } as Scmp
  const header: Header = {
    ...{ trafficClass: 0, flowId: 1, nextHeader: protocols.scmp, pathType: pathTypes.empty },
    ...{ dstIsdAs: '1-111', srcIsdAs: '1-11', dstHost: asked.src.host, srcHost: endpointAt('1-11', '10.0.0.9:1').host },
  }
  const b = buildPacket(header, new Uint8Array(0), buildScmp(scmp))
  setUpperLayerChecksum(b, protocols.scmp, headerLength(b))
  return b
}

const about = { src: asked.src, to: '1-1', kind: 'segments', requestId: 42, hopFields: hopFieldsOf(asked.path) }

test('an error names the question, its way and who asked, as routers have changed it and as far as it is quoted', () => {
  const quote = buildControlPacket(asked)
  expect(parseUndelivered(scmpAbout(quote))).toEqual(about)
  setCurrent(quote, pathAt(quote), 0, 1)
  foldSegId(quote, infoAt(pathAt(quote), 0), hopAt(quote, pathAt(quote), 0))
  expect(parseUndelivered(scmpAbout(quote.subarray(0, headerLength(quote) + 16)))).toEqual(about)
  expect(parseUndelivered(scmpAbout(quote.subarray(0, headerLength(quote) + 15)))).toBeUndefined()
})

test('nothing else is one: information, answers, other protocols, a wrong checksum', () => {
  const quote = buildControlPacket(asked)
  expect(
    parseUndelivered(scmpAbout(quote, { kind: 'echoRequest', identifier: 1, sequence: 1, data: quote } as Partial<Scmp>)),
  ).toBeUndefined()
  const answer = answerTo({ kind: 'segments', result: undefined, requestId: 42, mtu: 1400, body: new Uint8Array(0) })
  expect(parseUndelivered(scmpAbout(buildControlPacket({ ...asked, data: answer })))).toBeUndefined()
  expect(parseUndelivered(scmpAbout(scmpAbout(quote)))).toBeUndefined()
  expect(parseUndelivered(quote)).toBeUndefined()
  const wrong = scmpAbout(quote)
  wrong[wrong.length - 1]! ^= 1
  expect(parseUndelivered(wrong)).toBeUndefined()
})

test('whatever is quoted, it is read or it is not', () => {
  const quote = buildControlPacket(asked)
  fc.assert(
    fc.property(
      fc.nat(quote.length),
      fc.array(fc.tuple(fc.nat(quote.length - 1), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
      (n, flips) => {
        const changed = quote.slice()
        for (const [at, by] of flips) changed[at]! ^= by
        parseUndelivered(scmpAbout(changed.subarray(0, n)))
      },
    ),
  )
})
