import { expect, test } from 'vitest'
import { choicesAt, fittedChoices } from '#proofs/explorer/choices.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { worldOf } from './lab.ts'

const { world, known } = worldOf('tiny')
const isdAs = '1-ff00:0:110'
const place = world.places.find(p => p.as.isdAs === isdAs)!

test('where a segment begins: every known hop field of the AS, both ways, and each pair of interfaces', () => {
  const choices = [...choicesAt(world, createForge(world, new Set()), { place, outside: true, info: undefined })]
  for (const hop of known.of(isdAs))
    for (const consDir of [true, false])
      expect(
        choices.some(c => c.hop.mac === hop.mac && c.info.consDir === consDir && c.info.segId === (consDir ? hop.beta : hop.folded)),
      ).toBe(true)
  const pairs = new Set(choices.filter(c => c.wish !== undefined).map(c => `${c.hop.consIngress} ${c.hop.consEgress}`))
  expect(pairs.size).toBe(9)
})

test('inside a segment only what fits its SegID', () => {
  const [hop] = known.of(isdAs)
  const info = { consDir: true, peer: false, timestamp: hop!.timestamp, segId: hop!.beta }
  const fitting = [...choicesAt(world, createForge(world, new Set()), { place, outside: true, info })].filter(c => c.wish === undefined)
  expect(fitting.map(c => c.hop.mac)).toContainEqual(hop!.mac)
  const other = [...choicesAt(world, createForge(world, new Set()), { place, outside: true, info: { ...info, timestamp: 1 } })]
  expect(other.every(c => c.wish !== undefined)).toBe(true)
})

test('a made hop field is made again for each known one that may follow', () => {
  const forge = createForge(world, new Set([isdAs]))
  const made = [...choicesAt(world, forge, { place, outside: false, info: undefined })].filter(c => c.wish !== undefined)
  const leading = made.find(c => c.info.consDir && c.hop.consIngress === 0 && c.hop.consEgress === 1)!
  const first = (mac: Uint8Array): number => (mac[0]! << 8) | mac[1]!
  const afters = [...fittedChoices(world, forge, leading)].map(c => c.info.segId ^ first(c.hop.mac))
  const wanted = known.wanted('1-ff00:0:111').map(w => w.segId)
  expect(afters.length).toBeGreaterThan(0)
  for (const after of afters) expect(wanted).toContain(after)
})
