import { expect, test } from 'vitest'
import { daemonApi } from '#emulate/daemon/schema.ts'
import { serviceOf } from '#emulate/rpc/description.ts'

test('what Go clients call: the service by its full name, each method where they look for it', () => {
  const { typeName, methods } = serviceOf(daemonApi)
  expect(typeName).toBe('proto.daemon.v1.DaemonService')
  expect(methods.map(m => m.name).join(' ')).toBe(
    'Paths AS Interfaces Services NotifyInterfaceDown PortRange DRKeyASHost DRKeyHostAS DRKeyHostHost',
  )
})

test('every name that a message uses is there, and no number twice', () => {
  for (const { input, output } of serviceOf(daemonApi).methods)
    for (const { fields } of [input, output]) expect(new Set(fields.map(f => f.number)).size).toBe(fields.length)
})
