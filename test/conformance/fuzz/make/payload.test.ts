import { expect, test } from 'vitest'
import { buildPayload, protocolOf } from '#conformance/fuzz/make/payload.ts'
import { deliveryPort } from '#router/port.ts'

test('each kind names the port it was made with', () => {
  const portOf = (plan: Parameters<typeof buildPayload>[0]): number | undefined => deliveryPort(buildPayload(plan), protocolOf(plan), 0)
  expect(portOf({ kind: 'udp', srcPort: 1, dstPort: 4711, data: 5 })).toBe(4711)
  expect(portOf({ kind: 'tcp', srcPort: 1, dstPort: 4711, data: 0 })).toBe(4711)
  expect(portOf({ kind: 'scmp', type: 129, code: 0, identifier: 4711, data: 3 })).toBe(4711)
  expect(portOf({ kind: 'scmp', type: 128, code: 0, identifier: 4711, data: 3 })).toBe(30041)
  expect(portOf({ kind: 'scmpError', type: 4, code: 51, quoted: 'udp', port: 4711, cut: 0 })).toBe(4711)
  expect(portOf({ kind: 'scmpError', type: 5, code: 0, quoted: 130, port: 4711, cut: 0 })).toBe(4711)
  expect(portOf({ kind: 'scmpError', type: 4, code: 51, quoted: 'udp', port: 4711, cut: 40 })).toBeUndefined()
  expect(portOf({ kind: 'raw', protocol: 253, data: 0 })).toBe(30041)
})

test('lengths', () => {
  expect(buildPayload({ kind: 'raw', protocol: 17, data: 3 })).toEqual(Uint8Array.of(0, 1, 2))
  expect(buildPayload({ kind: 'scmp', type: 128, code: 0, identifier: 1, data: 9000 })).toHaveLength(9008)
})
