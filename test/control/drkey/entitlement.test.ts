import { expect, test } from 'vitest'
import { askingHost, isEntitled } from '#control/drkey/entitlement.ts'
import type { HostKeyRequest, HostKeyType } from '#control/drkey/messages.ts'
import type { ControlPacket } from '#control/transport/packet.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'

const [here, there] = ['1-1', '1-2'] as const
const [me, other] = [parseHost('10.0.0.1'), parseHost('10.0.0.2')]

const request = (type: HostKeyType, src: IsdAs, srcHost: typeof me, dst: IsdAs, dstHost: typeof me): HostKeyRequest => ({
  type,
  validS: 0,
  protocol: 1,
  src,
  dst,
  srcHost: type === 'asHost' ? undefined : srcHost,
  dstHost: type === 'hostAs' ? undefined : dstHost,
})
const may = (r: HostKeyRequest): boolean => isEntitled(r, here, me)

test('AS-host: the host of the subject AS', () => {
  expect(may(request('asHost', there, other, here, me))).toBe(true)
  expect(may(request('asHost', there, other, here, other))).toBe(false)
  expect(may(request('asHost', here, me, there, other))).toBe(false)
  expect(may(request('asHost', here, me, there, me))).toBe(false)
})

test('host-AS: the host of the issuing AS', () => {
  expect(may(request('hostAs', here, me, there, other))).toBe(true)
  expect(may(request('hostAs', here, other, there, other))).toBe(false)
  expect(may(request('hostAs', there, me, here, me))).toBe(false)
})

test('host-host: both hosts, and no third', () => {
  expect(may(request('hostHost', here, me, there, other))).toBe(true)
  expect(may(request('hostHost', there, other, here, me))).toBe(true)
  expect(may(request('hostHost', here, other, there, me))).toBe(false)
  expect(may(request('hostHost', there, me, there, me))).toBe(false)
})

test('who asks is who the underlay says, and says so himself, from inside', () => {
  const packet = (more: Partial<ControlPacket> = {}): ControlPacket => ({
    src: { isdAs: here, host: me, port: 30255 },
    dst: { isdAs: here, host: other, port: 30252 },
    pathType: 'empty',
    path: new Uint8Array(0),
    data: new Uint8Array(0),
    ...more,
  })
  const who = (p: ControlPacket, from: string) => askingHost({ packet: p, from }, here)
  expect(who(packet(), '10.0.0.1:30255')).toEqual(me)
  expect(who(packet(), '10.0.0.2:30255')).toBeUndefined()
  expect(who(packet({ src: { isdAs: there, host: me, port: 1 } }), '10.0.0.1:1')).toBeUndefined()
  expect(who(packet({ pathType: 'scion' }), '10.0.0.1:1')).toBeUndefined()
})
