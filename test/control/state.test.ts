import { expect, test } from 'vitest'
import { combine } from '#control/path/combine.ts'
import { note, oneHopWay, reject, waysOver } from '#control/state.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import { loneService } from './lone-service.ts'
import { question } from './messages.ts'
import { ases, segmentAlong } from './segments.ts'

const data = question('lookup')
const [path] = combine('1-11', '1-1', { ups: [segmentAlong(['1-1', '1-11'])], cores: [], downs: [] })
const router = ases.get('1-11')!.routers[0]!.internalAddress

test('what happens is counted and told', () => {
  const lone = loneService('1-11')
  note(lone.service.state, 'accepted', 'x', 7)
  reject(lone.service.state, 'loop', 'y', 8)
  expect(lone.service.counters).toMatchObject({ accepted: 1, rejected: 1, loop: 1 })
  const [as, service] = ['1-11', ases.get('1-11')!.controlServices[0]!.id]
  expect(lone.events).toEqual([
    { t: 7, as, service, event: 'accepted', detail: 'x' },
    { t: 8, as, service, event: 'rejected', rejection: 'loop', detail: 'y' },
  ])
})

test('packets leave through the router that owns the first interface', () => {
  const lone = loneService('1-11')
  const ways = [...waysOver(lone.service.state, [path!]), oneHopWay(lone.service.state, 101, new Uint8Array(32))]
  for (const way of ways) way.send(data, lone.out)
  expect(lone.sent.map(s => [s.to, s.packet.pathType, s.packet.dst])).toEqual([
    [router, 'scion', controlServiceOf('1-1')],
    [router, 'oneHop', controlServiceOf('1-1')],
  ])
})

test('a path of another AS is not sent over', () => {
  const lone = loneService('1-12')
  const foreign = [path!, { ...path!, interfaces: [] }, { ...path!, interfaces: [{ isdAs: '1-12' as const, ifId: 999 }] }]
  expect(waysOver(lone.service.state, foreign)).toEqual([])
})

test('a way says what it carries: a path its own MTU, one hop the least a neighbour must carry; a full packet is just as long', () => {
  const { service, out } = loneService('1-11')
  const ways = [...waysOver(service.state, [path!]), oneHopWay(service.state, 101, new Uint8Array(32))]
  const lengths: number[] = []
  for (const way of ways) way.send(new Uint8Array(way.room), { ...out, send: (_, __, bytes) => lengths.push(bytes.length) })
  expect(lengths).toEqual([path!.mtu, 1280])
  expect(ways.map(w => w.mtu)).toEqual(lengths)
})
