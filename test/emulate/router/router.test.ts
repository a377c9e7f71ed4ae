import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { EnvironmentError } from '#emulate/environment.ts'
import { describePlaces, startRouter } from '#emulate/router/router.ts'
import { withoutRule } from '#router/rules.ts'
import { randomFor } from '#sim/random.ts'
import { createStoryRouter, now, storyAs } from '#test/router/network.ts'
import { allStories, buildInput, type Story } from '#test/router/story.ts'
import { internalPort } from '#wire/actor.ts'
import { type Bytes, isMalformed, type Malformed, toHex } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { buildBindingRequest } from '#wire/stun.ts'
import { onLoopback, packetIos, type Received, runRouter, temporaryFolder, until, writeConfiguration } from '../lab.ts'
import { authenticated, eventsOf, type Lab, linesOf, plainStories, prefix, storyLab, wayIn } from './story-lab.ts'

/** What a router without sockets does with it. */
function expected({ running, net }: Lab, story: Story, bytes: Bytes): Received[] {
  const { as } = running.configuration
  const router = createStoryRouter({ as })
  const port = typeof story.in === 'number' ? story.in : internalPort
  const sent: Received[] = []
  const external = (ifId: number) => as.routers[0]!.interfaces.find(i => i.ifId === ifId)!
  const send = (p: number, to: string, b: Bytes): void => {
    const way = p === internalPort ? { from: `127.${net}.0.11:30001`, to } : { from: external(p).local, to: external(p).remote }
    sent.push({ ...way, hex: toHex(b) })
  }
  router.on({ kind: 'datagram', port, from: typeof story.in === 'string' ? story.in : external(port).remote, bytes }, now, { send })
  return sent
}

/** Until the router has decided `count` packets, and what it then sent is here. */
async function decided(evidence: string, count: number): Promise<void> {
  await until(() => linesOf(evidence).length >= count)
  for (let turn = 0; turn < 3; turn++) await setImmediate()
}

test.each(packetIos)('every story on real sockets, %s: the same bytes, from and to the same place, by the same rule', async io => {
  const evidence = join(temporaryFolder(), 'evidence.ndjson')
  const lab = await storyLab(authenticated, { evidence, io })
  const stories = plainStories(lab)
  const isIpv6 = ({ to }: Received): boolean => to.startsWith('[')
  let unsendable = 0
  for (const [i, story] of stories.entries()) {
    const way = wayIn(lab, story)
    const bytes = buildInput(story)
    const wanted = expected(lab, story, bytes.slice())
    unsendable += wanted.filter(isIpv6).length
    const sendable = wanted.filter(r => !isIpv6(r))
    for (const { to } of sendable) await lab.around.open(to)
    await lab.around.send(way.from, way.to, bytes)
    await decided(evidence, i + 1)
    expect([story.name, lab.around.heard.splice(0)]).toEqual([story.name, sendable])
  }
  expect(stories.length).toBeGreaterThan(100)
  expect(eventsOf(evidence).map(e => e.rule)).toEqual(stories.map(s => s.rule))
  // Hosts of the other IP version: a socket says no, and nothing else happens.
  expect(lab.running.metrics()).toContain(`hopproof_socket_errors_total{error="EINVAL"} ${unsendable}\n`)
})

const byText = (a: Received, b: Received): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)
const story = (lab: Lab, name: string): Story => onLoopback(allStories(), prefix, lab.net).find(s => s.name === name)!

test.each(packetIos)('many at once, %s, decided in batches: the same', async io => {
  const lab = await storyLab(authenticated, { io })
  const stories = plainStories(lab)
  const inputs = stories.map(s => ({ way: wayIn(lab, s), bytes: buildInput(s), wanted: expected(lab, s, buildInput(s)) }))
  const wanted = inputs.flatMap(i => i.wanted).filter(({ to }) => !to.startsWith('['))
  for (const { to } of wanted) await lab.around.open(to)
  await Promise.all(inputs.map(({ way, bytes }) => lab.around.send(way.from, way.to, bytes)))
  await until(() => lab.around.heard.length >= wanted.length && received(lab) >= stories.length)
  expect(lab.around.heard.sort(byText)).toEqual(wanted.sort(byText))
  expect(received(lab)).toBe(stories.length)
})

