import { readdirSync } from 'node:fs'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startDut } from '#conformance/dut/dut.ts'
import { onLoopback, temporaryFolder } from '#test/emulate/lab.ts'
import { buildExpected, buildInput, readStories } from '#test/router/story.ts'
import { toHex } from '#wire/bytes.ts'
import { EnvironmentError } from '#wire/error.ts'
import { fakeRouter, ourRouter, runDut, storyConfiguration } from './network.ts'

const text = (word: string): Uint8Array => new TextEncoder().encode(word)
const netOf = (address: string): number => Number(address.split('.')[1])

test('a packet to our router, what comes out, and from where', async () => {
  const dut = await runDut(ourRouter)
  const net = netOf(dut.configuration.as.routers[0]!.internalAddress)
  const story = onLoopback(readStories('reference-forward.yaml'), '192.168.', net).find(s => s.name === 'ParentToChild')!
  // The stories stand at another time: these hop fields are not expired yet.
  const { outputs, before, failure } = await dut.exchange([{ port: 131, bytes: buildInput(story) }], heard => heard.length > 0)
  expect([before, failure]).toEqual([[], undefined])
  expect(outputs.map(o => ({ ...o, bytes: toHex(o.bytes) }))).toEqual([
    { port: 141, from: `127.${net}.14.2:50000`, to: `127.${net}.14.3:40000`, bytes: toHex(buildExpected(story)!) },
  ])
  await dut.open(`127.${net}.0.51:21000`)
  expect((await dut.exchange([{ port: 0, from: `127.${net}.0.51:21000`, bytes: text('noise') }])).outputs).toEqual([])
})

test('many at once, in order on each socket', async () => {
  const dut = await runDut(fakeRouter('echo'))
  const words = Array.from({ length: 60 }, (_, i) => `word ${i}`)
  const { outputs } = await dut.exchange(words.map((word, i) => ({ port: i % 2 === 0 ? 131 : 0, bytes: text(word) })))
  const heardOn = (port: number) => outputs.filter(o => o.port === port).map(o => new TextDecoder().decode(o.bytes))
  expect(heardOn(131)).toEqual(words.filter((_, i) => i % 2 === 0))
  expect(heardOn(0)).toEqual(words.filter((_, i) => i % 2 === 1))
})

test('duplicates, and what comes unprompted', async () => {
  const dut = await runDut(fakeRouter('echo'))
  const { outputs } = await dut.exchange([{ port: 131, bytes: text('twice') }])
  expect(outputs).toHaveLength(2)
  expect((await dut.exchange([])).before).toEqual([])
})

test('a router that dies, and one that hangs', async () => {
  const dying = await runDut(fakeRouter('echo'))
  expect((await dying.exchange([{ port: 131, bytes: text('crash') }])).failure).toMatchObject({ kind: 'died', text: /exit code 7/ })
  const hanging = await runDut(fakeRouter('echo'), { patienceMs: 500 })
  const { failure } = await hanging.exchange([{ port: 131, bytes: text('hang') }])
  expect(failure).toMatchObject({ kind: 'silent', text: /did not answer on interface 131 for 0.5 s/ })
})

test('one that takes its time to start', async () => {
  await expect(runDut(fakeRouter('late'))).resolves.toBeDefined()
})

test.each([
  ['exit', 10_000, /ended with exit code 4 before it was ready[\s\S]*no such licence/],
  ['silent', 300, /answered on none of its interfaces within 0.3 s/],
])('one that is never ready: %s', async (kind, readyMs, message) => {
  const own = temporaryFolder()
  vi.stubEnv('TMPDIR', own)
  onTestFinished(() => void vi.unstubAllEnvs())
  const starting = startDut({ command: fakeRouter(kind), configuration: storyConfiguration(), readyMs })
  await expect(starting).rejects.toThrow(message)
  await expect(starting).rejects.toBeInstanceOf(EnvironmentError)
  expect(readdirSync(own)).toEqual([])
})
