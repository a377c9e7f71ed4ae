import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Emulation } from '#emulate/net/emulation.ts'
import { hostsOf } from '#emulate/net/hosts.ts'
import { loopback } from '#emulate/net/loopback.ts'
import { execute } from '#emulate/net/words.ts'
import { exampleTopology } from '#test/sim/examples.ts'
import { temporaryFolder } from './lab.ts'

/** A network that only notes what is asked of it. */
function pretend() {
  const asked: string[] = []
  const note =
    (what: string) =>
    async (name: string): Promise<void> =>
      void asked.push(`${what} ${name}`)
  const down = new Set<number>()
  const topology = exampleTopology('tiny')
  const hosts = hostsOf(topology, () => undefined)
  const emulation = {
    topology,
    net: { fabric: loopback },
    supervisor: {
      kill: note('kill'),
      start: note('start'),
      names: () => ['br', 'alice'],
      processOf: (name: string) => (name === 'br' ? { pid: 7 } : undefined),
    },
    hosts: {
      ...hosts,
      async command({ name }, words) {
        asked.push([name, ...words].join(' '))
        const hops = [{ interface: 41, isd_as: '1-ff00:0:111' }, { interface: 1, isd_as: '1-ff00:0:110' }] // biome-ignore format: a path
        if (words[0] === 'paths') return { paths: [{ hops, mtu: 1280, status: 'alive' }] }
        if (words[0] === 'traceroute')
          return { path: { hops }, hops: [{ isd_as: '1-ff00:0:111', interface_id: 41, round_trip_times: [1.5] }] }
        const statistics = { sent: 1, received: 1, packet_loss: 0, time: 1, min_rtt: 1, avg_rtt: 1, max_rtt: 1, mdev_rtt: 0 }
        return { replies: [{ scion_packet_size: 80, source: 'bob', scmp_seq: 0, round_trip_time: 1, state: 'success' }], statistics }
      },
    },
    async setLink(index: number, up: boolean) {
      if (up) down.delete(index)
      else down.add(index)
    },
    isUp: (index: number) => !down.has(index),
    setCapture: (on: boolean) => `captures ${on}`,
  } as Pick<Emulation, 'topology' | 'hosts' | 'setLink' | 'isUp' | 'setCapture'> as Emulation
  const said: string[] = []
  return { asked, said, line: (text: string) => execute(text, emulation, t => said.push(t)) }
}

test('what is there: nodes, net, links, dump', async () => {
  const { said, line } = pretend()
  for (const word of ['nodes', 'net', 'links', 'dump']) expect(await line(word)).toBe('go on')
  const [nodes, net, links, dump] = said as [string, string, string, string]
  expect(nodes.split('\n')[0]).toBe('hosts: server alice bob')
  expect(net).toContain('br1-ff00_0_110-1 lan:net1-ff00_0_110-port1 if1:br1-ff00_0_111-1-if41')
  expect(links.split('\n')[0]).toBe('1-ff00:0:110#1<->1-ff00:0:111#41 br1-ff00_0_110-1 br1-ff00_0_111-1 (up)')
  expect(dump).toBe('br pid=7 (this machine)\nalice does not run (this machine)')
})

test('links and processes', async () => {
  const { asked, said, line } = pretend()
  await line('link br1-ff00_0_110-1 br1-ff00_0_111-1 down')
  await line('links')
  expect(said[0]).toContain('(down)')
  await line('link 1-ff00:0:110#1 up')
  await line('links')
  expect(said[1]).not.toContain('(down)')
  await line('kill br')
  await line('start br')
  await line('pcap on')
  expect(asked).toEqual(['kill br', 'start br'])
  expect(said[2]).toBe('captures true')
  for (const wrong of ['link a down', 'link x', 'link a b sideways', 'pcap perhaps', 'shout'])
    await expect(line(wrong), wrong).rejects.toThrow()
})

test('hosts talk to hosts', async () => {
  const { asked, said, line } = pretend()
  await line('alice ping bob -c 1')
  await line('alice paths bob')
  await line('1-ff00:0:111 traceroute 1-ff00:0:112')
  await line('pingall')
  const [bob] = asked[0]!.match(/1-ff00:0:112,\S+/)!
  expect(asked.slice(0, 3)).toEqual([`alice ping ${bob} -c 1`, 'alice paths 1-ff00:0:112', `alice traceroute ${bob}`])
  expect(said.join('\n')).toContain('80 bytes from bob: scmp_seq=0 time=1.000ms')
  expect(said).toContain('[0] 1-ff00:0:111 41>1 1-ff00:0:110 mtu 1280 alive')
  expect(said).toContain('0 1-ff00:0:111 IfID=41 1.5ms')
  expect(said.at(-1)).toBe('*** Results: 0% dropped (6/6 received)')
})

test('shells, files, time, and the end', async () => {
  const { said, line } = pretend()
  const file = join(temporaryFolder(), 'script')
  writeFileSync(file, '# a comment\nsh echo one\nexit\nsh echo never')
  await line(`time source ${file}`)
  expect(said[0]).toBe('one')
  expect(said[1]).toMatch(/^\*\*\* Elapsed time: \d+\.\d{3} secs$/)
  await line('alice echo in the node')
  await line('sh exit 3')
  await line('help')
  expect(said.slice(2, 4)).toEqual(['in the node', 'ended with 3'])
  expect(said[4]).toContain('pingall')
  expect(await line('')).toBe('go on')
  expect(await line('exit')).toBe('end')
})
