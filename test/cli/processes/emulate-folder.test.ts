import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { liveText, writeLiveGiven, writeLiveResults } from '#cli/processes/emulate-folder.ts'
import { openRunFolder } from '#cli/sim/run-folder.ts'
import { readNetworkFile } from '#emulate/net/network-file.ts'
import type { LiveResult } from '#emulate/net/timeline.ts'
import { traceHead } from '#sim/trace.ts'
import { temporaryFolder } from '#test/emulate/net/lab.ts'
import { scenarioFolder } from '#test/sim/examples.ts'

const result: LiveResult = {
  ...{ name: 'link-cut', world: 'netns', impairments: 'nobody', seed: 3, startS: 1.8e9, durationNs: 1e9, passed: false },
  flows: [
    {
      ...{ name: 'p', kind: 'ping', from: 'a', to: 'b', startNs: 0, endNs: 1e9, sent: 2, received: 1, delay: undefined },
      ...{ longestGapNs: 7e8, paths: [{ fromNs: 0, packets: 2, way: 'w', gapNs: 7e8 }], errors: new Map([['down', 1]]), failed: undefined },
    },
  ],
  drops: [{ isdAs: '1-ff00:0:110', router: 'br', reason: 'macMismatch', count: 2 }],
  ...{ failures: [], attacks: [], ways: [], links: [], verdicts: { forward: 0, handOver: 0, deliver: 0, answer: 0, drop: 2, bfd: 0 } },
  expectations: [{ text: 'replies of p: at least 2', ok: false, found: '1' }],
}

test("the folder has what was given and what came of it, and every router's trace and capture", () => {
  const out = temporaryFolder()
  const processes = join(out, 'processes')
  for (const name of ['evidence', 'captures']) mkdirSync(join(processes, name), { recursive: true })
  for (const router of ['br1', 'br2']) writeFileSync(join(processes, 'evidence', `${router}.ndjson`), `{"router":"${router}"}\n`)
  const folder = openRunFolder(out)
  const network = readNetworkFile(join(scenarioFolder, 'link-cut.yaml'))
  writeLiveGiven(folder, network, 3)
  writeLiveResults(folder, processes, network, result, '1.2.3')
  const text = (name: string): string => readFileSync(join(out, name), 'utf8')
  expect(JSON.parse(text('manifest.json'))).toMatchObject({
    ...{ name: 'link-cut', world: 'netns', seed: 3, passed: false, versions: { hopproof: '1.2.3' } },
    files: expect.arrayContaining(['scenario.yaml', 'network.topo', 'summary.json', 'flows.csv', 'drops.csv', 'links.csv', 'trace.ndjson']),
  })
  expect(JSON.parse(text('summary.json'))).toMatchObject({ flows: [{ failoverNs: 7e8, errors: { down: 1 } }] })
  const [head, ...decisions] = text('trace.ndjson').split('\n')
  expect(JSON.parse(head!)).toEqual({ ...traceHead(network.topology, 3, []) })
  expect(decisions).toEqual(['{"router":"br1"}', '{"router":"br2"}', ''])
  expect(text('scenario.yaml')).toContain('seed: 3')
  expect(text('drops.csv')).toContain('1-ff00:0:110,br,macMismatch,2')
})

test('in words', () => {
  const text = liveText(result, 'a note', 'runs/x')
  for (const part of [
    'link-cut on netns, seed 3; delay and loss: nobody\na note',
    'fail-over 700',
    'macMismatch',
    'FAIL replies of p',
    '1 of 1 expectations failed\nwritten to runs/x',
  ])
    expect(text).toContain(part)
})
