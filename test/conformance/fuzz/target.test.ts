import { expect, onTestFinished, test } from 'vitest'
import { ears } from '#conformance/fuzz/site.ts'
import { createSites, startTarget } from '#conformance/fuzz/target.ts'
import { EnvironmentError } from '#wire/error.ts'
import { fakeRouter } from '../dut/network.ts'

test('a router for each site, heard at every place', async () => {
  const [site] = await createSites()
  const target = await startTarget(fakeRouter('echo'), site!)
  onTestFinished(() => target.stop())
  const door = site!.doors.find(d => d.kind === 'host')!
  const { outputs } = await target.exchange(
    [{ port: door.port, from: door.from, bytes: Uint8Array.of(1, 2, 3) }],
    heard => heard.length > 0,
  )
  expect(outputs.map(o => [o.to, [...o.bytes]])).toEqual([[door.from, [1, 2, 3]]])
  expect(ears(site!)).toContain(door.from)
})

test('one that cannot be started', async () => {
  const [site] = await createSites()
  await expect(startTarget('no-such-router {toml}', site!)).rejects.toThrow(EnvironmentError)
})
