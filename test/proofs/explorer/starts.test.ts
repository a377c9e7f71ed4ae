import { expect, test } from 'vitest'
import { canBe, nowhere } from '#proofs/explorer/draft.ts'
import { injectionsOf, startsAt } from '#proofs/explorer/starts.ts'
import { worldOf } from './lab.ts'

test('hosts send to the routers of their AS, a bad router to its neighbours', () => {
  const { world } = worldOf('tiny')
  const bad = '1-ff00:0:110'
  const injections = injectionsOf(world, [bad, '1-ff00:0:111'], new Set([bad]))
  expect(injections.map(i => [i.isdAs, i.ifId, i.place.as.isdAs, i.link.ifId])).toEqual([
    [bad, 0, bad, 0],
    [bad, 0, bad, 0],
    ['1-ff00:0:111', 0, '1-ff00:0:111', 0],
    [bad, 1, '1-ff00:0:111', 41],
    [bad, 2, '1-ff00:0:112', 1],
  ])
})

test('hosts say who they are, routers claim to pass on packets of others', () => {
  const { world } = worldOf('tiny')
  const [host, , link] = injectionsOf(world, ['1-ff00:0:110'], new Set(['1-ff00:0:110']))
  expect(new Set(startsAt(host!).map(d => d.src))).toEqual(new Set(['1-ff00:0:110']))
  const [scion, oneHop] = [startsAt(link!).filter(d => !d.oneHop), startsAt(link!).filter(d => d.oneHop)]
  expect(scion.every(d => d.src !== '1-ff00:0:110' && canBe(d))).toBe(true)
  expect([scion.length, oneHop.map(d => d.src)]).toEqual([24, ['1-ff00:0:110']])
  expect(new Set(startsAt(host!, true).map(d => d.src))).toEqual(new Set(['1-ff00:0:110', nowhere]))
})
