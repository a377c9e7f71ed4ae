import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { expect, onTestFinished, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { startHost } from '#emulate/host/host.ts'
import { startEchoServer, udpEcho } from '#host/echo.ts'
import { writePacket } from '#host/packet.ts'
import { ping } from '#host/ping.ts'
import { endhostPort } from '#host/responder.ts'
import { traceroute } from '#host/traceroute.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildUdp } from '#wire/udp.ts'
import { pathsTo, runNetwork } from '../daemon/lab.ts'
import { until } from '../lab.ts'
import { finish, runHost } from './lab.ts'

const plan = { count: 2, intervalNs: 0.05e9, timeoutNs: 1e9 }

test('ping, traceroute and UDP echo between two ASes, asking the control service or the daemon', async () => {
  const network = await runNetwork('shortcut')
  const { client, configuration } = await network.daemon('1-ff00:0:112')
  await pathsTo(client, '1-ff00:0:113')
  const bob = await runHost(network, '1-ff00:0:113')
  const echoPort = 31_999
  expect(bob.run(() => startEchoServer(bob.host, echoPort))).toBe(true)
  const destination = { isdAs: '1-ff00:0:113', host: network.as('1-ff00:0:113').hosts[0]!.address } as const
  for (const sciond of [undefined, configuration.settings.address]) {
    const alice = await runHost(network, '1-ff00:0:112', { ...(sciond && { sciond }) })
    const pinged = await finish(alice, (host, onEnd, now, out) => ping(host, { ...plan, destination, onEnd }, now, out))
    expect(pinged).toMatchObject({ statistics: { received: 2 }, path: { sequence: '1-ff00:0:112#0,1 1-ff00:0:111#2,3 1-ff00:0:113#1,0' } })
    const traced = await finish(alice, (host, onEnd, now, out) => traceroute(host, { timeoutNs: 1e9, destination, onEnd }, now, out))
    expect(traced).toMatchObject({ hops: [1, 2, 3, 1].map(interface_id => ({ interface_id })) })
    const echoed = await finish(alice, (host, onEnd, now, out) =>
      udpEcho(host, { ...plan, size: 900, port: echoPort, destination, onEnd }, now, out),
    )
    expect(echoed).toMatchObject({ statistics: { received: 2 } })
    alice.stop()
  }
})

test('what comes to the end host port for another program of the address is passed on; bytes by hand', async () => {
  const network = await runNetwork('two')
  const { isdAs, hosts } = network.as('1-ff00:0:110')
  const { address } = hosts[0]!
  const running = await runHost(network, isdAs)
  const program = createSocket('udp4').bind(31_777, address)
  onTestFinished(() => void program.close())
  await once(program, 'listening')
  const heard: Buffer[] = []
  program.on('message', bytes => heard.push(bytes))
  const here = { isdAs, host: parseHost(address) }
  const packet = (dstPort: number) =>
    writePacket(
      { source: here, destination: here, path: { type: pathTypes.empty, bytes: new Uint8Array(0) }, protocol: protocols.udp },
      buildUdp({ srcPort: 5, dstPort, data: Uint8Array.of(dstPort & 255) }),
    )
  for (const port of [endhostPort, 0, 31_777]) expect(running.inject(31_000, `${address}:${endhostPort}`, packet(port))).toBe(true)
  await until(() => heard.length > 0)
  expect(heard.map(bytes => new Uint8Array(bytes))).toEqual([packet(31_777)])
  await until(() => running.host.counters.dropped === 2)
  expect(running.inject(31_777, `${address}:1`, packet(1))).toBe(false)
})

test('the end host port is in use, the address is elsewhere: said, and nothing stays open', async () => {
  const network = await runNetwork('two')
  const as = network.as('1-ff00:0:110')
  const { address } = as.hosts[0]!
  const options = { address, name: 'x', asks: as, responds: true }
  const first = await startHost(options)
  await expect(startHost(options)).rejects.toThrow(`the address ${address}:30041 is in use`)
  await expect(startHost({ ...options, address: '192.0.2.1' })).rejects.toThrow(EnvironmentError)
  await expect(startHost({ ...options, address: '192.0.2.1', responds: false })).rejects.toThrow('no port from 31000 to 32767 is free')
  const second = await startHost({ ...options, responds: false })
  second.stop()
  first.stop()
  const again = await startHost(options)
  again.stop()
})
