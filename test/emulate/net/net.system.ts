import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { layNet, type Net } from '#emulate/net/net.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import type { WireCount } from '#emulate/net/wires.ts'
import { type LinkCable, wiringOf } from '#emulate/net/wiring.ts'
import { describeWith } from '#test/availability.ts'
import { loadTopo } from '#topology/load.ts'
import { defaultShape } from '#topology/model.ts'
import { namespaces, temporaryFolder } from './lab.ts'

/** Datagrams of its own address: "send TO SIZE COUNT" is answered when they are gone, arrivals are told as "got SIZE". */
const talker = `
import socket, sys, threading, time
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind((sys.argv[1], 7))
def hear():
  while True: print('got', s.recv(65536).hex()[:8], time.monotonic_ns(), flush=True)
threading.Thread(target=hear, daemon=True).start()
print('ready', flush=True)
for line in sys.stdin:
  to, size, count = line.split()
  start = time.monotonic_ns()
  for i in range(int(count)): s.sendto(i.to_bytes(4, 'big').ljust(int(size), b'.'), (to, 7))
  print('sent', start, flush=True)
`

interface Talker {
  readonly lines: string[][]
  send(to: string, size: number, count: number): Promise<number>
  heard(count: number): Promise<string[][]>
}

async function talk(net: Net, node: string, ip: string): Promise<Talker> {
  const [program, ...args] = [...net.fabric.inside(node), '/usr/bin/python3', '-c', talker, ip]
  const child = spawn(program!, args)
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[][] = []
  const input = createInterface({ input: child.stdout })
  input.on('line', line => lines.push(line.split(' ')))
  const of = (word: string): string[][] => lines.filter(l => l[0] === word)
  const wait = async (word: string, count: number): Promise<string[][]> => {
    while (of(word).length < count) await once(input, 'line')
    return of(word)
  }
  await wait('ready', 1)
  return {
    lines,
    async send(to, size, count) {
      const before = of('sent').length
      child.stdin.write(`${to} ${size} ${count}\n`)
      return Number((await wait('sent', before + 1)).at(-1)![1])
    },
    heard: count => wait('got', count),
  }
}

async function lay(link: string) {
  const text = `ASes: {"1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}, "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}}
links: [{a: "1-ff00:0:110#1", b: "1-ff00:0:111#1", linkAtoB: CHILD, ${link}}]`
  const topology = forNamespaces(loadTopo(text, 'a.topo').topology)
  const net = await layNet({ kind: 'netns', topology, seed: 1, folder: temporaryFolder(), watched: new Set([0]) })
  onTestFinished(() => net.close())
  const [{ a, b }] = wiringOf(topology).links as [LinkCable]
  return { net, a: await talk(net, a.node, a.ip!), b: await talk(net, b.node, b.ip!), toB: b.ip! }
}

const countOf = async (net: Net): Promise<WireCount> => (await net.wires!.counters())[0]!

const sum = ({ packets, linkLoss }: WireCount): number => packets + linkLoss

describeWith([namespaces], 'links of a laid network', () => {
  test('delay, and what is too long', async () => {
    const { net, a, b, toB } = await lay('delay: 50ms, mtu: 1400')
    const sentAt = await a.send(toB, 1400, 1)
    const [[, , arrivedAt]] = (await b.heard(1)) as [string[]]
    expect(Number(arrivedAt) - sentAt).toBeGreaterThanOrEqual(50e6)
    await a.send(toB, 1401, 1)
    await a.send(toB, 10, 1)
    await b.heard(2)
    expect(await countOf(net)).toMatchObject({ packets: 2, bytes: 1410, tooBig: 1, linkLoss: 0 })
  })

  test('loss by chance, the same for the same seed', async () => {
    const { net, a, b, toB } = await lay('delay: 1ms, loss: 30%')
    await a.send(toB, 20, 200)
    while (sum(await countOf(net)) < 200);
    await net.shape(0, defaultShape)
    await a.send(toB, 20, 20)
    while (sum(await countOf(net)) < 220);
    const { packets, linkLoss } = await countOf(net)
    expect(linkLoss).toBe(53)
    await b.heard(packets)
  })

  test('a cut, what is under way then, and mending', async () => {
    const { net, a, b, toB } = await lay('delay: 300ms')
    await a.send(toB, 20, 1)
    while ((await countOf(net)).packets < 1);
    await net.setLink(0, false)
    await a.send(toB, 20, 1)
    while ((await countOf(net)).linkDown < 1);
    await net.setLink(0, true)
    await a.send(toB, 20, 1)
    await b.heard(1)
    expect(await countOf(net)).toMatchObject({ packets: 2, linkDown: 2 })
    expect(b.lines.filter(l => l[0] === 'got')).toHaveLength(1)
  })

  test('jitter never lets packets overtake, and a rate makes them wait', async () => {
    const { a, b, toB } = await lay('delay: 1ms, jitter: 30ms, bw: 2Mbps')
    await a.send(toB, 1, 1) // what waits in the kernel for the neighbour's address is overtaken by what comes after
    await b.heard(1)
    await a.send(toB, 1000, 60)
    const got = (await b.heard(61)).slice(1)
    expect(got.map(l => Number.parseInt(l[1]!, 16))).toEqual(Array.from({ length: 60 }, (_, i) => i))
    expect(Number(got.at(-1)![2]) - Number(got[0]![2])).toBeGreaterThan(100e6)
  })

  test('what finds the queue full is counted, also when the link gets another shape', async () => {
    const { net, a, b, toB } = await lay('delay: 1ms, bw: 1Mbps, queue: 2')
    await a.send(toB, 1, 1)
    await b.heard(1)
    await a.send(toB, 1000, 100)
    while ((await countOf(net)).packets + (await net.queueDrops(0))[0] < 101);
    const [dropped] = await net.queueDrops(0)
    expect(dropped).toBeGreaterThan(10)
    await net.shape(0, defaultShape)
    expect(await net.queueDrops(0)).toEqual([dropped, 0])
  })

  test('someone on the link changes, takes out and sends packets; another sees what he lets pass', async () => {
    const { net, a, b, toB } = await lay('delay: 1ms')
    const leave = await net.wires!.tap(0, 0, packet => (packet[3] === 1 ? undefined : packet.with(0, 0xab)))
    const seen: number[] = []
    const leaveToo = await net.wires!.tap(0, 0, packet => {
      seen.push(packet[0]!)
      return packet
    })
    await a.send(toB, 20, 3)
    await b.heard(2)
    expect(seen).toEqual([0xab, 0xab])
    await leave()
    await leaveToo()
    await net.wires!.send(0, 0, Uint8Array.of(1, 2, 3, 4))
    await a.send(toB, 20, 1)
    expect((await b.heard(4)).map(l => l[1])).toEqual(['ab000000', 'ab000002', '01020304', '00000000'])
    expect(await countOf(net)).toMatchObject({ packets: 4, swallowed: 1 })
  })
})
