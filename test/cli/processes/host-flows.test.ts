import { expect, test } from 'vitest'
import type { Reply } from '#cli/processes/command-channel.ts'
import { hostCommands } from '#cli/processes/host-commands.ts'
import type { FlowReport, Received } from '#emulate/host/flow.ts'
import { pathsTo, runNetwork } from '#test/emulate/daemon/lab.ts'
import { runHost } from '#test/emulate/host/lab.ts'

const teller = (command: ReturnType<typeof hostCommands>) => async (...words: string[]): Promise<Reply> => new Promise(resolve => void command(words, resolve)) // biome-ignore format: one line

test('flows of scenarios, with times of the wall clock', async () => {
  const network = await runNetwork('two')
  await pathsTo((await network.daemon('1-ff00:0:110')).client, '1-ff00:0:111')
  const [a, b] = [await runHost(network, '1-ff00:0:110'), await runHost(network, '1-ff00:0:111')].map(h => teller(hostCommands(h))) as [ReturnType<typeof teller>, ReturnType<typeof teller>] // biome-ignore format: one line
  const remote = `1-ff00:0:111,${network.as('1-ff00:0:111').hosts[0]!.address}`
  const ends = { name: 'f', from: 'a', to: 'b' }
  const before = Date.now() * 1e6

  const ping = { ...ends, kind: 'ping', count: 3, intervalNs: 20e6, timeoutNs: 1e9, payload: 10 }
  const { result } = (await a('flow', JSON.stringify(ping), remote)) as { result: FlowReport }
  expect(result).toMatchObject({
    ...ends,
    kind: 'ping',
    sent: 3,
    received: 3,
    paths: [{ packets: 3, way: '1-ff00:0:110 1>1 1-ff00:0:111' }],
    errors: {},
  })
  expect(result.startNs).toBeGreaterThan(before - 1e9)
  expect(result.endNs).toBeLessThan(Date.now() * 1e6 + 1e9)

  const { result: receiver } = (await b('receive')) as { result: { port: number } }
  const udp = { ...ends, kind: 'udp', rateBps: 1e6, size: 500, durationNs: 40e6 }
  const sent = (await a('flow', JSON.stringify(udp), remote, String(receiver.port))) as { result: FlowReport }
  expect(sent.result).toMatchObject({ sent: 10, received: 0 })
  await a('ping', remote, '-c', '1')
  const got = (await b('received', String(receiver.port))) as { result: Received }
  expect(got.result.received).toBe(10)

  const forged = JSON.stringify({ kind: 'forgedMac', from: 'a', to: 'b', packets: 2 })
  const attack = (await a('attack', forged, remote, '--seed', '1')) as { result: { headers: string[] } }
  expect(attack.result.headers).toEqual([expect.stringMatching(/^00/), attack.result.headers[0]])
  const none = JSON.stringify({ kind: 'forgedMac', from: 'a', to: 'b', path: 99 })
  expect(await a('attack', none, remote, '--seed', '1')).toMatchObject({ error: expect.stringContaining('there is no path 99') })

  const overheard = (await a('overhear', forged, remote)) as { result: { src: string; bytes: string } }
  expect(overheard.result).toMatchObject({ src: '1-ff00:0:110', interfaces: [{}, {}], bytes: expect.stringMatching(/^[0-9a-f]+$/) })
  const injected = JSON.stringify({ kind: 'inject', from: 'a', to: 'b', overheard: 'c' })
  const path = JSON.stringify({ ...overheard.result, src: '1-ff00:0:112' })
  const used = (await a('attack', injected, remote, '--seed', '1', '--path', path)) as typeof attack
  expect(used.result.headers).toEqual([expect.stringContaining(overheard.result.bytes.slice(0, 24))])
  expect(await a('attack', injected, remote, '--seed', '1', '--path', '{')).toMatchObject({ error: expect.stringContaining('no plan') })

  expect(await b('received', '9')).toEqual({ error: 'nothing is received at port 9' })
  expect(await a('flow', '{', remote)).toMatchObject({ error: expect.stringContaining('no plan') })
})
