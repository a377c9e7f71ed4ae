import { expect, test } from 'vitest'
import { type AttackEnds, pathInUse, sendAttack } from '#emulate/host/attack.ts'
import type { SentPlan } from '#sim/attackers.ts'
import { pathsTo, runNetwork } from '#test/emulate/daemon/lab.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { headerLength, pathAt, srcIsdAs } from '#wire/header.ts'
import { runHost } from './lab.ts'

test('packets leave, as many as were asked for; what cannot be made is told', async () => {
  const network = await runNetwork('two')
  await pathsTo((await network.daemon('1-ff00:0:110')).client, '1-ff00:0:111')
  const host = await runHost(network, '1-ff00:0:110')
  const destination = { isdAs: '1-ff00:0:111', host: network.as('1-ff00:0:111').hosts[0]!.address } as AttackEnds['destination']
  const send = (plan: SentPlan, more: Partial<AttackEnds> = {}): Promise<readonly Bytes[]> =>
    sendAttack(host, plan, { destination, seed: 1, ...more })
  const { sent: before } = host.host.counters
  const ends = { from: 'a', to: 'b' }
  const packets = await send({ ...ends, kind: 'inject', claims: '1-ff00:0:999', packets: 3 })
  expect(packets.map(srcIsdAs)).toEqual(['1-ff00:0:999', '1-ff00:0:999', '1-ff00:0:999'])
  expect(host.host.counters.sent - before).toBe(3)
  await expect(send({ ...ends, kind: 'forgedMac', path: 99 })).rejects.toEqual(new UserError('there is no path 99', expect.anything()))
  const nowhere = { isdAs: '9-ff00:0:999', host: '10.0.0.1' } as const
  await expect(send({ ...ends, kind: 'forgedMac' }, { destination: nowhere })).rejects.toEqual(new UserError('there is no path 0', expect.anything())) // biome-ignore format: one line
  const inUse = await pathInUse(host, { ...ends, kind: 'inject' }, '1-ff00:0:111')
  expect(inUse).toMatchObject({ src: '1-ff00:0:110', interfaces: [{ isdAs: '1-ff00:0:110' }, { isdAs: '1-ff00:0:111' }] })
  const foreign = { src: '1-ff00:0:112', interfaces: [], bytes: inUse.bytes } as const
  const [overheard] = await send({ ...ends, kind: 'inject' }, { overheard: foreign })
  expect(headerLength(overheard!) - pathAt(overheard!)).toBe(inUse.bytes.length)
})
