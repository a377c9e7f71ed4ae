import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { networkFolders } from '#emulate/config/folders.ts'
import { readRouterConfiguration } from '#emulate/config/router.ts'
import { simulatedKey } from '#sim/network.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import { readAsTopology } from '#topology/json.ts'
import { readTopo } from '#topology/topo.ts'
import { configured } from '../network-lab.ts'

const topology = readTopo(readFileSync(tiny, 'utf8'), tiny).topology
const options = { out: 'gen', seed: 7, notBeforeS: 1_700_000_000 }
const files = networkFolders(topology, options)
const text = (path: string): string => files.find(f => f.path === path)!.text

test("an AS's folder has what its programs read", () => {
  const own = files.map(f => f.path).filter(path => path.startsWith('gen/ASff00_0_111/'))
  expect(own.map(path => path.slice('gen/ASff00_0_111/'.length)).sort()).toEqual([
    'br1-ff00_0_111-1.toml',
    'certs/ISD1-B1-S1.trc',
    'crypto/as/ISD1-ASff00_0_111.pem',
    'crypto/as/cp-as.key',
    'crypto/as/cp-as.tmpl',
    'cs1-ff00_0_111-1.toml',
    'keys/master0.key',
    'keys/master1.key',
    'sd.toml',
    'topology.json',
  ])
  expect(readAsTopology(text('gen/ASff00_0_111/topology.json')).controlServices[0]!.id).toBe('cs1-ff00_0_111-1')
  expect(text('gen/ASff00_0_110/cs1-ff00_0_110-1.toml')).toContain('mode = "in-process"')
  expect(text('gen/ASff00_0_111/cs1-ff00_0_111-1.toml')).toContain('mode = "disabled"')
  expect(text('gen/ASff00_0_111/sd.toml')).toContain('address = "127.0.0.19:30255"')
  expect(text('gen/dispatcher/disp.toml')).toContain('"1-ff00:0:112,CS" = "127.0.0.26:31010"')
  expect(JSON.parse(text('gen/sciond_addresses.json'))).toMatchObject({ '1-ff00:0:110': '127.0.0.12' })
})

test('the same options, the same bytes', () => {
  expect(networkFolders(topology, options)).toEqual(files)
})

test('a router reads it, and has the key of a simulation with this seed', () => {
  const { folderOf } = configured(tiny)
  const source = { path: folderOf('1-ff00:0:112'), read: (file: string) => readFileSync(file, 'utf8') }
  const { id, key, warnings } = readRouterConfiguration(source)
  expect([id, warnings]).toEqual(['br1-ff00_0_112-1', []])
  expect(key).toEqual(simulatedKey(7, '1-ff00:0:112'))
})

test('programs that share an IP address have metrics and API at ports of their own', () => {
  const as = topology.ases[0]!
  const crowded = { ...topology, ases: [{ ...as, routers: as.routers.map(r => ({ ...r, internalAddress: '10.0.0.1:30001' })) }] }
  const tomls = networkFolders(crowded, options).filter(f => /br1.*toml$/.test(f.path))
  expect(tomls.map(f => /prometheus = "(.*)"/.exec(f.text)![1])).toEqual(['10.0.0.1:30442', '10.0.0.1:30443'])
})
