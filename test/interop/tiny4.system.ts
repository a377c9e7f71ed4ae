/**
 * The reference's control services, daemons and tools with our routers between them. Whoever made a router, the tool shows the same: one
 * transcript for all.
 */
import { expect, test } from 'vitest'
import { describeWith } from '#test/availability.ts'
import { untilAlive } from './network.ts'
import { arrangements, startTiny4, tiny4Needs } from './tiny4.ts'
import { transcribe } from './transcript.ts'

const commands = [
  'address',
  'showpaths 1-ff00:0:111',
  'showpaths 1-ff00:0:111 --format json',
  'showpaths 1-ff00:0:110 --epic',
  'showpaths 1-ff00:0:112',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --format json',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --epic',
  'ping 1-ff00:0:111,127.0.0.1 -c 3 --interval 100ms --max-mtu',
  'ping 1-ff00:0:111,0.0.0.0 -c 1',
  'traceroute 1-ff00:0:111,127.0.0.1',
  'traceroute 1-ff00:0:111,127.0.0.1 --format json',
]

describeWith(tiny4Needs, 'tiny4 of the reference', archive => {
  test.each(Object.entries(arrangements))('%s', async (_, choose) => {
    const { namespace, network } = startTiny4(archive, choose)
    await untilAlive(namespace, network.daemon, '1-ff00:0:111')
    const transcript = await transcribe(namespace, network.daemon, commands)
    await expect(transcript).toMatchFileSnapshot('transcripts/tiny4.txt')
  })
})
