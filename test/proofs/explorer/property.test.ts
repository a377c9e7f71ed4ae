import { expect, test } from 'vitest'
import type { HopUse, Passage } from '#proofs/explorer/passage.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { findAs } from '#topology/model.ts'
import { worldOf } from './lab.ts'

const { known, network } = worldOf('tiny')
const property = (text: string, leaked: readonly '1-ff00:0:110'[] = []) => parseProperty(text, { known, leaked: new Set(leaked) })
const segment = known.segments.findIndex(s => s.last.isdAs === '1-ff00:0:111')
const [core, leaf] = [0, 1].map(at => known.all.find(h => h.segment === segment && h.at === at)!)

function passage(hop: typeof core, more: Partial<Passage>, use: Partial<HopUse> = {}): Passage {
  const { timestamp, consIngress, consEgress } = hop!
  const one: HopUse = { segment: 0, consDir: true, timestamp, consIngress, consEgress, opens: true, crossed: false, ...use }
  return {
    as: findAs(network.topology, hop!.isdAs)!,
    entered: 0,
    arrived: true,
    left: 0,
    ownSource: false,
    uses: [one],
    last: one,
    atS: timestamp,
    ...more,
  }
}

test('path-auth: a part of a segment, by its own interfaces, while it lives', () => {
  const { judge } = property('path-auth')
  const down = judge('', passage(core, { left: 1 }))
  expect(down).toHaveProperty('memory')
  const { memory } = down as { memory: string }
  expect(judge(memory, passage(leaf, { entered: 41 }, { opens: false }))).toHaveProperty('memory')
  expect(judge(memory, passage(core, { left: 1 }, { opens: false }))).toHaveProperty('broken')
  expect(judge('', passage(core, { left: 2 }))).toHaveProperty('broken', expect.stringContaining('left'))
  expect(judge(memory, passage(leaf, { entered: 40 }, { opens: false }))).toHaveProperty('broken', expect.stringContaining('came into'))
  expect(judge('', passage(core, { left: 1, atS: core!.expiryS + 1 }))).toHaveProperty('broken')
  expect(property('path-auth', ['1-ff00:0:110']).judge('', passage(core, { left: 2 }))).toEqual({ memory: '*' })
})

test('valley-free: who pays for it', () => {
  const { judge } = parseProperty('valley-free', { known: worldOf('shortcut').known, leaked: new Set() })
  const at = worldOf('demo16').network.topology.ases.find(a => a.isdAs === '1-ff00:0:112')!
  const through = (entered: number, left: number) => judge('', passage(core, { as: at, entered, left }))
  expect(through(1, 3)).toEqual({ memory: '' })
  expect(through(1, 2)).toHaveProperty('broken', '1-ff00:0:112 carried it from a parent link to a parent link')
  expect(through(4, 1)).toHaveProperty('broken')
  expect(through(0, 1)).toEqual({ memory: '' })
})

test('loop-free: twice, not thrice; core ASes may see it more often', () => {
  const { judge } = property('loop-free')
  let memory = ''
  for (const _ of [1, 2]) memory = (judge(memory, passage(leaf, {})) as { memory: string }).memory
  expect(judge(memory, passage(leaf, { arrived: false }))).toEqual({ memory })
  expect(judge(memory, passage(leaf, {}))).toHaveProperty('broken')
  expect(judge(memory, passage(core, {}))).toEqual({ memory })
})

test('isolation and waypoint: who comes in, and by where', () => {
  const isolation = property('isolation:1-ff00:0:112->1-ff00:0:111')
  expect(isolation.from).toBe('1-ff00:0:112')
  expect(isolation.judge('', passage(leaf, { entered: 41 }))).toHaveProperty('broken')
  expect(isolation.judge('', passage(leaf, { entered: 0 }))).toEqual({ memory: '' })
  const { judge } = property('waypoint:1-ff00:0:112->1-ff00:0:111:1-ff00:0:110')
  expect(judge('', passage(leaf, { entered: 41 }))).toHaveProperty('broken')
  expect(judge('', passage(core, {}))).toEqual({ memory: 'passed' })
  expect(judge('passed', passage(leaf, { entered: 41 }))).toEqual({ memory: 'passed' })
})

test.each(['', 'path', 'isolation:1-ff00:0:110', 'waypoint:1-1->1-2', 'isolation:x->y', 'isolation:1-1->1-2:1-3'])(
  '"%s" is no property',
  text => {
    expect(() => property(text)).toThrow()
  },
)

test('source-in: not from outside as one of our own; source-out: not from inside as another', () => {
  const [comes, leaves] = [property('source-in').judge, property('source-out').judge]
  expect(comes('', passage(leaf, { entered: 41, ownSource: true }))).toHaveProperty('broken', expect.stringContaining('as one of its own'))
  expect(comes('', passage(leaf, { entered: 41 }))).toHaveProperty('memory')
  expect(comes('', passage(core, { left: 1, ownSource: true }))).toHaveProperty('memory')
  expect(leaves('', passage(core, { left: 1 }))).toHaveProperty('broken', expect.stringContaining('of another AS'))
  expect(leaves('', passage(core, { left: 1, ownSource: true }))).toHaveProperty('memory')
  expect(leaves('', passage(core, { entered: 2, left: 1 }))).toHaveProperty('memory')
})
