import { expect, test } from 'vitest'
import { explore } from '#proofs/explorer/explore.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { createStepper } from '#proofs/explorer/step.ts'
import { worldOf } from './lab.ts'

const { world, known, network } = worldOf('tiny')

function exploring(maxStates: number, confirm: boolean) {
  const stepper = createStepper(world, createForge(world, new Set()), { maxHops: 3 })
  const property = parseProperty('isolation:1-ff00:0:111->1-ff00:0:112', { known, leaked: new Set() })
  const attackers = new Set(['1-ff00:0:111'] as const)
  return explore({ world, stepper, property, attackers, times: [network.loop.now], maxStates, confirm: () => confirm })
}

test('what is found and confirmed ends it; what is not confirmed is counted', () => {
  expect(exploring(1e6, true)).toMatchObject({ found: { broken: expect.stringContaining('1-ff00:0:112') }, unconfirmed: 0, cut: false })
  const { found, unconfirmed, cut } = exploring(1e6, false)
  expect({ found, cut }).toEqual({ found: undefined, cut: false })
  expect(unconfirmed).toBeGreaterThan(0)
})

test('it is cut where there are too many states, and the same each time', () => {
  expect(exploring(20, true)).toMatchObject({ cut: true, found: undefined })
  expect(exploring(1e6, false).states).toBe(exploring(1e6, false).states)
})
