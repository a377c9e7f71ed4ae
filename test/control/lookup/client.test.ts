import { expect, test } from 'vitest'
import { createPathClient, type PathAnswer } from '#control/lookup/client.ts'
import { combine } from '#control/path/combine.ts'
import { type Frame, parseFrames } from '#control/transport/frame.ts'
import { encodeSegments, type Message } from '#control/transport/message.ts'
import { buildControlPacket, type ControlPacket, parseControlPacket } from '#control/transport/packet.ts'
import { noBody } from '#control/transport/replies.ts'
import { type AskingHost, attachHost } from '#test/control/client-host.ts'
import { answerTo } from '#test/control/messages.ts'
import { clock, createNetwork, parseLinks, seededRandom } from '#test/control/network.ts'
import { segmentAlong } from '#test/control/segments.ts'
import type { Outbox } from '#wire/actor.ts'
import type { IsdAs } from '#wire/isdas.ts'

const links = parseLinks(`
  1-1 core 1-2, 1-1 core 2-1, 1-2 core 2-1
  1-1 child 1-11, 1-2 child 1-12, 1-11 child 1-111
  2-1 child 2-11, 1-11 peer 1-12`)

function settled() {
  const network = createNetwork(links)
  network.run(40)
  return network
}

/** "1-111 1-11 1-1": the ASes of each path. */
const waysOf = (host: AskingHost, dst: IsdAs): string[] => {
  const answer = host.ask(dst)
  if ('failed' in answer) throw new Error(answer.failed)
  return answer.paths.map(p => [...p.interfaces.filter((_, i) => i % 2 === 0).map(i => i.isdAs), p.dst].join(' '))
}

test('paths of every kind: up, over the core, down, shortcut, peering', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  expect(waysOf(host, '1-11')).toEqual(['1-111 1-11'])
  expect(waysOf(host, '1-1')).toEqual(['1-111 1-11 1-1'])
  expect(waysOf(host, '2-1')).toEqual(['1-111 1-11 1-1 2-1', '1-111 1-11 1-1 1-2 2-1'])
  expect(waysOf(host, '1-12')).toEqual(['1-111 1-11 1-12', '1-111 1-11 1-1 1-2 1-12', '1-111 1-11 1-1 2-1 1-2 1-12'])
  expect(waysOf(host, '2-11').length).toBe(2)
  const core = attachHost(network, '2-1')
  expect(waysOf(core, '1-1')).toEqual(['2-1 1-1', '2-1 1-2 1-1'])
  expect(waysOf(core, '1-111').length).toBe(2)
  expect(waysOf(core, '2-11')).toEqual(['2-1 2-11'])
})

test('the own AS needs no question, an unknown one has no path', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  const answer = host.ask('1-111', 0)
  expect(answer).toMatchObject({ paths: [{ src: '1-111', dst: '1-111', interfaces: [], mtu: 1400, fingerprint: '', weight: 0 }] })
  expect(host.ask('1-99')).toEqual({ paths: [] })
  expect(host.ask('7-1')).toEqual({ paths: [] })
})

test('a lost question or answer is asked again, a dead service is a timeout', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  let lost = 0
  network.deliver = (_, to) => to !== host.address || ++lost > 1
  expect(host.ask('1-1')).toMatchObject({ paths: [{ dst: '1-1' }] })
  expect(lost).toBe(2)
  network.deliver = (_, to) => to !== host.address
  expect(host.ask('1-1')).toEqual({ failed: 'timeout' })
  expect(host.client.wakeAt()).toBe(Infinity)
})

test('what is no answer is not taken, and disturbs nothing', () => {
  const network = settled()
  const host = attachHost(network, '1-111')
  const self = network.outboxAt('1-111', host.address)
  self.send(31_000, host.address, new Uint8Array(40))
  expect(host.ask('1-1')).toMatchObject({ paths: [{ dst: '1-1' }] })
  expect(host.others.length).toBe(1)
})

test('the answer comes from inside the AS, and paths that have expired are left out', () => {
  const sent: Uint8Array[] = []
  const out: Outbox = { send: (_, __, bytes) => sent.push(bytes) }
  const config = { isdAs: '1-11', mtu: 1400, host: '10.9.9.9', port: 31_000, controlService: '10.1.1.2:30252' } as const
  const client = createPathClient({ ...config, clock, random: seededRandom(1) })
  const answers: PathAnswer[] = []
  client.ask('1-1', 0, out, answer => answers.push(answer))
  const asked = parseControlPacket(sent[0]!) as ControlPacket
  const questionIn = (packet: ControlPacket): Message => ({ ...(parseFrames(packet.data) as Frame[])[0]!, body: noBody })
  const live = segmentAlong(['1-1', '1-11'])
  const ups = [
    live,
    segmentAlong(['1-1', '1-11'], { timestamp: clock.epochS - 22_000 }),
    segmentAlong(['2-1', '1-1', '1-11'], { timestamp: 1 }),
  ]
  const data = answerTo(questionIn(asked), encodeSegments({ ups }))
  const [path] = combine('1-11', '1-1', { ups: [live], cores: [], downs: [] })
  const receive = (packet: ControlPacket): boolean =>
    client.receive({ kind: 'datagram', port: 31_000, from: '10.1.1.2:30252', bytes: buildControlPacket(packet) }, 0, out)
  const reply: ControlPacket = { ...asked, src: asked.dst, dst: asked.src, data }
  expect(receive({ ...reply, pathType: 'scion', path: path!.bytes })).toBe(false)
  expect(receive({ ...reply, src: { ...reply.src, isdAs: '1-1' } })).toBe(false)
  expect(receive(reply)).toBe(true)
  expect(answers).toMatchObject([{ paths: [{ expiryS: clock.epochS + 64 * 337.5 }] }])
  client.ask('1-1', 0, out, answer => answers.push(answer))
  const again = questionIn(parseControlPacket(sent[1]!) as ControlPacket)
  receive({ ...reply, data: answerTo(again, encodeSegments({ ups: ups.slice(1, 2) })) })
  expect(answers[1]).toEqual({ paths: [] })
})
