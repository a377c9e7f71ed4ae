import { expect, test } from 'vitest'
import { receiveFlow, runFlow } from '#emulate/host/flow.ts'
import { runNetwork } from '#test/emulate/daemon/lab.ts'
import { runHost } from './lab.ts'

test('a flow that cannot begin ends with its reason; a port is given back', async () => {
  const network = await runNetwork('two')
  const host = await runHost(network, '1-ff00:0:110')
  const report = await new Promise<object>(resolve =>
    runFlow(
      host,
      { name: 'f', kind: 'traceroute', from: 'a', to: 'b', timeoutNs: 1e8 },
      { destination: { isdAs: '9-ff00:0:999', host: '10.0.0.1' } },
      resolve,
    ),
  )
  expect(report).toMatchObject({ name: 'f', sent: 0, failed: expect.any(String) })

  const receiver = receiveFlow(host)!
  expect(host.host.ports.handlerOf(receiver.port)).toBeDefined()
  expect(receiver.end()).toMatchObject({ received: 0, delay: undefined })
  expect(host.host.ports.handlerOf(receiver.port)).toBeUndefined()
})
