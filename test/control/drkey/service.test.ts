import { expect, test } from 'vitest'
import { encodeDrkeyAnswer, encodeHostKeyRequest, encodeLevel1Request } from '#control/drkey/messages.ts'
import { insertSegment } from '#control/lookup/segment-store.ts'
import { controlServiceOf, replyTo } from '#control/transport/packet.ts'
import { derivationOf } from '#crypto/drkey.ts'
import { type Epoch, epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { parseHost } from '#wire/host-address.ts'
import { fromHost, type LoneService, loneService, nowS } from '../lone-service.ts'
import { answerTo, question } from '../messages.ts'
import { segmentAlong } from '../segments.ts'

const issuer = createIssuer(Uint8Array.of(1), 3600)
const remote = createIssuer(Uint8Array.of(2), 3600)
const epoch = epochAt(nowS, 3600)
const host = parseHost('10.8.8.8')

/** The service of 1-111, which knows the way to 1-1. */
function start(): LoneService {
  const lone = loneService('1-111', { drkey: { issuer, secret: Uint8Array.of(1) } })
  insertSegment(lone.service.state.ups, segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS }), nowS)
  lone.silent = true
  return lone
}

/** A host wants to check errors of routers of 1-1. */
function ask(lone: LoneService, requestId: number): void {
  const request = { type: 'asHost', validS: nowS, protocol: 1, src: '1-1', dst: '1-111', srcHost: undefined, dstHost: host } as const
  lone.receive(fromHost('1-111', lone, question('drkeyAsHost', encodeHostKeyRequest(request), requestId)), '10.8.8.8:31000')
}

function answer(lone: LoneService, of: Epoch, key: Bytes): void {
  const { packet, message } = lone.sent.find(s => s.message.kind === 'drkeyLevel1')!
  lone.receive(replyTo(packet, controlServiceOf('1-1'), answerTo(message, encodeDrkeyAnswer({ epoch: of, key }))))
}

test('asks the other AS once, answers all hosts who wait, and needs not ask again', () => {
  const lone = start()
  ask(lone, 1)
  ask(lone, 2)
  expect(lone.sent.map(s => s.message.kind)).toEqual(['drkeyLevel1'])
  expect(toHex(lone.sent[0]!.message.body)).toBe(toHex(encodeLevel1Request({ validS: epoch.beginS, protocol: 1 })))
  const level1 = remote.level1(1, '1-111', epoch)
  answer(lone, epoch, level1)
  ask(lone, 3)
  const bodies = lone.sent.filter(s => s.message.kind === 'drkeyAsHost').map(s => toHex(s.message.body))
  const expected = toHex(encodeDrkeyAnswer({ epoch, key: derivationOf(1).asHost(level1, host) }))
  expect(bodies).toEqual([expected, expected, expected])
  expect(lone.service.counters).toMatchObject({ asked: 1, keyIssued: 3 })
})

test('no key: the host is told so, by name', () => {
  const nonsense = start()
  ask(nonsense, 1)
  const { packet, message } = nonsense.sent[0]!
  nonsense.receive(replyTo(packet, controlServiceOf('1-1'), answerTo(message, Uint8Array.of(255))))
  expect(nonsense.service.counters).toMatchObject({ bodyMalformed: 1, keyUnavailable: 1 })
  const other = start()
  ask(other, 1)
  answer(other, epochAt(nowS + 3600, 3600), new Uint8Array(16))
  expect(other.service.counters).toMatchObject({ otherEpoch: 1, keyUnavailable: 1 })
  const late = start()
  ask(late, 1)
  for (let t = 2; t < 20; t++) late.wake(t)
  expect(late.service.counters).toMatchObject({ askedInVain: 1, keyUnavailable: 1 })
  const lost = loneService('1-111', { drkey: { issuer, secret: Uint8Array.of(1) } })
  ask(lost, 1)
  expect(lost.service.counters).toMatchObject({ asked: 0, keyUnavailable: 1 })
  for (const lone of [nonsense, other, late, lost])
    expect(lone.sent.at(-1)!.message).toMatchObject({ kind: 'drkeyAsHost', result: 'rejected' })
})

test('without a master secret all questions are refused', () => {
  const lone = loneService('1-111')
  for (const kind of ['drkeyLevel1', 'drkeyAsHost', 'drkeyHostAs', 'drkeyHostHost'] as const)
    lone.receive(fromHost('1-111', lone, question(kind)))
  expect(lone.sent.map(s => s.message.result)).toEqual(Array(4).fill('notResponsible'))
  expect(lone.service.counters.notResponsible).toBe(4)
})
