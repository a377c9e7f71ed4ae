import { expect, test } from 'vitest'
import { decodeChains, decodeTrcAnswer, encodeChainQuery, encodeTrcQuery } from '#control/trust/material.ts'
import { keyIdOf } from '#control/trust/store.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { Sent } from '../lone-service.ts'
import { fromHost, type LoneService, loneService } from '../lone-service.ts'
import { question } from '../messages.ts'
import { beginS, dayS, during, trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const base = authority.trcs.get(1)!
const second = authority.update(base, 'regular', { ...during(0, 400 * dayS), gracePeriodS: dayS })
const { chain } = authority.credentials.get('1-1')!

function ask(lone: LoneService, kind: 'trc' | 'chains', body: Bytes): Sent['message'] {
  lone.receive(fromHost('1-1', lone, question(kind, body)))
  return lone.sent.at(-1)!.message
}
const service = (): LoneService => loneService('1-1', { trust: trustConfig(authority, '1-1', { trcs: [base, second] }) })
const trc = (lone: LoneService, isd: number, base: number, serial: number) =>
  decodeTrcAnswer(ask(lone, 'trc', encodeTrcQuery({ isd, base, serial })).body)
const chains = (lone: LoneService, sinceS: number, untilS: number, subjectKeyId = keyIdOf(chain)) =>
  decodeChains(ask(lone, 'chains', encodeChainQuery({ isdAs: '1-1', subjectKeyId, sinceS, untilS })).body)

test('a TRC by its numbers, or the latest', () => {
  const lone = service()
  expect(trc(lone, 1, 1, 1)).toEqual(base.der)
  expect(trc(lone, 1, 1, 2)).toEqual(second.der)
  expect(trc(lone, 1, 0, 0)).toEqual(second.der)
  expect(lone.service.counters.trcAnswered).toBe(3)
})

test('one that is not here is an empty answer', () => {
  expect(trc(service(), 1, 1, 3)).toEqual(new Uint8Array(0))
  expect(trc(service(), 9, 0, 0)).toEqual(new Uint8Array(0))
  expect(trc(loneService('1-1'), 1, 0, 0)).toEqual(new Uint8Array(0))
})

test('chains of a key, of a time or of any', () => {
  const raw = [{ as: chain.as.der, ca: chain.ca.der }]
  const lone = service()
  expect(chains(lone, 0, 0)).toEqual(raw)
  expect(chains(lone, beginS, beginS + dayS)).toEqual(raw)
  expect(chains(lone, beginS, beginS + 9 * dayS)).toEqual([])
  expect(chains(lone, 0, 0, Uint8Array.of(1))).toEqual([])
  expect(chains(loneService('1-1'), 0, 0)).toEqual([])
  expect(lone.service.counters.chainsAnswered).toBe(4)
})

test('rubbish is told so', () => {
  const lone = service()
  expect(ask(lone, 'trc', new Uint8Array(0)).result).toBe('malformed')
  expect(ask(lone, 'chains', Uint8Array.of(9)).result).toBe('malformed')
  expect(lone.service.counters.bodyMalformed).toBe(2)
})
