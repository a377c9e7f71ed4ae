/** A router that dies is noticed by its neighbour of the other make, which tells the senders; when it is back, all is well again. */
import { setTimeout } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { describeWith } from '#test/availability.ts'
import { untilAlive } from './network.ts'
import { arrangements, startTiny4, tiny4Needs } from './tiny4.ts'
import { scion } from './transcript.ts'

/** On the way from 112 to 111, and what its predecessor on it says. */
const deaths = [
  ['br1-ff00_0_111-1', 'external interface is down {interface=1; isd_as=1-ff00:0:110}'],
  ['br1-ff00_0_110-1', 'internal connectivity is down {egress=1; ingress=2; isd_as=1-ff00:0:110}'],
] as const

describeWith(tiny4Needs, 'tiny4 of the reference', archive => {
  test.each(['ours and theirs in turn', 'theirs and ours in turn'] as const)('%s', async name => {
    const { namespace, network } = startTiny4(archive, arrangements[name])
    const ping = () => scion(namespace, network.daemon, 'ping', '1-ff00:0:111,127.0.0.1', '-c', '1')
    await untilAlive(namespace, network.daemon, '1-ff00:0:111')
    for (const [router, complaint] of deaths) {
      await namespace.kill(router)
      const { stderr } = await until(ping, ended => ended.code !== 0 && ended.stderr.includes('down'))
      expect(stderr).toContain(complaint)
      network.start(router)
      await until(ping, ended => ended.code === 0)
    }
  })
})

async function until<T>(ask: () => Promise<T>, isSo: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (isSo(answer)) return answer
    await setTimeout(100)
  }
}
