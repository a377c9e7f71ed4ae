import { expect, test } from 'vitest'
import { latestTrc } from '#control/trust/store.ts'
import { classOf } from '#crypto/certificate-class.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { holdCeremony } from '#sim/ceremony.ts'
import { UserError } from '#wire/error.ts'
import { startExample } from './examples.ts'

const plan = { at: '1-ff00:0:110', vote: 'regular', validNs: 3600e9, graceNs: 0 } as const
const real = { signer: 'real', ecdsa: platformEcdsa } as const

test('an update is given to one service, and those that meet its signatures fetch it', () => {
  const network = startExample('two-isds', { trust: real })
  const serials = () => network.services.map(s => Number(latestTrc(s.service.state.trusted, 1)!.trc.id.serial))
  expect(serials()).toEqual([1, 1, 1, 1, 1, 1])
  holdCeremony(network, plan)
  expect(serials()).toEqual([2, 1, 1, 1, 1, 1])
  network.run(60e9)
  expect(serials().slice(0, 5)).toEqual([2, 2, 2, 2, 2])
  const { trc } = latestTrc(network.services[0]!.service.state.trusted, 1)!
  expect([trc.notBeforeS, trc.notAfterS]).toEqual([network.clock.epochS + 20, network.clock.epochS + 20 + 3600])
})

test('a sensitive update takes the root of an AS out, for good', () => {
  const network = startExample('two-isds', { trust: real })
  const roots = () => {
    const { trc } = latestTrc(network.services[0]!.service.state.trusted, 1)!
    return trc.certificates.filter(c => classOf(c) === 'cp-root').map(c => c.subject.isdAs)
  }
  expect(roots()).toEqual(['1-ff00:0:110', '1-ff00:0:120'])
  holdCeremony(network, { ...plan, vote: 'sensitive', graceNs: 600e9, without: '1-ff00:0:120' })
  expect(roots()).toEqual(['1-ff00:0:110'])
  expect(latestTrc(network.services[0]!.service.state.trusted, 1)!.trc.gracePeriodS).toBe(600)
  holdCeremony(network, plan)
  expect(roots()).toEqual(['1-ff00:0:110'])
})

test('without signatures there is nothing to update', () => {
  const network = startExample('two')
  expect(() => holdCeremony(network, plan)).toThrow(UserError)
})
