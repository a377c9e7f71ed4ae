import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type RunOptions, runCases } from '#conformance/run/run.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { EnvironmentError } from '#wire/error.ts'
import { fakeRouter, ourRouter } from '../dut/network.ts'
import { caseOf, suite } from '../in-process.ts'

async function run(command: string, ids: readonly string[], more: Partial<RunOptions> = {}) {
  const told: [id: string, result: string, why: string][] = []
  await runCases({
    suite,
    command,
    cases: ids.map(id => (id.startsWith('bytes ') ? bytesCase(id.slice(6)) : caseOf(id))),
    graceMs: 100,
    told: o => {
      told.push([o.case.id, o.result, o.reason ?? o.differences.map(d => `${d.field}: ${d.actual}`).join(' ')])
      return false
    },
    ...more,
  })
  return told
}

/** A case that sends a word to a fake router. */
const bytesCase = (word: string) => ({
  ...caseOf('dp.transit-source.stranger.01'),
  id: `fake.${word}.01`,
  in: { link: 131, bytes: Buffer.from(word).toString('hex') },
  out: 'nothing' as const,
})
const forward = 'dp.forward.parent-child.along.01'

test('our router, in one process', async () => {
  const ids = [forward, 'dp.one-hop.in.01', 'dp.deliver.service.none.01']
  expect(await run(ourRouter, ids)).toEqual(ids.map(id => [id, 'passed', '']))
})

test('an echo is no router', async () => {
  const [[, result, why]] = (await run(fakeRouter('echo'), [forward])) as [[string, string, string]]
  expect(result).toBe('failed')
  expect(why).toMatch(/^from: 127\.\d+\.13\.2:50000 to: 127\.\d+\.13\.3:40000/)
})

test('a duplicate fails, also when it comes late', async () => {
  const told = await run(fakeRouter('echo'), ['bytes twice'])
  expect(told).toMatchObject([['fake.twice.01', 'failed', /output: .*output: /]])
  expect(await run(fakeRouter('late-answer'), ['bytes quiet', 'bytes later'])).toMatchObject([
    ['fake.quiet.01', 'passed', ''],
    ['fake.later.01', 'failed', /output after the answer/],
  ])
})

test('a router that dies or hangs fails that case and gets a successor', async () => {
  const told = await run(fakeRouter('echo'), ['bytes crash', 'bytes hang', 'bytes word'], { patienceMs: 1000 })
  expect(told).toMatchObject([
    ['fake.crash.01', 'failed', /exit code 7/],
    ['fake.hang.01', 'failed', /did not answer on interface 131 for 1 s/],
    ['fake.word.01', 'failed', /^output: /],
  ])
})

test('one that does not come back fails what is left', async () => {
  const told = await run(`${fakeRouter('once')} ${join(temporaryFolder(), 'started')}`, ['bytes crash', 'bytes word', 'bytes word'])
  expect(told.map(([, result, why]) => [result, /ended with exit code 5/.test(why)])).toEqual([
    ['failed', false],
    ['failed', true],
    ['failed', true],
  ])
})

test('one that cannot be started in another configuration fails its cases there', async () => {
  const told = await run(`${fakeRouter('once')} ${join(temporaryFolder(), 'started')}`, [forward, 'dp.mac.zero.01'])
  expect(told.map(([id, result, why]) => [id, result, /ended with exit code 5/.test(why)])).toEqual([
    [forward, 'failed', false],
    ['dp.mac.zero.01', 'failed', true],
  ])
})

test('cases of BFD run beside the others and are told behind them', async () => {
  const ids = ['dp.bfd.host.01', forward, 'dp.one-hop.in.01', 'dp.bfd.down.down.01']
  const told = await run(ourRouter, ids)
  expect(told.map(([id, result]) => [id, result])).toEqual([1, 2, 0, 3].map(i => [ids[i], 'passed']))
})

test('the run ends when it is told to', async () => {
  const seen: string[] = []
  await run(fakeRouter('echo'), [forward, forward, forward], { told: o => seen.push(o.result) === 2 })
  expect(seen).toEqual(['failed', 'failed'])
})

test('a router that never is ready', async () => {
  await expect(run(fakeRouter('silent'), [forward], { readyMs: 200 })).rejects.toBeInstanceOf(EnvironmentError)
})