/** Packets that came in on all sockets, by the router's own count. */
function received({ running }: Lab): number {
  const counts = [...running.metrics().matchAll(/^router_input_pkts_total\{.*\} (\d+)$/gm)].map(m => Number(m[1]))
  return counts.reduce((a, b) => a + b, 0)
}

test('STUN on the internal socket', async () => {
  const { around, at } = await storyLab()
  await around.send(at('0.51:5353'), at('0.11:30001'), buildBindingRequest(new Uint8Array(12)))
  await until(() => around.heard.length > 0)
  expect(around.heard[0]).toMatchObject({ from: at('0.11:30001'), to: at('0.51:5353') })
  expect(around.heard[0]!.hex.slice(0, 8)).toBe('0101000c')
})

test.each(packetIos)('garbage on every socket, %s, changes nothing but counters', async io => {
  const lab = await storyLab(authenticated, { io })
  const { around, at } = lab
  const random = randomFor(1, 'garbage')
  const good = buildInput(story(lab, 'ParentToChild'))
  const ways = [...lab.running.configuration.as.routers[0]!.interfaces, { remote: at('0.51:30041'), local: at('0.11:30001') }]
  let sent = 0
  for (let round = 0; round < 40; round++) {
    for (const { remote, local } of ways) {
      await around.send(remote, local, spoilt(good, random))
      sent++
    }
    // No faster than it is read, so that every one is judged.
    await until(() => received(lab) >= sent)
  }
  around.heard.length = 0
  await around.send(at('13.3:40000'), at('13.2:50000'), good.slice())
  await until(() => around.heard.some(r => r.to === at('14.3:40000')))
  expect(received(lab)).toBe(sent + 1)
  expect(lab.running.metrics()).toMatch(/hopproof_refused_pkts_total\{.*reason="notScion"\} \d/)
  expect(lab.logged).toEqual([])
})

/** Noise, a packet with bytes overwritten, a packet cut, or nothing at all. */
function spoilt(packet: Bytes, random: () => number): Bytes {
  const copy = packet.slice(0, random() % 3 === 0 ? random() % packet.length : packet.length)
  const changes = random() % 4 === 0 ? copy.length : random() % 5
  for (let i = 0; i < changes && copy.length > 0; i++) copy[random() % copy.length] = random()
  return copy
}

test.each(packetIos)('a neighbour that is not there, %s, is counted, and back when it is back', async io => {
  const lab = await storyLab(authenticated, { io })
  const { around, at } = lab
  const send = () => around.send(at('13.3:40000'), at('13.2:50000'), buildInput(story(lab, 'ParentToChild')))
  while (!lab.running.metrics().includes('hopproof_socket_errors_total{error="ECONNREFUSED"}')) {
    await send()
    await setImmediate()
  }
  await around.open(at('14.3:40000'))
  // The socket tells once more of the one before.
  while (around.heard.length === 0) {
    await send()
    await setImmediate()
  }
  expect(around.heard[0]).toMatchObject({ from: at('14.2:50000'), to: at('14.3:40000') })
})

