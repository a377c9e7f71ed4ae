import { expect, test } from 'vitest'
import { loadTopo } from '#topology/load.ts'
import { networkText, userError } from './networks.ts'

test('a legal network with its warnings, those of the reader and of the rules', () => {
  const text = networkText('1-1* 1-2* 1-3', ['1-1 1-2 PEER', '1-1 1-3 CHILD']).replace('PEER', 'PEER, x: 1')
  expect(loadTopo(text).warnings.map(w => w.rule)).toEqual(['unknownKey', 'coreConnected', 'peerNotBetweenCores'])
})

test('an illegal network is refused, with the rule and the place of the link', () =>
  expect(userError(() => loadTopo(networkText('1-1* 1-2', ['1-1 1-2 CORE']), 'f')).text).toBe(
    'f:5:5: core link 1-1 - 1-2: 1-2 is not core (rule coreLinkBetweenCores)\n  hint: mark the AS core, or make it a CHILD or PEER link',
  ))
