import { expect, test } from 'vitest'
import { buildTopology } from '#topology/build.ts'
import { startSketch } from '#topology/sketch.ts'

test('ASes are numbered, cores have all roles, customers an issuer', () => {
  const sketch = startSketch()
  expect([sketch.addAs(1), sketch.addAs(2, 0)]).toEqual([0, 1])
  const [core, customer] = sketch.plan('n', 'note').ases
  expect(core).toMatchObject({ isdAs: '1-ff00:0:1', core: true, voting: true, authoritative: true, issuing: true })
  expect(customer).toMatchObject({ isdAs: '2-ff00:0:2', core: false, issuing: false, certIssuer: '1-ff00:0:1' })
})

test('no link with itself, none twice in either direction', () => {
  const sketch = startSketch()
  for (let i = 0; i < 3; i++) sketch.addAs(1)
  expect([sketch.addLink('core', 0, 1), sketch.addLink('peer', 1, 0), sketch.addLink('core', 2, 2), sketch.addLink('core', 0, 2)]).toEqual([
    true,
    false,
    false,
    true,
  ])
  expect([sketch.degree(0), sketch.degree(1), sketch.size]).toEqual([2, 1, 3])
})

test('eight links a router', () => {
  const sketch = startSketch()
  for (let i = 0; i < 20; i++) sketch.addAs(1)
  for (let i = 1; i < 20; i++) sketch.addLink('core', 0, i)
  expect(buildTopology(sketch.plan('n', '')).ases[0]!.routers.map(r => r.interfaces.length)).toEqual([8, 8, 3])
})
