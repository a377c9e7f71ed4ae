import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { saveFinding } from '#conformance/fuzz/keep/save.ts'
import { createLane } from '#conformance/fuzz/lane.ts'
import { generate } from '#conformance/fuzz/make/generate.ts'
import type { Site } from '#conformance/fuzz/site.ts'
import { readSuite } from '#conformance/suite/read.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { mutantTarget, sites } from '../mutant.ts'

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-fuzz-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

/** A packet that is handed on. */
async function finding(site: Site, index: number) {
  const lane = await createLane({ site, start: async s => mutantTarget(s), nowMs: Date.now })
  const recipes = Array.from({ length: 200 }, (_, i) => generate([site], 2, i).recipe)
  const recipe = recipes.find(r => lane.sample(r).decisions[0]!.verdict === 'handOver')!
  return { ...(await lane.alone(recipe)), signature: 'a test', index, count: 1 }
}

test('a finding is saved as a case, as what makes it again, and as a capture of what was seen', async () => {
  const folder = temporary()
  const found = await finding(sites[0]!, 7)
  const files = saveFinding(folder, found, 3)
  expect(files).toEqual(['yaml', 'json', 'pcapng'].map(kind => join(folder, `fuzz-3-7.${kind}`)))
  const saved = JSON.parse(readFileSync(files[1]!, 'utf8'))
  expect(saved).toMatchObject({
    site: 'edge',
    recipe: found.sample.recipe,
    signature: 'a test',
    rule: 'forwardToEgress',
    verdict: 'handOver',
  })
  const packets = [...readCapture(new Uint8Array(readFileSync(files[2]!)))].filter((p): p is Captured => !isMalformed(p))
  expect(packets.map(p => p.interfaceName)).toEqual(['in', 'expected', 'seen'])
})

test('the folder is a suite, whatever comes to it', async () => {
  const folder = temporary()
  for (const [i, site] of sites.entries()) saveFinding(folder, await finding(site, i), 3)
  const { cases, configurations } = readSuite(folder)
  expect(cases.map(c => [c.id, c.configuration, c.origin])).toEqual([
    ['fuzz.forward-to-egress.seed-3-packet-0.01', 'edge', 'conform fuzz --seed 3 --from 0 -n 1'],
    ['fuzz.forward-to-egress.seed-3-packet-1.01', 'core', 'conform fuzz --seed 3 --from 1 -n 1'],
    ['fuzz.forward-to-egress.seed-3-packet-2.01', 'ipv6-21000', 'conform fuzz --seed 3 --from 2 -n 1'],
  ])
  expect([...configurations.keys()]).toEqual(['edge', 'core', 'ipv6-21000'])
  expect(readFileSync(join(folder, 'fuzz-3-0.yaml'), 'utf8')).not.toContain('127.83.')
})
