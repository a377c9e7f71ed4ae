import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { type Hosts, hostsOf } from '#emulate/net/hosts.ts'
import { pingAll, pingAllText } from '#emulate/net/ping-all.ts'
import { exampleTopology } from '#test/sim/examples.ts'

/** Hosts whose pings come to what the function says of "alice>bob", at each attempt. */
function pretend(outcome: (pair: string, attempt: number) => 'reply' | 'silence' | 'no path'): Hosts {
  const hosts = hostsOf(exampleTopology('tiny'), () => undefined)
  const attempts = new Map<string, number>()
  return {
    ...hosts,
    async command(from, [, remote]) {
      const pair = `${from.name}>${hosts.all.find(h => h.address === remote)!.name}`
      attempts.set(pair, (attempts.get(pair) ?? 0) + 1)
      const came = outcome(pair, attempts.get(pair)!)
      if (came === 'no path') throw new EnvironmentError('no path')
      return { statistics: { sent: 1, received: came === 'reply' ? 1 : 0 } }
    },
  }
}

test('all reach all; one that has no path yet is tried again', async () => {
  const told: string[] = []
  const hosts = pretend((pair, attempt) => (pair === 'alice>bob' && attempt < 3 ? 'no path' : 'reply'))
  const result = await pingAll(hosts, performance.now() + 10_000, line => told.push(line))
  expect(result).toEqual({ sent: 6, received: 6, failures: [] })
  expect(told.sort()).toEqual(['alice -> server bob', 'bob -> server alice', 'server -> alice bob'])
  expect(pingAllText(result)).toBe('*** Results: 0% dropped (6/6 received)')
})

test('who does not answer in time is told', async () => {
  const told: string[] = []
  const result = await pingAll(
    pretend(pair => (pair.endsWith('>bob') ? 'silence' : 'reply')),
    0,
    line => told.push(line),
  )
  expect(result.failures).toEqual(['server -> bob: no reply', 'alice -> bob: no reply'])
  expect(told.sort()).toEqual(['alice -> server X', 'bob -> server alice', 'server -> alice X'])
  expect(pingAllText(result)).toBe('*** Results: 33% dropped (4/6 received)')
})

test('one of a thousand is not none', () => {
  expect(pingAllText({ sent: 1000, received: 999, failures: ['x'] })).toBe('*** Results: 1% dropped (999/1000 received)')
})
