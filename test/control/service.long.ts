import { expect, test } from 'vitest'
import { nsPerS } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { attachHost } from './client-host.ts'
import { createNetwork, seededRandom, type TestLink } from './network.ts'

/** Ten ISDs with four core ASes each, all others with two providers above them and a peer beside them: about six links an AS. */
function thousandAses(): TestLink[] {
  const random = seededRandom(5)
  const isds = Array.from({ length: 10 }, (_, i) => Array.from({ length: 4 }, (_, c): IsdAs => `${i + 1}-${c + 1}`))
  const links = new Map<string, TestLink>()
  const link = (a: IsdAs, type: TestLink['type'], b: IsdAs): void => {
    if (a !== b && !links.has(`${b} ${a}`)) links.set(`${a} ${b}`, { a, type, b })
  }
  const pick = (list: readonly IsdAs[]): IsdAs => list[random() % list.length]!
  const cores = isds.flat()
  cores.forEach((core, i) => {
    if (i > 0) for (const other of [cores[i - 1]!, pick(cores.slice(0, i)), pick(cores.slice(0, i))]) link(core, 'core', other)
  })
  for (let n = 0; n < 960; n++) {
    const isd = isds[n % 10]!
    const name: IsdAs = `${(n % 10) + 1}-${100 + n}`
    const above = isd.slice(0, 4 + (isd.length >> 1))
    for (const provider of [pick(above), pick(above)]) link(provider, 'child', name)
    if (isd.length > 10) link(pick(isd.slice(4)), 'peer', name)
    isd.push(name)
  }
  return [...links.values()]
}

test('a thousand ASes beacon, and any of them finds any other', { timeout: 600_000 }, () => {
  const settings = { bestSetSize: 5, candidateSetSize: 20, resendIntervalNs: 3600 * nsPerS, maxHops: 12 }
  const network = createNetwork(thousandAses(), { settings })
  expect(network.ases.size).toBe(1000)
  network.run(60)
  for (const { state } of network.services.values()) if (!state.as.core) expect(state.ups.byEnd.size, state.isdAs).toBeGreaterThan(0)
  const random = seededRandom(9)
  const names = [...network.ases.keys()]
  for (let i = 0; i < 200; i++) {
    const [src, dst] = [names[random() % 1000]!, names[random() % 1000]!]
    const answer = attachHost(network, src, `10.200.${i >> 8}.${i & 255}`).ask(dst, 2)
    expect('paths' in answer && answer.paths.length, `${src} to ${dst}`).toBeGreaterThan(0)
  }
})
