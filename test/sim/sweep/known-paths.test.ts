import { expect, test } from 'vitest'
import { createNetwork } from '#sim/network.ts'
import { countSegments, createKnownPaths } from '#sim/sweep/known-paths.ts'
import { waysFrom } from '#test/enumerator.ts'
import { exampleTopology, startExample } from '../examples.ts'

test('after beaconing every pair has exactly the ways there are, and looking changed nothing', () => {
  for (const name of ['diamond', 'peering', 'shortcut']) {
    const network = startExample(name)
    const digest = network.loop.digest.value()
    const paths = createKnownPaths(network)
    for (const { isdAs: src } of network.topology.ases)
      for (const [dst, ways] of waysFrom(network.topology.ases, src)) {
        const known = paths(src, dst).map(p => p.interfaces.map(i => `${i.isdAs}#${i.ifId}`).join(' '))
        if (src !== dst) expect(known.sort(), `${name} ${src} ${dst}`).toEqual([...ways].sort())
      }
    expect(network.loop.digest.value()).toBe(digest)
  }
})

test('before beaconing there are no paths and no segments; after it each way to the core is one up and one down', () => {
  const network = createNetwork(exampleTopology('diamond'), { seed: 1 })
  const paths = createKnownPaths(network)
  expect([countSegments(network), paths('1-ff00:0:113', '1-ff00:0:110').length, paths('9-9', '1-ff00:0:110').length]).toEqual([0, 0, 0])
  network.run(20e9)
  expect([countSegments(network), paths('1-ff00:0:113', '1-ff00:0:110').length]).toEqual([2 * (1 + 1 + 2), 2])
})
