import { expect, test } from 'vitest'
import { as } from '#proofs/gallery/network.ts'
import { openWorkshop } from '#proofs/gallery/workshop.ts'
import { ruleSet } from '#router/rules.ts'
import { UserError } from '#wire/error.ts'
import { strong } from './walk.ts'

const w = openWorkshop(strong)

test('the path that passes exactly these ASes, or none', () => {
  expect(w.path(as.mallory, as.red, as.shop).interfaces).toHaveLength(4)
  expect(w.path(as.mallory, as.red, as.far, as.blue, as.shop).interfaces).toHaveLength(8)
  expect(() => w.path(as.mallory, as.blue, as.shop)).toThrow(UserError)
})

test('a host reaches the router of its AS that has the interface', () => {
  const [a, b] = strong.topology.ases.find(x => x.isdAs === as.red)!.routers
  expect(w.fromHost('red', 1)).toEqual({ by: 'host', host: 'red', router: a!.internalAddress })
  expect(w.fromHost('red', 3)).toEqual({ by: 'host', host: 'red', router: b!.internalAddress })
  expect(() => w.fromHost('red', 9)).toThrow(UserError)
  expect(w.router(as.red, 3, ruleSet).state.id).toBe(b!.id)
})
