import { expect, test } from 'vitest'
import type { ServiceState } from '#control/state.ts'
import type { Way } from '#control/transport/exchange.ts'
import { type Opened, openRequest, signRequest } from '#control/trust/request.ts'
import type { TrustConfig } from '#control/trust/state.ts'
import { nsPerS } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type LoneService, loneService } from '../lone-service.ts'
import { trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const body = Uint8Array.of(1, 2, 3)
const service = (isdAs: IsdAs, more: Partial<TrustConfig> = {}): LoneService =>
  loneService(isdAs, { trust: trustConfig(authority, isdAs, more) })
/** It knows the chain of the AS that asks. */
const knowing = (): LoneService => service('1-1', { credentials: [authority.credentials.get('1-1')!, authority.credentials.get('1-11')!] })
const asker = service('1-11').service.state
const signed = (now = nsPerS, by: ServiceState = asker): Bytes => signRequest(by, body, now)!
const way: Way = { mtu: 1400, room: 1300, send: () => undefined }

function open(at: LoneService, request: Bytes, from: IsdAs = '1-11', now = nsPerS): Opened[] {
  const results: Opened[] = []
  openRequest(at.service.state, request, { isdAs: from, ways: [way] }, now, at.out, result => results.push(result))
  return results
}

test('what an AS signed is its own', () => {
  expect(open(knowing(), signed())).toEqual([{ body }])
})

test('and of nobody else, nor of another body', () => {
  expect(open(knowing(), signed(), '1-12')).toEqual([{ rejection: 'requestUnproven' }])
  const changed = signed().slice()
  changed[changed.length - 1]! ^= 1
  expect(open(knowing(), changed)).toEqual([{ rejection: 'requestUnproven' }])
  expect(open(knowing(), signed().slice(0, -2))).toEqual([{ rejection: 'bodyMalformed' }])
  const unsigned = loneService('1-11').service.state
  expect(open(knowing(), signed(nsPerS, unsigned))).toEqual([{ rejection: 'requestUnproven' }])
})

test('five minutes old, or younger than now by as much, and no more', () => {
  const later = (seconds: number) => open(knowing(), signed(400 * nsPerS), '1-11', (400 + seconds) * nsPerS)
  expect([-300, 300].map(later)).toEqual([[{ body }], [{ body }]])
  expect([-301, 301].map(later)).toEqual([[{ rejection: 'requestUnproven' }], [{ rejection: 'requestUnproven' }]])
})

test('a chain that is not here is asked of who sent the request, once', () => {
  const lone = service('1-1')
  const results = open(lone, signed())
  expect(results).toEqual([])
  for (let t = 1; t < 12; t += 0.25) lone.service.state.exchange.wake(t * nsPerS, lone.out)
  expect(results).toEqual([{ rejection: 'chainMissing' }])
})

test('an AS has its share of checks', () => {
  const lone = knowing()
  const at = (): Opened => open(lone, signed())[0]!
  lone.service.state.trust!.budget.spend({ isdAs: '1-11' }, 9_999, nsPerS)
  expect([at(), at()]).toEqual([{ body }, { rejection: 'checksSpent' }])
})

test('modelled, the packet says who asks, and what a signature would weigh is counted', () => {
  const [a, b] = [loneService('1-11'), loneService('1-1')]
  expect(open(b, signed(nsPerS, a.service.state))).toEqual([{ body }])
  expect(a.service.counters.modelledSignatureBytes).toBe(120)
})

test('an AS whose certificate has expired signs nothing', () => {
  expect(signRequest(asker, body, 400 * 86_400 * nsPerS)).toBeUndefined()
})
