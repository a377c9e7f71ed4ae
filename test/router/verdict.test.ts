import { expect, test } from 'vitest'
import { dropReasons, dropRule } from '#router/drops.ts'
import { drop, isRefusal, refuse } from '#router/verdict.ts'

test('refuse: an SCMP answer where the table names one, else silence; drop: always silence', () => {
  for (const reason of dropReasons) {
    const answer = { kind: 'answer', with: 'error', reason }
    const silent = { kind: 'drop', reason }
    expect(refuse(reason)).toEqual(dropRule(reason).scmp === undefined ? silent : answer)
    expect(drop(reason)).toEqual(silent)
  }
})

test('verdicts are shared and frozen: deciding allocates nothing', () => {
  expect(refuse('macMismatch')).toBe(refuse('macMismatch'))
  expect(dropReasons.every(r => Object.isFrozen(refuse(r)) && Object.isFrozen(drop(r)))).toBe(true)
})

test('a refusal: dropped or answered with an error, not what is answered otherwise or goes on', () => {
  expect(dropReasons.every(r => isRefusal(refuse(r)) && isRefusal(drop(r)))).toBe(true)
  expect(isRefusal({ kind: 'answer', with: 'traceroute', ifId: 1 })).toBe(false)
  expect(isRefusal({ kind: 'answer', with: 'stun' })).toBe(false)
  expect(isRefusal({ kind: 'deliver', to: '10.0.0.1:1' })).toBe(false)
})
