import { expect, test } from 'vitest'
import { type AttackEnds, sendAttack } from '#emulate/host/attack.ts'
import type { SentPlan } from '#sim/attackers.ts'
import { pathsTo, runNetwork } from '#test/emulate/daemon/lab.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { srcIsdAs } from '#wire/header.ts'
import { runHost } from './lab.ts'

test('packets leave, as many as were asked for; what cannot be made is told', async () => {
  const network = await runNetwork('two')
  await pathsTo((await network.daemon('1-ff00:0:110')).client, '1-ff00:0:111')
  const host = await runHost(network, '1-ff00:0:110')
  const destination = { isdAs: '1-ff00:0:111', host: network.as('1-ff00:0:111').hosts[0]!.address } as AttackEnds['destination']
  const send = (plan: SentPlan, to = destination): Promise<readonly Bytes[] | UserError> =>
    new Promise(resolve => sendAttack(host, plan, { destination: to, seed: 1 }, resolve))
  const { sent: before } = host.host.counters
  const ends = { from: 'a', to: 'b' }
  const packets = (await send({ ...ends, kind: 'inject', claims: '1-ff00:0:999', packets: 3 })) as readonly Bytes[]
  expect(packets.map(srcIsdAs)).toEqual(['1-ff00:0:999', '1-ff00:0:999', '1-ff00:0:999'])
  expect(host.host.counters.sent - before).toBe(3)
  expect(await send({ ...ends, kind: 'forgedMac', path: 99 })).toEqual(new UserError('there is no path 99', expect.anything()))
  expect(await send({ ...ends, kind: 'forgedMac' }, { isdAs: '9-ff00:0:999', host: '10.0.0.1' })).toEqual(new UserError('there is no path 0', expect.anything())) // biome-ignore format: one line
})
