import { expect, test } from 'vitest'
import { runFlowOn } from '#emulate/net/flows.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { exampleTopology } from '#test/sim/examples.ts'

const report = {
  ...{ name: 'f', from: 'alice', to: 'bob', startNs: 2e9, endNs: 3e9, sent: 4, received: 0, failed: undefined, longestGapNs: 5 },
  paths: [{ fromNs: 2.5e9, packets: 4, way: 'w' }],
  errors: { down: 2 },
}
const ends = { name: 'f', from: 'alice', to: 'bob' }

/** Answers by the first word; notes what is asked. */
function pretend(answers: Readonly<Record<string, unknown>>) {
  const asked: string[][] = []
  const hosts = {
    ...hostsOf(exampleTopology('tiny'), () => undefined),
    async command({ name }: { readonly name: string }, words: readonly string[]): Promise<unknown> {
      asked.push([name, ...words])
      return answers[words[0]!]
    },
  }
  return { hosts, asked }
}

test('a ping: times count from the start of the timeline', async () => {
  const { hosts, asked } = pretend({ flow: { ...report, kind: 'ping', delay: { min: 1, avg: 2, max: 3 } } })
  const plan = { ...ends, kind: 'ping', count: 4, intervalNs: 1, timeoutNs: 1, payload: 0 } as const
  expect(await runFlowOn(hosts, plan, 1e9)).toMatchObject({
    ...{ name: 'f', startNs: 1e9, endNs: 2e9, paths: [{ fromNs: 1.5e9 }], errors: new Map([['down', 2]]) },
    delay: { avg: 2 },
  })
  expect(asked).toEqual([['alice', 'flow', JSON.stringify(plan), hosts.find('bob').address]])
})

test('UDP is counted by who receives it, whose clock counts from another second', async () => {
  const { hosts, asked } = pretend({
    ...{ receive: { port: 31_007 }, flow: { ...report, kind: 'udp', epochS: 100 } },
    received: { received: 3, delay: { min: 1001, avg: 1002, max: 1003 }, longestGapNs: 9, epochS: 99 },
  })
  const plan = { ...ends, kind: 'udp', rateBps: 1, size: 1, durationNs: 1 } as const
  expect(await runFlowOn(hosts, plan, 0)).toMatchObject({ sent: 4, received: 3, longestGapNs: 9, delay: { min: 1, avg: 2, max: 3 } })
  expect(asked.map(([name, word]) => `${name} ${word}`)).toEqual(['bob receive', 'alice flow', 'bob received'])
  expect(asked[1]!.at(-1)).toBe('31007')
})
