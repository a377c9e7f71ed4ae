import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { convertTopology, readNetwork } from '#cli/topo/convert.ts'
import { readAsTopology } from '#topology/json.ts'
import { UserError } from '#wire/error.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-convert-'))
afterAll(() => rmSync(folder, { recursive: true }))
const at = (...names: string[]) => join(folder, ...names)

const topo = at('net.topo')
writeFileSync(topo, '{ASes: {1-ff00:0:1: {core: true}, 1-7: {x: 1}}, links: [{a: 1-ff00:0:1#3, b: 1-7#4, linkAtoB: CHILD}]}')
const said: string[] = []
const say = (text: string): void => void said.push(text)

test('a folder per AS, named by its AS number; warnings and the result are said', () => {
  convertTopology(topo, at('gen'), say)
  expect(readAsTopology(readFileSync(at('gen', 'AS7', 'topology.json'), 'utf8')).isdAs).toBe('1-7')
  expect(readAsTopology(readFileSync(at('gen', 'ASff00_0_1', 'topology.json'), 'utf8')).core).toBe(true)
  expect(said).toEqual([
    expect.stringContaining('net.topo:1:41: ASes.1-7.x is not known'),
    expect.stringContaining('2 topology.json written'),
  ])
})

test('a network from such folders, or from a folder of JSON files', () => {
  const network = readNetwork(at('gen'), say)
  expect(network).toMatchObject({ name: 'gen', links: [{ type: 'child', a: { ifId: 3 }, b: { ifId: 4 } }] })
  mkdirSync(at('flat'))
  for (const as of ['AS7', 'ASff00_0_1']) writeFileSync(at('flat', `${as}.json`), readFileSync(at('gen', as, 'topology.json')))
  expect({ ...readNetwork(at('flat'), say), name: 'gen' }).toEqual(network)
})

test('back to .topo', () => {
  convertTopology(at('gen'), at('back.topo'), say)
  expect(readNetwork(at('back.topo'), say).links).toHaveLength(1)
})

test('what cannot be: an empty folder, one AS number in two ISDs, a part of a network, a file in the way', () => {
  mkdirSync(at('empty'))
  expect(() => readNetwork(at('empty'), say)).toThrow('holds no topology.json')
  writeFileSync(at('two.topo'), '{ASes: {1-7: {core: true}, 2-7: {core: true}}}')
  expect(() => convertTopology(at('two.topo'), at('two'), say)).toThrow('the same AS number')
  expect(() => readNetwork(at('gen', 'AS7', 'topology.json'), say)).toThrow('has no other end')
  expect(() => convertTopology(topo, at('net.topo', 'x'), say)).toThrow(UserError)
})
