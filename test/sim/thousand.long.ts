import { expect, test } from 'vitest'
import { ping } from '#host/ping.ts'
import { createNetwork, type HostNode } from '#sim/network.ts'
import { randomFor } from '#sim/random.ts'
import { defaultGenerateOptions, generateTopology } from '#topology/generate.ts'
import { below, randomFromSeed } from '#topology/random.ts'
import { nsPerS } from '#wire/actor.ts'
import { formatHost } from '#wire/host-address.ts'

const pings = 10_000

// The reference's best set is 20; at this size operators and experiments keep fewer beacons, and send the same one again less often.
test('a thousand ASes beacon, and ten thousand pings between random pairs are all answered', () => {
  const options = { ...defaultGenerateOptions, ases: 1000, isds: 10, degree: 6, coreShare: 0.05 }
  const topology = generateTopology('random', options, randomFromSeed(1))
  const network = createNetwork(topology, { seed: 1, control: { bestSetSize: 5, resendIntervalNs: 3600 * nsPerS } })
  network.run(40 * nsPerS)

  const random = randomFor(1, 'pairs')
  const pick = (): HostNode => network.hosts[below(random, network.hosts.length)]!
  let answered = 0
  const failures: string[] = []
  const start = (from: HostNode, to: HostNode): void => {
    const destination = { isdAs: to.as.isdAs, host: formatHost(to.host.endpoint.host) }
    network.onHost(from, (host, now, out) =>
      ping(
        host,
        {
          destination,
          count: 1,
          intervalNs: nsPerS,
          timeoutNs: nsPerS,
          onEnd(outcome) {
            if (outcome.kind === 'done' && outcome.result.statistics.received === 1) answered++
            else failures.push(`${from.as.isdAs} to ${to.as.isdAs}: ${outcome.kind === 'done' ? 'no reply' : outcome.reason}`)
          },
        },
        now,
        out,
      ),
    )
  }
  const begin = network.loop.now
  for (let i = 0; i < pings; i++) {
    const [from, to] = [pick(), pick()]
    network.loop.at(begin + i * 1_000_000, () => start(from, to))
  }
  network.run(begin + pings * 1_000_000 + 5 * nsPerS)
  expect(failures).toEqual([])
  expect(answered).toBe(pings)
})
