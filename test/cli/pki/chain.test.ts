import { expect, test } from 'vitest'
import { activeOf, chainFault } from '#cli/pki/chain.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import { dayS, makeIsd, signing, startS } from '#test/crypto/isd.ts'

const isd = makeIsd(1)
const first = isd.base.trc
const second = signTrc(
  updateOf(first, [3, 4], { notBeforeS: startS + dayS, gracePeriodS: dayS }),
  isd.regular.slice(0, 2).map(signing),
  softwareEcdsa,
).trc
const chain = { as: isd.as.certificate, ca: isd.ca.certificate }

test('the latest TRC counts, and the one before it in the grace period', () => {
  expect(activeOf([first, second], startS + dayS)).toEqual([second, first])
  expect(activeOf([second, first], startS + 3 * dayS)).toEqual([second])
  expect(activeOf([first, second], startS)).toEqual([])
  expect(activeOf([], startS)).toEqual([])
  expect(activeOf([makeIsd(2).base.trc, second], startS + dayS)).toHaveLength(1)
})

test('a chain is of the ISD of the TRC, in time, and under its roots', () => {
  expect(chainFault(chain, [first], startS)).toBeUndefined()
  expect(chainFault(chain, [], startS)).toContain('not valid at 2023-11-14')
  expect(chainFault(chain, [first], startS + 4 * dayS)).toContain('is expired')
  expect(chainFault(chain, [makeIsd(2).base.trc], startS)).toBe('1-ff00:0:111 is not of the ISD of ISD2-B1-S1')
  expect(chainFault(chain, [{ ...first, certificates: [] }], startS)).toContain('no root certificate')
})
