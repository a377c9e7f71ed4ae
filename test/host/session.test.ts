import { beforeEach, expect, test, vi } from 'vitest'
import type { Outcome } from '#host/operation.ts'
import { pathRecord, type Session, startSession, type Tool } from '#host/session.ts'
import { UserError } from '#wire/error.ts'
import { startNetwork, type TestNetwork } from './network.ts'

const [src, dst] = ['1-ff00:0:1', '1-ff00:0:2'] as const
let network: TestNetwork

beforeEach(() => {
  network = startNetwork()
  network.run(20e9)
})

const tool = (more: Partial<Tool<string>> = {}): Tool<string> => ({
  neighborPort: 1,
  ready: () => {},
  packet: () => {},
  result: () => 'so far',
  ...more,
})
const start = (t: Tool<string>, host = '127.0.0.1', onEnd?: (o: Outcome<string>) => void) =>
  startSession(network.host(src), { destination: { isdAs: dst, host }, ...(onEnd && { onEnd }) }, t, network.now(), network.out(src))

test('it has a port and a path when it is ready, and gives both and its tasks back at the end', () => {
  let session: Session<string> | undefined
  const wake = vi.fn()
  const operation = start(tool({ ready: s => { session = s; s.run({ wakeAt: () => 1e15, wake }) } })) // biome-ignore format: one line
  expect(operation.outcome).toBeUndefined()
  network.run(network.now() + 1e8)
  const host = network.host(src)
  expect(host.ports.handlerOf(session!.port)).toBeDefined()
  expect(host.paths.inUse).toContain(session!.use)
  expect(pathRecord(session!)).toMatchObject({ next_hop: host.as.routers[0]!.internalAddress, sequence: '1-ff00:0:1#0,23 1-ff00:0:2#33,0' })
  session!.end({ kind: 'done', result: 'x' }, network.now())
  expect(operation.outcome).toEqual({ kind: 'done', result: 'x' })
  expect(host.ports.handlerOf(session!.port)).toBeUndefined()
  expect(host.paths.inUse.size).toBe(0)
  expect(host.wakeAt()).toBeGreaterThan(1e15)
})

test('stopped before there is a path, it has nothing and never gets ready', () => {
  const ready = vi.fn()
  const onEnd = vi.fn()
  const operation = start(tool({ ready }), '127.0.0.1', onEnd)
  operation.stop(network.now())
  network.run(network.now() + 1e9)
  expect(operation.outcome).toEqual({ kind: 'failed', reason: 'stopped before a path was found' })
  expect(ready).not.toHaveBeenCalled()
  expect(onEnd).toHaveBeenCalledOnce()
})

test('stopped later, it has what there is so far', () => {
  const operation = start(tool())
  network.run(network.now() + 1e8)
  operation.stop(network.now())
  expect(operation.outcome).toEqual({ kind: 'done', result: 'so far' })
})

test('no free port, a service, no host text at all', () => {
  expect(start(tool(), 'CS').outcome).toMatchObject({ kind: 'failed', reason: expect.stringContaining('service') })
  expect(() => start(tool(), 'nonsense')).toThrow(UserError)
  while (network.host(src).ports.open(() => {}) !== undefined);
  expect(start(tool()).outcome).toEqual({ kind: 'failed', reason: 'no free port' })
})
