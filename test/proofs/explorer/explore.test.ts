import { expect, test } from 'vitest'
import { explore } from '#proofs/explorer/explore.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { createStepper } from '#proofs/explorer/step.ts'
import { withGuardOff } from '#router/rules.ts'
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

/** All that seems to break the property in routers without a guard, every key leaked; `anySegId`: with states that differ in nothing else taken for one. */
function broken(guardOff: string, anySegId: boolean): { readonly texts: readonly string[]; readonly states: number } {
  const { world, known, network } = worldOf('shortcut', withGuardOff(guardOff))
  const leaked = new Set(network.topology.ases.map(as => as.isdAs))
  const forge = Object.assign(createForge(world, leaked), { all: anySegId })
  const texts = new Set<string>()
  const { states } = explore({
    ...{ world, stepper: createStepper(world, forge, { maxHops: 3 }), property: parseProperty('valley-free', { known, leaked }), anySegId },
    ...{ attackers: new Set(['1-ff00:0:113'] as const), times: [network.loop.now], maxStates: 1e6 },
    confirm: ({ broken: text }) => texts.add(text) === undefined,
  })
  return { texts: [...texts].sort(), states }
}

test.each([
  ['linkPairAllowed', ['1-ff00:0:111', '1-ff00:0:112']],
  ['segmentChangeAllowed', ['1-ff00:0:111', '1-ff00:0:112']],
  ['macIsValid', []],
  ['crossedMacIsValid', []],
])('where all keys leaked SegIDs do not matter: without %s the same is found among fewer states', (rule, ases) => {
  const [few, many] = [broken(rule, true), broken(rule, false)]
  expect(few.texts).toEqual(many.texts)
  expect(few.texts.map(text => text.split(' ')[0])).toEqual(ases)
  expect(few.states).toBeLessThan(many.states)
})
