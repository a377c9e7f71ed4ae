import { expect, test } from 'vitest'
import type { Missing } from '#control/segment/verify.ts'
import { type Fetching, fetchMissing, nameOf, type Source } from '#control/trust/fetch.ts'
import { decodeChainQuery, decodeTrcQuery, encodeChains } from '#control/trust/material.ts'
import type { TrustState } from '#control/trust/state.ts'
import { keyIdOf } from '#control/trust/store.ts'
import type { Chain } from '#crypto/chain.ts'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LoneService, loneService } from '../lone-service.ts'
import { asked } from './asked.ts'
import { trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const chainOf = (isdAs: IsdAs): Chain => authority.credentials.get(isdAs)!.chain
const missingChain = (isdAs: IsdAs): Missing => ({
  kind: 'chain',
  isdAs,
  subjectKeyId: keyIdOf(chainOf(isdAs)),
  validity: { notBeforeS: 1, notAfterS: 2 },
})
const missingTrc = (serial: number): Missing => ({ kind: 'trc', isd: 1, base: 1, serial })
const raw = ({ as, ca }: Chain) => ({ as: as.der, ca: ca.der })

function waiting(lone: LoneService) {
  const said: (readonly [string, boolean])[] = []
  const fetch = (missing: Missing, source: Source): boolean =>
    fetchMissing(lone.service.state, lone.service.state.trust!, missing, source, lone.now, lone.out, came =>
      said.push([nameOf(missing), came]),
    )
  return { said, fetch }
}
const start = (settings: object = {}): LoneService => loneService('1-1', { trust: trustConfig(authority, '1-1', { settings }) })
const placesOf = (lone: LoneService): Pick<Fetching, 'taken'> & { waiting: number } => {
  const { taken, waiting } = (lone.service.state.trust as TrustState).fetching
  return { taken, waiting: waiting.size }
}

test('what is missing is asked for by its name, and only once of the same AS', () => {
  const lone = start()
  const { said, fetch } = waiting(lone)
  const [a, b] = [asked(lone, '1-11'), asked(lone, '1-12')]
  const missing = missingChain('1-11')
  for (const source of [a.source, a.source, b.source]) expect(fetch(missing, source)).toBe(true)
  expect([a.questions.length, b.questions.length]).toEqual([1, 1])
  expect(decodeChainQuery(a.questions[0]!.body)).toMatchObject({
    isdAs: '1-11',
    subjectKeyId: keyIdOf(chainOf('1-11')),
    sinceS: 0,
    untilS: 0,
  })
  a.questions[0]!.answer('done', encodeChains([raw(chainOf('1-11'))]))
  expect(said.map(([, came]) => came)).toEqual([true, true])
  b.questions[0]!.answer('done', encodeChains([]))
  expect(said.map(([, came]) => came)).toEqual([true, true, false])
  expect(placesOf(lone)).toEqual({ taken: 0, waiting: 0 })
  expect(lone.service.counters.chainLearnt).toBe(1)
})

test('TRCs by their numbers', () => {
  const lone = start()
  const { fetch } = waiting(lone)
  const a = asked(lone, '1-11')
  fetch(missingTrc(2), a.source)
  expect(a.questions[0]!.kind).toBe('trc')
  expect(decodeTrcQuery(a.questions[0]!.body)).toEqual({ isd: 1, base: 1, serial: 2 })
})

test('who refuses or says nothing ends the waiting', () => {
  const lone = start()
  const { said, fetch } = waiting(lone)
  const a = asked(lone, '1-11')
  fetch(missingTrc(2), a.source)
  a.questions[0]!.answer('rejected', new Uint8Array(0))
  expect(said).toEqual([['ISD1-B1-S2', false]])
  fetch(missingTrc(3), a.source)
  for (let seconds = 2; seconds < 12; seconds++) {
    lone.now = seconds * nsPerS
    lone.service.on({ kind: 'wake' }, lone.now, lone.out)
  }
  expect(said).toEqual([
    ['ISD1-B1-S2', false],
    ['ISD1-B1-S3', false],
  ])
  expect(a.questions.length).toBeGreaterThan(2)
  expect(placesOf(lone)).toEqual({ taken: 0, waiting: 0 })
})

test('an AS fills only its own places', () => {
  const lone = start({ maxWaitingPerAs: 3 })
  const { said, fetch } = waiting(lone)
  const [a, b] = [asked(lone, '1-11'), asked(lone, '1-12')]
  expect([2, 3, 4, 5].map(serial => fetch(missingTrc(serial), a.source))).toEqual([true, true, true, false])
  expect(fetch(missingTrc(2), b.source)).toBe(true)
  expect(said).toEqual([])
  a.questions[0]!.answer('rejected', new Uint8Array(0))
  expect(fetch(missingTrc(5), a.source)).toBe(true)
})

test('thousands of made-up ASes share a bounded number of places', () => {
  const lone = start({ maxWaitingPerAs: 1 })
  const { fetch } = waiting(lone)
  const source = (i: number): Source => ({ ...asked(lone, '1-11').source, isdAs: `1-${i + 1000}` as IsdAs })
  const taken = Array.from({ length: 17_000 }, (_, i) => fetch(missingTrc(2), source(i))).filter(Boolean).length
  expect(taken).toBeLessThanOrEqual(16_384)
})
