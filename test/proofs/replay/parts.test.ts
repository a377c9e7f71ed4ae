import { expect, test } from 'vitest'
import { deliveryPorts, dstHosts, hostName, nameOf, payloads, srcHosts } from '#proofs/replay/parts.ts'
import { deliveryPort } from '#router/port.ts'
import { formatHost, isHostType } from '#wire/host-address.ts'

test('the router reads a host or payload as its name says', () => {
  expect(isHostType(srcHosts.bad.type)).toBe(false)
  expect(formatHost(dstHosts.service)).toBe('CS')
  expect(formatHost(dstHosts.noService)).toBe('<SVC:0x7777>')
  for (const [name, { protocol, bytes }] of Object.entries(payloads))
    expect(deliveryPort(bytes, protocol, 0) ?? 0, name).toBe(deliveryPorts[name as keyof typeof payloads])
})

test('names of values', () => {
  expect(hostName(dstHosts, dstHosts.noService)).toBe('noService')
  expect(hostName(srcHosts, dstHosts.service)).toBeUndefined()
  expect(nameOf(payloads, p => p.bytes.length === 4)).toBe('noPort')
})
