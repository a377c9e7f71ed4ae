import { expect, test } from 'vitest'
import {
  decodeDrkeyAnswer,
  encodeHostKeyRequest,
  encodeLevel1Request,
  type HostKeyRequest,
  type HostKeyType,
} from '#control/drkey/messages.ts'
import { derivationOf } from '#crypto/drkey.ts'
import { epochAt } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { parseHost } from '#wire/host-address.ts'
import { arrivedOverUp, fromHost, type LoneService, loneService, nowS } from '../lone-service.ts'
import { question } from '../messages.ts'
import { segmentAlong } from '../segments.ts'

const issuer = createIssuer(Uint8Array.of(1, 2, 3), 3600)
const epoch = epochAt(nowS, 3600)
const down = segmentAlong(['1-1', '1-11', '1-111'], { timestamp: nowS })
const start = (): LoneService => loneService('1-1', { drkey: { issuer, secret: Uint8Array.of(1) } })

const level1 = (validS: number, protocol: number): Uint8Array => question('drkeyLevel1', encodeLevel1Request({ validS, protocol }))
const keyIn = (lone: LoneService): unknown => decodeDrkeyAnswer(lone.sent.at(-1)!.message.body)

test('an AS is given the key issued to it', () => {
  const lone = start()
  lone.receive(arrivedOverUp(down, level1(nowS, 1)))
  expect(lone.sent).toMatchObject([{ packet: { dst: { isdAs: '1-111' } }, message: { kind: 'drkeyLevel1', result: 'done' } }])
  expect(keyIn(lone)).toEqual({ epoch, key: issuer.level1(1, '1-111', epoch) })
  expect(lone.events).toMatchObject([{ event: 'keyIssued', detail: '1-111' }])
})

test('level-1 requests that are refused, by name, with an answer', () => {
  const cases = [
    [level1(nowS, 2), 'protocolUnknown'],
    [level1(nowS - 3600 - 5, 1), 'keyNotInUse'],
    [level1(nowS + 7200, 1), 'keyNotInUse'],
    [question('drkeyLevel1', Uint8Array.of(255)), 'bodyMalformed'],
  ] as const
  for (const [data, rejection] of cases) {
    const lone = start()
    lone.receive(arrivedOverUp(down, data))
    expect(lone.service.counters, rejection).toMatchObject({ [rejection]: 1, keyIssued: 0 })
    expect(lone.sent[0]!.message).toMatchObject({
      result: rejection === 'bodyMalformed' ? 'malformed' : 'rejected',
      body: new Uint8Array(0),
    })
  }
  const inside = start()
  inside.receive(fromHost('1-1', inside, level1(nowS, 1)))
  expect(inside.service.counters.notCertain).toBe(1)
})

const here = parseHost('10.8.8.8')
const there = parseHost('fd00::1')
const request = (type: HostKeyType, more: Partial<HostKeyRequest> = {}): HostKeyRequest => ({
  type,
  validS: nowS,
  protocol: 1,
  src: '1-1',
  dst: '1-111',
  srcHost: here,
  dstHost: there,
  ...more,
})
function asked(lone: LoneService, r: HostKeyRequest, from = '10.8.8.8:31000'): void {
  const kinds = { asHost: 'drkeyAsHost', hostAs: 'drkeyHostAs', hostHost: 'drkeyHostHost' } as const
  lone.receive(fromHost('1-1', lone, question(kinds[r.type], encodeHostKeyRequest(r))), from)
}

test('a host is given its keys: of predefined protocols, and of niche ones', () => {
  for (const protocol of [1, 4711]) {
    const lone = start()
    const { hostAs, hostHost } = derivationOf(protocol)
    const first = hostAs(issuer.level1(protocol, '1-111', epoch), here)
    asked(lone, request('hostAs', { protocol, dstHost: undefined }))
    expect(keyIn(lone)).toEqual({ epoch, key: first })
    asked(lone, request('hostHost', { protocol }))
    expect(keyIn(lone)).toEqual({ epoch, key: hostHost(first, there) })
    asked(lone, request('asHost', { protocol, dst: '1-1', srcHost: undefined, dstHost: here }))
    expect(keyIn(lone)).toEqual({ epoch, key: issuer.asHost(protocol, '1-1', here, epoch) })
    expect(lone.service.counters.keyIssued).toBe(3)
  }
})

test("hosts' requests that are refused, by name, with an answer", () => {
  const refusal = (r: HostKeyRequest, from?: string): string => {
    const lone = start()
    asked(lone, r, from)
    expect(lone.sent[0]!.message.result).toBe('rejected')
    expect(lone.service.counters.keyIssued).toBe(0)
    return lone.events[0]!.rejection!
  }
  expect(refusal(request('hostHost', { srcHost: there }))).toBe('notEntitled')
  expect(refusal(request('asHost', { srcHost: undefined }))).toBe('notEntitled')
  expect(refusal(request('hostHost', { validS: nowS + 7200 }))).toBe('keyNotInUse')
  expect(refusal(request('hostHost'), '10.8.8.9:31000')).toBe('notLocal')
  const lone = start()
  lone.receive(fromHost('1-1', lone, question('drkeyHostHost', Uint8Array.of(255))))
  expect(lone.sent[0]!.message.result).toBe('malformed')
})
