import { expect, test } from 'vitest'
import { worldOf } from './lab.ts'

test('every router of the network, and each end of a link leads to the other', () => {
  const { world, network } = worldOf('demo16')
  expect(world.places).toHaveLength(network.routers.length)
  for (const { a, b } of network.topology.links)
    for (const [end, other] of [
      [a, b],
      [b, a],
    ] as const) {
      const far = world.farEnd(end.isdAs, end.ifId)
      expect(far.place).toBe(world.placeOf(other.isdAs, other.routerId))
      expect(far.link).toMatchObject({ kind: 'external', ifId: other.ifId, neighbor: end.isdAs })
    }
})
