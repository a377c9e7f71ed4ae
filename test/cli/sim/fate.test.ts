import { expect, test } from 'vitest'
import { describeFate, fateHeading } from '#cli/sim/fate.ts'

const events = [] as const

test('a refusal: who, by which rule, why, the clause, what went back', () => {
  const refused = {
    end: 'refused',
    as: '1-ff00:0:110',
    router: 'br1-ff00_0_110-2',
    rule: 'macIsValid',
    reason: 'macMismatch',
    text: 'the hop field MAC is not ours',
    clause: '#hf-mac-calc',
    events,
  } as const
  const cells = ['1-ff00:0:110 br2', 'macIsValid', 'the hop field MAC is not ours', '#hf-mac-calc']
  expect(describeFate({ ...refused, scmp: '4/51/80' })).toEqual([...cells, '4/51/80'])
  expect(describeFate(refused)).toEqual([...cells, 'silence'])
})

test('what no router refused', () => {
  expect(describeFate({ end: 'delivered', as: '1-ff00:0:110', router: 'br1', events })[0]).toBe('nobody: it was delivered')
  expect(describeFate({ end: 'lost', loss: 'queueFull', events })[0]).toBe('nobody: lost (queueFull)')
  expect(describeFate({ end: 'lost', events })[0]).toBe('nobody: lost')
})

test('a cell for each column', () => {
  for (const end of ['delivered', 'lost', 'refused'] as const)
    expect(describeFate({ end, as: '1-ff00:0:110', router: 'br1', events })).toHaveLength(fateHeading.length)
})
