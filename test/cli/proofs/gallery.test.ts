import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { GalleryReport } from '#cli/proofs/gallery.ts'
import { gallery } from '#proofs/gallery/gallery.ts'
import { root } from '#test/availability.ts'
import { hopproof } from '#test/cli/tools/lab.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { UserError } from '#wire/error.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-gallery-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('the list: every attack with its guard and theorem', async () => {
  const { out, exit } = await hopproof('attack', 'list')
  expect(out).toMatch(/^valley-path +a customer carries traffic between its providers +linkPairAllowed +T4$/m)
  expect(out).toContain(`${gallery.length} attacks; 6 that no rule stops`)
  expect(exit).toBeUndefined()
  const listed = JSON.parse((await hopproof('attack', 'list', '--format', 'json')).out) as { name: string }[]
  expect(listed.map(e => e.name)).toEqual(gallery.map(e => e.name))
})

test('one attack: its story, its way with the guard on and off, exit 0', async () => {
  const { out, exit } = await hopproof('attack', 'run', 'valley-path')
  expect(out).toContain('Mallory has the forwarding keys of red, shop and blue')
  expect(out).toContain('with linkPairAllowed on: refused by 1-ff00:0:113 br1, linkPairAllowed: no transit between these two link types')
  expect(out).toContain('with linkPairAllowed off: delivered by 1-ff00:0:112 br1')
  expect(out.endsWith('as the gallery says\n')).toBe(true)
  expect(exit).toBeUndefined()
})

test('only with the guard off; as JSON, with the packets in a capture', async () => {
  const file = join(folder, 'valley.pcapng')
  const { out } = await hopproof('attack', 'run', 'valley-path', '--guard', 'off', '--format', 'json', '--pcap', file)
  const report = JSON.parse(out) as GalleryReport
  expect(report.runs.map(r => [r.guard, r.fate.end, r.asSaid])).toEqual([['off', 'delivered', true]])
  const packets = [...readCapture(new Uint8Array(readFileSync(file)))].filter(p => !isMalformed(p))
  expect(packets.length).toBeGreaterThanOrEqual(4)
})

test('where no rule stops it: what limits it; with the guard off there is nothing to play', async () => {
  const { out } = await hopproof('attack', 'run', 'scmp-reflection')
  expect(out).toContain('stopped by')
  expect(out).toContain('no rule')
  expect(out).toContain('Only hosts of the own AS can be hit')
  await expect(hopproof('attack', 'run', 'replay', '--guard', 'off')).rejects.toBeInstanceOf(UserError)
  await expect(hopproof('attack', 'run', 'replayed')).rejects.toThrow('there is no attack "replayed"')
})

test('docs/attacks.md shows what is printed', async () => {
  const text = readFileSync(join(root, 'docs/attacks.md'), 'utf8')
  const blocks = [...text.matchAll(/^```\n\$ hopproof (attack [^\n]*)\n(.*?)^```/gms)]
  expect(blocks).toHaveLength(2)
  for (const [, words, shown] of blocks) expect((await hopproof(...words!.split(' '))).out).toBe(shown)
})