test.each(packetIos)('read again, %s: links that stay lose nothing, others come, go and move; a broken file changes nothing', async io => {
  const lab = await storyLab(authenticated, { io })
  const { around, at, folder, running } = lab
  const as = onLoopback(storyAs, prefix, lab.net)
  const [own, ...siblings] = as.routers
  const moved = own!.interfaces.filter(i => i.ifId !== 151).map(i => (i.ifId === 141 ? { ...i, remote: at('14.77:4000') } : i))
  const added = { ...moved[0]!, ifId: 161, local: at('16.2:50000'), remote: at('16.3:40000') }
  writeConfiguration(folder, { ...as, routers: [{ ...own!, interfaces: [...moved, added] }, ...siblings] }, { toml: authenticated })
  await running.reload()
  await around.open(at('14.77:4000'))
  await around.send(at('13.3:40000'), at('13.2:50000'), buildInput(story(lab, 'ParentToChild')))
  await until(() => around.heard.length > 0)
  expect(around.heard.splice(0)[0]).toMatchObject({ from: at('14.2:50000'), to: at('14.77:4000') })
  await around.send(at('16.3:40000'), at('16.2:50000'), Uint8Array.of(1))
  await until(() => running.metrics().match(/router_input_pkts_total\{interface="161",.*sizeclass="0_63"\} 1\n/) !== null)
  await expect(around.open(at('15.2:50000'))).resolves.toBeDefined()

  writeFileSync(join(folder, 'topology.json'), '{"isd_as": 7}')
  await running.reload()
  expect(lab.logged.at(-1)).toMatch(/the new configuration is not taken: .*isd_as/)
  await around.send(at('13.3:40000'), at('13.2:50000'), buildInput(story(lab, 'ParentToChild')))
  await until(() => around.heard.length > 0)
})

test('a capture tells what came in, what became of it, and what left', async () => {
  const pcap = join(temporaryFolder(), 'br.pcapng')
  const lab = await storyLab(authenticated, { pcap })
  const { around, at } = lab
  const inputs = ['ParentToChild', 'SCMPBadMAC'].map(name => buildInput(story(lab, name)))
  await around.open(at('14.3:40000'))
  for (const [i, input] of inputs.entries()) {
    await around.send(at('13.3:40000'), at('13.2:50000'), input)
    await until(() => around.heard.length > i)
  }
  const frames = [...readCapture(new Uint8Array(readFileSync(pcap)))].map(seen)
  const refusal = 'refused with an SCMP error: macMismatch: the hop field MAC is not ours (#hf-mac-calc)'
  expect(frames).toEqual([
    ['1-ff00:0:1 brA#131', '', at('13.3:40000'), at('13.2:50000'), toHex(inputs[0]!)],
    ['1-ff00:0:1 brA#141', '', at('14.2:50000'), at('14.3:40000'), around.heard[0]!.hex],
    ['1-ff00:0:1 brA#131', refusal, at('13.3:40000'), at('13.2:50000'), toHex(inputs[1]!)],
    ['1-ff00:0:1 brA#131', '', at('13.2:50000'), at('13.3:40000'), around.heard[1]!.hex],
  ])
})

function seen(frame: Captured | Malformed): string[] {
  if (isMalformed(frame)) return [frame.malformed]
  const { interfaceName, comment, datagram } = frame
  return isMalformed(datagram) ? [datagram.malformed] : [interfaceName, comment, datagram.src, datagram.dst, toHex(datagram.payload)]
}

test('a socket that cannot be opened: which, and what to do; nothing stays open', async () => {
  const lab = await storyLab()
  const second = startRouter({ ...lab.options, log: () => {} })
  await expect(second).rejects.toThrow(`the internal address ${lab.at('0.11:30001')} is in use`)
  await expect(second).rejects.toBeInstanceOf(EnvironmentError)
  lab.running.stop()
  const again = await runRouter(lab.options)
  expect(describePlaces(again.configuration)).toBe(`${lab.at('0.11:30001')}, interfaces 121 131 141 151`)
})

test('a router with fewer rules lets pass what they refuse, also after a reload', async () => {
  const lab = await storyLab(authenticated, { rules: withoutRule('macIsValid') })
  const { around, at, running } = lab
  const forged = allStories().find(s => s.name === 'SCMPBadMAC')!
  const { from, to } = wayIn(lab, forged)
  await running.reload()
  for (const address of [from, at('14.3:40000')]) await around.open(address)
  await around.send(from, to, buildInput(forged))
  await until(() => around.heard.length > 0)
  expect(around.heard[0]).toMatchObject({ from: at('14.2:50000'), to: at('14.3:40000') })
})
