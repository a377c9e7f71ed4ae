import { Command } from 'commander'
import { expect, test } from 'vitest'
import { addBandwidthOptions, type BandwidthFlags, bandwidthOptions, longFlag } from '#cli/tools/bandwidth-options.ts'
import { addPathOptions } from '#cli/tools/tool-options.ts'

function options(...words: string[]) {
  const command = addBandwidthOptions(addPathOptions(new Command().exitOverride()))
  return bandwidthOptions(command.parse(words.map(longFlag), { from: 'user' }).opts<BandwidthFlags>())
}

const plan = { durationNs: 3e9, size: 1000, count: 30 }

test('as scion-bwtestclient is called', () => {
  const destination = { isdAs: '1-ff00:0:110', host: '10.0.0.1' }
  expect(options('-s', '1-ff00:0:110,[10.0.0.1]:80')).toMatchObject({ destination, port: 80, toServer: plan, toClient: plan })
  const other = options('-s', '1-ff00:0:110,10.0.0.1', '-cs', '1,100,10,?', '-sc', '2,100,10,?')
  expect(other).toMatchObject({ destination, toServer: { durationNs: 1e9 }, toClient: { durationNs: 2e9 } })
  expect(other).not.toHaveProperty('port')
})

test('without a server there is none', () => {
  expect(() => options('-cs', '1,100,10,?')).toThrow("required option '-s, --server")
})
