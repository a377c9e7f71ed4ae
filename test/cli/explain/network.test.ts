import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { loadNetwork } from '#cli/explain/network.ts'
import { forwardingKey } from '#crypto/key.ts'
import { simulatedKey } from '#sim/network.ts'
import { master, writeLab } from './lab.ts'

const lab = writeLab()
afterAll(() => rmSync(lab.folder, { recursive: true }))

const masterBytes = Uint8Array.from(atob(master), c => c.charCodeAt(0))
const load = (topologies: string[], keys: string[] = []) => loadNetwork({ topologies, keys, seed: 7 })
const all = ['1-ff00:0:110', '1-ff00:0:111', '1-ff00:0:112']

test('a .topo file: all ASes, with the keys of a simulation', () => {
  const known = load([lab.topo])
  expect([...known.ases.keys()]).toEqual(all)
  expect(known.keyOf('1-ff00:0:111')).toEqual(simulatedKey(7, '1-ff00:0:111'))
  expect(known.keyOf('1-ff00:0:999')).toBeUndefined()
})

test('a folder of AS folders, one AS folder, one topology.json: each with the key beside it', () => {
  expect([...load([lab.gen]).ases.keys()]).toEqual(all)
  expect(load([lab.gen]).keyOf('1-ff00:0:112')).toEqual(forwardingKey(masterBytes))
  const own = join(lab.gen, 'ASff00_0_111')
  for (const path of [own, join(own, 'topology.json')]) {
    const known = load([path])
    expect([...known.ases.keys()]).toEqual(['1-ff00:0:111'])
    expect(known.keyOf('1-ff00:0:111')).toBeDefined()
    expect(known.keyOf('1-ff00:0:110')).toBeUndefined()
  }
})

test('what comes later wins; a key alone needs no topology', () => {
  const file = join(lab.folder, 'other.key')
  writeFileSync(file, 'mdPcnujoYi4JmWALGeKbSQ==\n')
  const known = load([lab.gen], [`1-ff00:0:110=${file}`, `2-64512=${master}`])
  expect(known.keyOf('1-ff00:0:110')).not.toEqual(known.keyOf('1-ff00:0:111'))
  expect(known.keyOf('2-64512')).toEqual(forwardingKey(masterBytes))
})

test('bad sources say what was expected', () => {
  expect(() => load([], ['1-ff00:0:110'])).toThrow('names no AS')
  expect(() => load([], ['x=AAAA'])).toThrow('is not an ISD-AS')
  expect(() => load([], ['1-1=???'])).toThrow('--key of 1-1 is no base64 text')
  expect(() => load([], ['1-1='])).toThrow('is no base64 text')
  expect(() => load([join(lab.folder, 'none')])).toThrow('no such file')
  const empty = join(lab.folder, 'empty')
  mkdirSync(empty)
  expect(() => load([empty])).toThrow('holds no topology.json')
  const broken = join(lab.gen, 'ASff00_0_111', 'keys', 'master0.key')
  writeFileSync(broken, 'not base64!')
  expect(() => load([lab.gen])).toThrow(expect.objectContaining({ place: { file: broken } }))
})
