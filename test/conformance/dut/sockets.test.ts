import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createSockets } from '#conformance/dut/sockets.ts'
import { someNet } from '#test/emulate/lab.ts'
import { EnvironmentError } from '#wire/error.ts'

test('datagrams between two of them', async () => {
  const heard: unknown[] = []
  const sockets = createSockets((from, to, bytes) => heard.push([from, to, [...bytes]]))
  onTestFinished(sockets.close)
  const net = someNet()
  const [a, b] = [`127.${net}.0.1:40001`, `127.${net}.0.2:40002`]
  for (const address of [a, b, a]) expect(await sockets.open(address)).toBe(address)
  const any = await sockets.open('[::1]:0')
  expect(any).toMatch(/^\[::1\]:[1-9]\d*$/)
  sockets.send(a, b, Uint8Array.of(1, 2))
  sockets.send(b, a, Uint8Array.of())
  while (heard.length < 2) await setTimeout(1)
  // Each socket is read in its own turn.
  expect(heard).toHaveLength(2)
  expect(heard).toEqual(
    expect.arrayContaining([
      [a, b, [1, 2]],
      [b, a, []],
    ]),
  )
})

test('addresses that cannot be had', async () => {
  const sockets = [createSockets(() => {}), createSockets(() => {})] as const
  for (const s of sockets) onTestFinished(s.close)
  const address = `127.${someNet()}.0.1:40001`
  await sockets[0].open(address)
  await expect(sockets[1].open(address)).rejects.toThrow(`${address} is in use`)
  const elsewhere = sockets[0].open('192.0.2.1:40001')
  await expect(elsewhere).rejects.toThrow('192.0.2.1:40001 is no address of this machine')
  await expect(elsewhere).rejects.toBeInstanceOf(EnvironmentError)
})
