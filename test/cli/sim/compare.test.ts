import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { createRecorder } from '#emulate/record/recorder.ts'
import { startFlow } from '#sim/flow.ts'
import { createNetwork } from '#sim/network.ts'
import { temporaryFolder } from '#test/emulate/net/lab.ts'
import { exampleTopology, scenarioFolder } from '#test/sim/examples.ts'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

async function hopproof(...words: string[]): Promise<{ out: string; exitCode: unknown }> {
  process.exitCode = 0
  let out = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += text
    return true
  })
  await (await createProgram(words)).parseAsync(words, { from: 'user' })
  vi.restoreAllMocks()
  return { out, exitCode: process.exitCode }
}

async function simulate(name: string, ...more: string[]): Promise<string> {
  const out = join(temporaryFolder(), 'run')
  await hopproof('sim', 'run', join(scenarioFolder, 'two-worlds', `${name}.yaml`), '--out', out, ...more)
  return out
}

/** What real routers would have captured: by their recorder, in the simulator. */
function pretendReal(folder: string, seed: number): void {
  const network = createNetwork(forNamespaces(exampleTopology('tiny')), { seed })
  network.run(10e9)
  const recorder = createRecorder({ pcap: join(folder, 'packets.pcapng'), failed: expect.fail })
  for (const observer of recorder.observers) network.observe(observer)
  startFlow(network, { kind: 'ping', name: 'p', from: 'alice', to: 'bob', count: 3, intervalNs: 1e8, timeoutNs: 1e9, payload: 0 })
  network.run(11e9)
  recorder.close()
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as object
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, world: 'netns' }))
}

test('two runs that agree, also of packets decided again, and two that do not', async () => {
  const [a, b, c] = [await simulate('attacks'), await simulate('attacks'), await simulate('lossy')]
  pretendReal(b, 1)
  const same = await hopproof('compare', a, b)
  expect(same.out).toContain('come to the same')
  expect(same.out).toMatch(/\d+ packets that routers of .* decided about, 0 refused .*: the simulator's decide the same, byte for byte/)
  expect(same.exitCode).toBe(0)
  const differ = await hopproof('compare', a, c)
  expect(differ.out).toContain('flow honest\n    first   5/5 packets\n    second  none')
  expect(differ.exitCode).toBe(1)
})

test('packets that other keys decided about', async () => {
  const [a, b] = [await simulate('attacks'), await simulate('attacks')]
  pretendReal(b, 2)
  const { out, exitCode } = await hopproof('compare', a, b)
  expect(out).toMatch(/the simulator's decide otherwise about \d+\n {2}at 1-ff00:0:11\d \S+ from /)
  expect(exitCode).toBe(1)
  const json = await hopproof('compare', a, b, '--format', 'json')
  expect(JSON.parse(json.out)).toMatchObject({ agree: false, differences: [], replays: [{ folder: b }] })
})

test('a folder that is no run', async () => {
  const run = await simulate('attacks')
  await expect(hopproof('compare', run, temporaryFolder())).rejects.toThrow('no such file')
  writeFileSync(join(run, 'summary.json'), '{"name": "n"}')
  await expect(hopproof('compare', run, run)).rejects.toThrow('seed')
})
