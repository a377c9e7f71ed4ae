import { expect, test } from 'vitest'
import type { SessionLink } from '#router/bfd/sessions.ts'
import { createState } from '#router/router.ts'
import { type Actor, internalPort } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { buildBindingRequest, buildBindingResponse } from '#wire/stun.ts'
import { createStoryRouter, epochS, key, now, storyAs } from './network.ts'
import { allStories, buildInput } from './story.ts'
import { takeDown } from './tell.ts'

interface Sent {
  readonly port: number
  readonly to: string
  readonly bytes: Bytes
}

function send(router: Actor, port: number, from: string, bytes: Bytes): Sent[] {
  const sent: Sent[] = []
  router.on({ kind: 'datagram', port, from, bytes }, now, { send: (p, to, b) => sent.push({ port: p, to, bytes: b }) })
  return sent
}
const inputOf = (name: string): Bytes => buildInput(allStories().find(s => s.name === name)!)

test('a router never asks to be woken, and a wake does nothing', () => {
  const router = createStoryRouter()
  expect(router.wakeAt()).toBe(Infinity)
  router.on({ kind: 'wake' }, now, { send: () => expect.fail('nothing to send') })
})

test('STUN on the internal socket: the sender learns its address; elsewhere silence', () => {
  const router = createStoryRouter()
  const request = buildBindingRequest(Uint8Array.from({ length: 12 }, (_, i) => i))
  const [response] = send(router, internalPort, '192.168.0.51:5353', request.slice())
  expect(response).toMatchObject({ port: internalPort, to: '192.168.0.51:5353' })
  expect(toHex(response!.bytes)).toBe(toHex(buildBindingResponse(request, Uint8Array.of(192, 168, 0, 51), 5353)))
  const [six] = send(router, internalPort, '[fd00::51]:5353', request.slice())
  expect(six!.bytes.length).toBe(44)
  expect(send(router, 131, '192.168.13.3:40000', request.slice())).toEqual([])
  expect(send(router, internalPort, '192.168.0.12:30002', request.slice())).toEqual([])
  request[21] = 0
  expect(send(router, internalPort, '192.168.0.51:5353', request)).toEqual([])
})

test("a packet cut from the reference's buffer fails its length check, not more", () => {
  const router = createStoryRouter({ scmpAuthentication: false })
  const packet = buildInput({ ...allStories().find(s => s.name === 'ParentToChild')!, payload: 'udp 1>2 8500' })
  const [answer] = send(router, 131, '', packet)
  expect(answer!.bytes.length).toBe(1232)
})

test('links go down and up by events, siblings by name; who looks on is told of changes', () => {
  const changes: string[] = []
  const linkChanged = (_: unknown, link: SessionLink): void => void changes.push(`${link.kind} ${link.up}`)
  const router = createStoryRouter({ observer: { decided() {}, linkChanged } })
  const forwarded = (): boolean => send(router, 131, '', inputOf('ParentToChild'))[0]?.port === 141
  const handedOver = (): boolean => send(router, 131, '', inputOf('ParentToSiblingChild'))[0]?.port === internalPort
  takeDown(router, [141, 'brC'])
  expect([forwarded(), handedOver()]).toEqual([false, false])
  const none = { send: () => {} }
  router.on({ kind: 'link', port: 141, up: true }, now, none)
  router.on({ kind: 'link', port: internalPort, sibling: 'brC', up: true }, now, none)
  expect([forwarded(), handedOver()]).toEqual([true, true])
  router.on({ kind: 'link', port: 141, up: true }, now, none)
  expect(changes).toEqual(['external false', 'sibling false', 'external true', 'sibling true'])
  expect(() => router.on({ kind: 'link', port: 999, up: false }, now, none)).toThrow('broken invariant')
  expect(() => router.on({ kind: 'link', port: internalPort, up: false }, now, none)).toThrow('broken invariant')
})

test('whence: external by port, siblings by address, all else internal', () => {
  const router = createStoryRouter()
  const { links } = router.state
  expect(router.linkOf(131, 'anyone')).toBe(links.byIfId[131])
  expect(() => router.linkOf(171, 'anyone')).toThrow('external interface 171')
  expect(() => router.linkOf(999, 'anyone')).toThrow('external interface 999')
  expect(router.linkOf(internalPort, '192.168.0.13:30003')).toBe(links.siblings[1])
  expect(router.linkOf(internalPort, '192.168.0.13:30004')).toBe(links.internal)
})

test('state from the topology: services by number, our address in SCMP, halves of the ISD-AS', () => {
  const state = createState({ as: storyAs, id: 'brA', key, clock: { epochS }, random: () => 0 })
  expect(state).toMatchObject({ id: 'brA', isdAs: '1-ff00:0:1', isdAsHigh: 0x0001_ff00, isdAsLow: 1, scmpAuthentication: false })
  expect(state.services.get(2)).toBe(storyAs.controlServices)
  expect(state.services.get(1)).toBe(storyAs.discoveryServices)
  expect([...state.host.bytes]).toEqual([192, 168, 0, 11])
})

test('the observer sees each packet before and after, with the verdict as sent', () => {
  const seen: string[] = []
  const router = createStoryRouter({
    observer: {
      arrived: (_, p) => seen.push(`arrived ${p.bytes.length}`),
      decided: (_, p, verdict, sent) => seen.push(`${p.rule} ${verdict.kind} ${sent?.length}`),
    },
  })
  const input = inputOf('ParentToChild')
  send(router, 131, '', input)
  // An error that cannot be authenticated to its source is a silent drop, and seen as one.
  send(router, internalPort, '192.168.0.51:30041', inputOf('UnknownHostTypeAsSource'))
  expect(seen).toEqual([
    `arrived ${input.length}`,
    `forwardToEgress forward ${input.length}`,
    `arrived ${inputOf('UnknownHostTypeAsSource').length}`,
    'sourceHostPlausible drop undefined',
  ])
})

test('a batch leaves what its packets leave one by one, in their order; an observer sees each', () => {
  const stories = allStories().filter(s => s.down === undefined && s.auth !== false)
  const all = [...stories, ...stories]
  const ports = all.map(s => (typeof s.in === 'number' ? s.in : internalPort))
  const peers = all.map(s => (typeof s.in === 'number' ? '192.168.1.1:1' : s.in))
  const single = all.flatMap((s, i) => send(createStoryRouter(), ports[i]!, peers[i]!, buildInput(s)))
  const wanted = single.map(({ port, to, bytes }) => [port, to, toHex(bytes)])
  for (const withArrivals of [false, true]) {
    let [arrived, decided] = [0, 0]
    const observer = { decided: () => decided++, ...(withArrivals && { arrived: () => arrived++ }) }
    const sent: unknown[] = []
    const batch = { count: all.length, ports, peers, bytes: all.map(buildInput) }
    createStoryRouter({ observer }).onBatch(batch, now, { send: (port, to, bytes) => sent.push([port, to, toHex(bytes)]) })
    expect(sent).toEqual(wanted)
    expect([arrived, decided]).toEqual([withArrivals ? all.length : 0, all.length])
  }
  expect(all.length).toBeGreaterThan(128)
})
