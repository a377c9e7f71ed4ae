import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Router, RouterConfig } from '#router/router.ts'
import { randomFor } from '#sim/random.ts'
import type { AsTopology } from '#topology/model.ts'
import { internalPort } from '#wire/actor.ts'
import { type BfdState, bfdStates, buildBfd, parseBfd } from '#wire/bfd.ts'
import type { Bytes } from '#wire/bytes.ts'
import { buildPacket, headerLength, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { createStoryRouter, local, storyAs } from '../network.ts'

const ms = 1e6

interface Sent {
  readonly port: number
  readonly to: string
  readonly state: BfdState
}

function running(more: Partial<RouterConfig> = {}) {
  const changes: string[] = []
  let originated = 0
  const router = createStoryRouter({
    bfd: {},
    random: randomFor(1, 'sessions'),
    observer: {
      decided() {},
      originated: () => originated++,
      sessionChanged: (_, link, before, now) =>
        changes.push(`${link.kind === 'external' ? link.ifId : link.routerId} ${before}->${link.session!.state} ${now / ms}`),
    },
    ...more,
  })
  const sent: Sent[] = []
  const out = { send: (port: number, to: string, b: Bytes) => sent.push({ port, to, state: parseBfd(b, headerLength(b)).state }) }
  return {
    router,
    changes,
    sent,
    get originated() {
      return originated
    },
    wake: (now: number) => router.on({ kind: 'wake' }, now, out),
    hear: (port: number, from: string, state: BfdState, now: number) =>
      router.on({ kind: 'datagram', port, from, bytes: wrapped(saying(state)) }, now, out),
    hearBytes: (port: number, message: Bytes, now: number) =>
      router.on({ kind: 'datagram', port, from: '', bytes: wrapped(message) }, now, out),
  }
}

function saying(state: BfdState): Bytes {
  const said = { version: 1, diagnostic: 0, state, flags: 0, detectMult: 3, myDiscriminator: 9, yourDiscriminator: 7 }
  return buildBfd({ ...said, desiredMinTxUs: 200_000, requiredMinRxUs: 200_000, requiredMinEchoRxUs: 0 })
}

function wrapped(message: Bytes): Bytes {
  const host = parseHost('192.168.0.1')
  const header = { trafficClass: 0, flowId: 0, nextHeader: protocols.bfd, pathType: pathTypes.empty }
  return buildPacket({ ...header, dstIsdAs: local, srcIsdAs: local, dstHost: host, srcHost: host }, new Uint8Array(0), message)
}

const upOf = ({ state }: Router): Record<string, boolean> =>
  Object.fromEntries([
    ...state.links.external.map(l => [`${l.ifId}`, l.up] as const),
    ...state.links.siblings.map(l => [l.routerId, l.up] as const),
  ])

test('one on each external link and one with each sibling; the first packets leave at once', () => {
  const r = running()
  expect(Object.values(upOf(r.router))).toEqual(new Array(7).fill(false))
  expect(r.router.wakeAt()).toBe(0)
  r.wake(0)
  const down = bfdStates.down
  expect(r.sent).toEqual([
    ...[121, 131, 141, 151].map(port => ({ port, to: `192.168.${port % 100 === 21 ? 12 : Math.floor(port / 10)}.3:40000`, state: down })),
    { port: internalPort, to: '192.168.0.12:30002', state: down },
    { port: internalPort, to: '192.168.0.13:30003', state: down },
    { port: internalPort, to: '192.168.0.14:30004', state: down },
  ])
  expect(r.originated).toBe(7)
  expect(r.router.wakeAt()).toBeGreaterThanOrEqual(750 * ms)
  expect(r.router.wakeAt()).toBeLessThanOrEqual(1000 * ms)
})

test('a link is up when its session is, and down when nothing is heard; others do not notice', () => {
  const r = running()
  r.wake(0)
  r.hear(131, '192.168.13.3:40000', bfdStates.down, 10 * ms)
  expect([upOf(r.router)['131'], r.router.wakeAt() <= 210 * ms]).toEqual([false, true])
  r.hear(131, '192.168.13.3:40000', bfdStates.init, 20 * ms)
  r.hear(internalPort, '192.168.0.13:30003', bfdStates.init, 30 * ms)
  expect(upOf(r.router)).toEqual({ '121': false, '131': true, '141': false, '151': false, brB: false, brC: true, brD: false })
  r.wake(619 * ms)
  expect(upOf(r.router)['131']).toBe(true)
  r.wake(620 * ms)
  expect(upOf(r.router)).toMatchObject({ '131': false, brC: true })
  r.hear(internalPort, '192.168.0.13:30003', bfdStates.down, 625 * ms)
  expect(r.changes).toEqual(['131 1->2 10', '131 2->3 20', 'brC 1->3 30', '131 3->1 620', 'brC 3->1 625'])
})

test('it asks to be woken in time for every packet, and no more often than that', () => {
  const r = running()
  let wakes = 0
  for (let now = r.router.wakeAt(); now < 10e9; now = r.router.wakeAt()) {
    r.wake(now)
    wakes++
  }
  expect(r.sent.length).toBeGreaterThanOrEqual(7 * 10)
  expect(r.sent.length).toBeLessThanOrEqual(7 * 14)
  expect(wakes).toBeLessThanOrEqual(r.sent.length)
})

test('discriminators are not 0 and not twice the same, whatever chance says', () => {
  const r = running({ random: () => 0 })
  expect(r.router.state.links.external.map(l => l.session!.discriminator)).toEqual([1, 2, 3, 4])
})

describe('without BFD', () => {
  const disabled = (disable: boolean): AsTopology => ({
    ...storyAs,
    routers: storyAs.routers.map(r => ({ ...r, interfaces: r.interfaces.map(i => (i.ifId === 131 ? { ...i, bfd: { disable } } : i)) })),
  })

  test('a link counts as up', () => {
    const r = running({ as: disabled(true) })
    expect(upOf(r.router)).toMatchObject({ '121': false, '131': true, brB: false })
    r.wake(0)
    expect(r.sent.map(s => s.port)).not.toContain(131)
  })

  test('disabled for the router: where a link does not say otherwise, and for siblings', () => {
    const r = running({ as: disabled(false), bfd: { disable: true } })
    expect(upOf(r.router)).toMatchObject({ '121': true, '131': false, brB: true })
  })

  test('a router that has none is never woken', () => {
    expect(createStoryRouter().wakeAt()).toBe(Infinity)
    expect(running({ bfd: { disable: true } }).router.wakeAt()).toBe(Infinity)
  })
})

test('under a new configuration the sessions of links that stayed the same go on', () => {
  const first = running()
  first.wake(0)
  for (const [ifId, net] of [
    [131, 13],
    [141, 14],
  ])
    first.hear(ifId!, `192.168.${net}.3:40000`, bfdStates.init, 10 * ms)
  const changed: AsTopology = {
    ...storyAs,
    routers: storyAs.routers.map(r => ({
      ...r,
      interfaces: r.interfaces.map(i => (i.ifId === 141 ? { ...i, bfd: { detectMult: 5 } } : i)),
    })),
  }
  const next = running({ as: changed, before: first.router.state })
  expect(upOf(next.router)).toMatchObject({ '131': true, '141': false })
  const of = (r: Router, ifId: number) => r.state.links.external.find(l => l.ifId === ifId)!.session!
  expect(of(next.router, 131)).toBe(of(first.router, 131))
  expect(of(next.router, 141)).toMatchObject({ detectMult: 5, state: bfdStates.down })
  next.wake(10 * ms)
  expect(next.sent.map(s => s.port)).toEqual([141])
})

test('whatever comes in, whenever: waking leads on, and a link is up exactly when its session is', () => {
  const packet = fc.record({
    port: fc.constantFrom(121, 131, 141, 151),
    afterNs: fc.nat(2e9),
    b: fc.uint8Array({ minLength: 24, maxLength: 24 }),
  })
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 40 }), packets => {
      const r = running()
      let now = 0
      for (const { port, afterNs, b } of packets) {
        now += afterNs
        r.wake(now)
        expect(r.router.wakeAt()).toBeGreaterThan(now)
        // Plausible as far as it must be to be heard; intervals, multiplier, state and discriminators as chance has it.
        b.set([0x20, b[1]! & 0xc0, b[2]!, 24])
        b.fill(0, 20)
        r.hearBytes(port, b, now)
        for (const link of r.router.state.links.external) expect(link.up).toBe(link.session!.state === bfdStates.up)
      }
    }),
  )
})
