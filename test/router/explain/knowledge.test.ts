import { expect, test } from 'vitest'
import { farEnd, farInterface, findInterface, type Knowledge } from '#router/explain/knowledge.ts'
import { known } from '../seen.ts'
import { isdAsOf } from '../walk.ts'

const only = (name: string): Knowledge => ({ ...known, ases: new Map([...known.ases].filter(([isdAs]) => isdAs === isdAsOf(name))) })

test('an interface and who owns it', () => {
  expect(findInterface(known, isdAsOf('c2'), 23)).toMatchObject({ router: { id: 'east' }, interface: { neighbor: isdAsOf('d') } })
  expect(findInterface(known, isdAsOf('c2'), 99)).toBeUndefined()
  expect(findInterface(known, '9-9', 1)).toBeUndefined()
})

test('the other end of a link, as far as it is known', () => {
  expect(farEnd(known, isdAsOf('a'), 44)).toEqual({ isdAs: isdAsOf('d'), ifId: 62 })
  expect(farEnd(only('a'), isdAsOf('a'), 44)).toEqual({ isdAs: isdAsOf('d'), ifId: undefined })
  const told = { ...findInterface(known, isdAsOf('a'), 44)!.interface, neighborIfId: 62 }
  const as = { ...known.ases.get(isdAsOf('a'))!, routers: [{ id: 'only', internalAddress: '10.0.0.1:1', interfaces: [told] }] }
  expect(farEnd({ ...known, ases: new Map([[as.isdAs, as]]) }, as.isdAs, 44)).toEqual({ isdAs: isdAsOf('d'), ifId: 62 })
  expect(farEnd(known, isdAsOf('a'), 1)).toBeUndefined()
  expect(farInterface(known, told)).toMatchObject({ interface: { ifId: 62 } })
})
