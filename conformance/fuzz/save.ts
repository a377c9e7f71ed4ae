/** A finding as files: the recipe, from which it can be made again at any time, and a capture of what was seen. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { joinBytes, toHex } from '#wire/bytes.ts'
import { createCapture } from '#wire/pcapng.ts'
import type { Finding } from './campaign.ts'
import type { Recipe } from './recipe.ts'
import { routerAddress } from './site.ts'

/** The content of a saved finding. */
export interface SavedFinding {
  readonly fuzz: 1
  readonly site: string
  readonly signature: string
  readonly recipe: Recipe
  /** as it was sent: its times are those of then */
  readonly bytes: string
  readonly rule: string
  readonly verdict: string
  readonly differences: Finding['differences']
}

/** Writes NAME.json and NAME.pcapng into the folder; returns their names. */
export function saveFinding(folder: string, finding: Finding, seed: number): string[] {
  const { sample, signature, differences, index } = finding
  const { rule, verdict, reason } = sample.decisions[0]!
  const saved: SavedFinding = {
    fuzz: 1,
    site: sample.site.name,
    signature,
    recipe: sample.recipe,
    bytes: toHex(sample.bytes),
    rule,
    verdict: reason ?? verdict,
    differences,
  }
  const name = join(folder, `fuzz-${seed}-${index}`)
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${name}.json`, `${JSON.stringify(saved, undefined, 2)}\n`)
  writeFileSync(`${name}.pcapng`, captureOf(finding))
  return [`${name}.json`, `${name}.pcapng`]
}

/** What went in, what should have come out, what came. */
function captureOf({ sample, observed }: Finding): Uint8Array {
  const pieces: Uint8Array[] = []
  const capture = createCapture(piece => pieces.push(piece), 'hopproof conform fuzz')
  const unixNs = BigInt(Math.round(sample.nowMs)) * 1_000_000n
  const see = (interfaceName: string, src: string, dst: string, payload: Uint8Array, comment: string): void =>
    capture({ unixNs, interfaceName, comment, src, dst, payload })
  see('in', sample.door.from, routerAddress(sample.site, sample.door), sample.bytes, 'in')
  for (const { output, rule } of sample.decisions)
    if (output !== undefined) see('expected', output.from, output.to[0]!, output.bytes, `expected, by rule ${rule}`)
  for (const { from, to, bytes } of observed) see('seen', from, to, bytes, 'came out')
  return joinBytes(pieces)
}
