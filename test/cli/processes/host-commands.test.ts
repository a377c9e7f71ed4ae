import { expect, test } from 'vitest'
import type { Reply } from '#cli/processes/command-channel.ts'
import { hostCommands } from '#cli/processes/host-commands.ts'
import type { RunningHost } from '#emulate/host/host.ts'
import { pathsTo, runNetwork } from '#test/emulate/daemon/lab.ts'
import { runHost } from '#test/emulate/host/lab.ts'

const ask = (running: RunningHost, ...words: string[]): Promise<Reply> => new Promise(resolve => void hostCommands(running)(words, resolve))

test('the tools, from one host to another', async () => {
  const network = await runNetwork('shortcut')
  await pathsTo((await network.daemon('1-ff00:0:112')).client, '1-ff00:0:113')
  const [alice, bob] = [await runHost(network, '1-ff00:0:112'), await runHost(network, '1-ff00:0:113')]
  const remote = `1-ff00:0:113,${network.as('1-ff00:0:113').hosts[0]!.address}`
  expect(await ask(alice, 'ping', remote, '-c', '2', '--interval', '20ms')).toMatchObject({
    result: { path: { local_ip: network.as('1-ff00:0:112').hosts[0]!.address }, statistics: { sent: 2, received: 2 } },
  })
  expect(await ask(alice, 'paths', '1-ff00:0:113')).toMatchObject({ result: { paths: [{ status: 'alive' }] } })
  expect(await ask(alice, 'traceroute', remote)).toMatchObject({ result: { hops: [1, 2, 3, 1].map(interface_id => ({ interface_id })) } })
  expect(await ask(bob, 'serve-echo', '31500')).toEqual({ result: { port: 31_500 } })
  expect(await ask(bob, 'serve-echo', '31500')).toEqual({ error: 'port 31500 is taken' })
  expect(await ask(alice, 'echo', `[${remote}]:31500`)).toMatchObject({ result: { statistics: { received: 1 } } })
  expect(await ask(bob, 'serve-bandwidth', '31501')).toEqual({ result: { port: 31_501 } })
  expect(await ask(alice, 'bwtest', '-s', `[${remote}]:31501`, '-cs', '0.2,1000,?,4Mbps', '-sc', '0.1,500,10,?')).toMatchObject({
    result: { cs: { sent: 100, received: 100 }, sc: { sent: 10, received: 10 } },
  })
  expect(await ask(bob, 'status')).toMatchObject({ result: { address: remote, counters: { answered: 2 } } })

  let reply: Reply | undefined
  const stop = hostCommands(alice)(['ping', remote], r => {
    reply = r
  })
  await expect.poll(() => bob.host.counters.answered).toBe(3)
  stop()
  expect(reply).toMatchObject({ result: { statistics: { sent: 1 } } })
})

test('bytes by hand; words that mean nothing', async () => {
  const network = await runNetwork('two')
  const host = await runHost(network, '1-ff00:0:110')
  const router = network.as('1-ff00:0:110').routers[0]!.internalAddress
  expect(await ask(host, 'inject', router, 'ff00', '--from-port', '31001')).toEqual({ result: { sent: 2 } })
  const wrong: readonly (readonly [string, ...string[]])[] = [
    ["unknown command 'shout'", 'shout'],
    ["missing required argument 'remote'", 'ping'],
    ['"nobody" is not a SCION address', 'ping', 'nobody'],
    ['argument', 'ping', '1-ff00:0:111,127.0.0.1', '-c', 'x'],
    ['hexadecimal', 'inject', router, 'xyz', '--from-port', '1'],
    ['is taken', 'inject', router, '00', '--from-port', '30041'],
    ['no path available', 'ping', '1-ff00:0:999,127.0.0.1'],
  ]
  for (const [why, ...words] of wrong) expect(await ask(host, ...words)).toEqual({ error: expect.stringContaining(why) })
})
