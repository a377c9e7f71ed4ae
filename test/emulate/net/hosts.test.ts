import { expect, test } from 'vitest'
import type { Channel, Message } from '#emulate/net/channel.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { exampleTopology } from '#test/sim/examples.ts'

test('hosts are found by name or ISD-AS, and told what to do', async () => {
  const asked: Message[] = []
  const request = async (message: Message): Promise<Message> => {
    asked.push(message)
    return { id: 1, result: 'done' }
  }
  const hosts = hostsOf(exampleTopology('tiny'), node => (node === 'alice' ? ({ request } as Channel) : undefined))
  expect(hosts.all.map(h => h.name)).toEqual(['server', 'alice', 'bob'])
  expect(hosts.find('1-ff00:0:111')).toBe(hosts.find('alice'))
  expect(hosts.find('alice').address).toBe(`1-ff00:0:111,${hosts.find('alice').host.address}`)
  expect(await hosts.command(hosts.find('alice'), ['status'])).toBe('done')
  expect(asked).toEqual([{ command: ['status'] }])
  await expect(hosts.command(hosts.find('bob'), ['status'])).rejects.toThrow('the host bob does not run')
  expect(() => hosts.find('eve')).toThrow('there is no host "eve"')
})
