import { expect, test } from 'vitest'
import { combine } from '#control/path/combine.ts'
import { note, reject, sendOneHop, sendOver } from '#control/state.ts'
import { buildMessage, singleMessage } from '#control/transport/message.ts'
import { controlServiceOf } from '#control/transport/packet.ts'
import { loneService } from './lone-service.ts'
import { ases, segmentAlong } from './segments.ts'

const data = buildMessage(singleMessage('lookup', 1, new Uint8Array(0)))
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
  sendOver(lone.service.state, path!, data, lone.out)
  sendOneHop(lone.service.state, '1-1', 101, new Uint8Array(32), data, lone.out)
  expect(lone.sent.map(s => [s.to, s.packet.pathType, s.packet.dst])).toEqual([
    [router, 'scion', controlServiceOf('1-1')],
    [router, 'oneHop', controlServiceOf('1-1')],
  ])
})

test('a path of another AS is not sent over', () => {
  const lone = loneService('1-12')
  sendOver(lone.service.state, path!, data, lone.out)
  sendOver(lone.service.state, { ...path!, interfaces: [] }, data, lone.out)
  sendOver(lone.service.state, { ...path!, interfaces: [{ isdAs: '1-12', ifId: 999 }] }, data, lone.out)
  expect(lone.sent).toEqual([])
  expect(() => sendOneHop(lone.service.state, '1-1', 999, new Uint8Array(32), data, lone.out)).toThrow('interface 999')
})
