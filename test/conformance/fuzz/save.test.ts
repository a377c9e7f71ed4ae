import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { generate } from '#conformance/fuzz/generate.ts'
import { createLane } from '#conformance/fuzz/lane.ts'
import { saveFinding } from '#conformance/fuzz/save.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { mutantTarget, sites } from './mutant.ts'

test('a finding is saved as what makes it again, and as a capture of what was seen', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'hopproof-fuzz-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const lane = await createLane({ site: sites[0]!, start: async site => mutantTarget(site), nowMs: Date.now })
  const recipe = Array.from({ length: 100 }, (_, i) => generate([sites[0]!], 2, i).recipe).find(
    r => lane.sample(r).decisions[0]!.verdict === 'forward',
  )!
  const trial = await lane.alone(recipe)
  const files = saveFinding(join(folder, 'found'), { ...trial, signature: 'a test', index: 7, count: 1 }, 3)
  expect(files).toEqual([join(folder, 'found/fuzz-3-7.json'), join(folder, 'found/fuzz-3-7.pcapng')])
  const saved = JSON.parse(readFileSync(files[0]!, 'utf8'))
  expect(saved).toMatchObject({ site: 'edge', recipe, signature: 'a test', rule: 'forwardToEgress', verdict: 'forward' })
  const packets = [...readCapture(new Uint8Array(readFileSync(files[1]!)))].filter((p): p is Captured => !isMalformed(p))
  expect(packets.map(p => p.interfaceName)).toEqual(['in', 'expected', 'seen'])
})
