import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addPingOptions, type PingPlanFlags, pingPlan } from '#cli/tools/ping-options.ts'
import { addPathOptions, durationOption } from '#cli/tools/tool-options.ts'

function plan(...words: string[]) {
  const command = addPingOptions(addPathOptions(new Command().exitOverride())).addOption(durationOption('--timeout', '', '1s'))
  return pingPlan(command.parse(words, { from: 'user' }).opts<PingPlanFlags>())
}

test('the defaults; sizes override one another', () => {
  expect(plan()).toMatchObject({ count: 0xffff, intervalNs: 1e9, timeoutNs: 1e9, size: { payload: 0 }, healthyOnly: false })
  expect(plan('-s', '9', '--packet-size', '100').size).toEqual({ packet: 100 })
  expect(plan('-s', '9', '--packet-size', '100', '--max-mtu').size).toBe('mtu')
  expect(plan('-c', '3', '--interval', '20ms', '--prefer', 'lowest-latency')).toMatchObject({
    count: 3,
    intervalNs: 20e6,
    prefer: 'lowest-latency',
  })
})

test('an interval below a millisecond', () => {
  expect(() => plan('--interval', '10us')).toThrow('interval below millisecond')
})
