import { expect, test } from 'vitest'
import { sharedMemo } from '#control/segment/verify.ts'
import { createTrustState, defaultTrustSettings } from '#control/trust/state.ts'
import { chainsOf, createTrustStore, keyIdOf, latestTrc } from '#control/trust/store.ts'
import { dayS, during, trustConfig } from './authority.ts'
import { authority } from './signed.ts'

const base = authority.trcs.get(1)!
const second = authority.update(base, 'regular', { ...during(0, 400 * dayS), gracePeriodS: dayS })
const other = authority.trcs.get(2)!

test('begins with the TRCs of its configuration and its own chains', () => {
  const config = trustConfig(authority, '1-11', { trcs: [base, other, second], settings: { checksPerS: 5 } })
  const trust = createTrustState('1-11', config, createTrustStore())
  expect([latestTrc(trust.store, 1), latestTrc(trust.store, 2)]).toEqual([second, other])
  const { chain } = config.credentials[0]!
  expect(chainsOf(trust.store, '1-11', keyIdOf(chain), 0, 0)).toEqual([chain])
  expect(trust.settings).toEqual({ ...defaultTrustSettings, checksPerS: 5 })
  expect(trust.signer.kind).toBe('reproducible')
})

test('verdicts of other services are taken over unless the settings forbid it', () => {
  const memoOf = (shareVerdicts?: boolean) => {
    const settings = shareVerdicts === undefined ? {} : { shareVerdicts }
    return createTrustState('1-11', trustConfig(authority, '1-11', { settings }), createTrustStore()).memo
  }
  expect(memoOf()).toBe(sharedMemo)
  expect(memoOf(false)).not.toBe(sharedMemo)
  expect(memoOf(false)).not.toBe(memoOf(false))
})

test('a first TRC that is an update is an anchor too', () => {
  const trust = createTrustState('1-11', trustConfig(authority, '1-11', { trcs: [second] }), createTrustStore())
  expect(latestTrc(trust.store, 1)).toBe(second)
})

test('a store from before is not set back by the configuration', () => {
  const store = createTrustStore()
  createTrustState('1-11', trustConfig(authority, '1-11', { trcs: [base, second] }), store)
  createTrustState('1-11', trustConfig(authority, '1-11', { trcs: [base] }), store)
  expect(latestTrc(store, 1)).toBe(second)
})
