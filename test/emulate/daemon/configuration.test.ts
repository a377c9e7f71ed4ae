import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readDaemonConfiguration } from '#emulate/daemon/configuration.ts'
import { readInputText } from '#emulate/files/input.ts'
import { configured } from '../network-lab.ts'

/** A folder whose sd.toml is exactly `toml`. */
function folderWith(toml: string): string {
  const { folderOf, topology } = configured('examples/topologies/two.topo')
  const folder = folderOf(topology.ases[0]!.isdAs)
  writeFileSync(join(folder, 'sd.toml'), toml)
  return folder
}
const read = (path: string) => readDaemonConfiguration({ path, read: readInputText })

test("the reference's sd.toml", () => {
  const { id, settings, warnings } = read(
    folderWith(`
      [general]
      id = "sd1-1"
      [trust_db]
      connection = "sd.trust.db"
      [path_db]
      connection = "sd.path.db"
      [sd]
      address = "127.0.0.19:30255"
      query_interval = "2m"
      disable_seg_verification = true
      [metrics]
      prometheus = "127.0.0.19:30455"
      [log.console]
      level = "debug"
    `),
  )
  expect(id).toBe('sd1-1')
  expect(settings).toMatchObject({ address: '127.0.0.19:30255', queryIntervalNs: 120e9, metrics: '127.0.0.19:30455', logLevel: 'debug' })
  expect(warnings).toEqual([])
})

test('nothing said: the defaults; what is misspelt is told', () => {
  expect(read(folderWith('')).settings).toEqual({ address: '127.0.0.1:30255', logLevel: 'info' })
  expect(read(folderWith('[sd]\nadress = "1.2.3.4:5"')).warnings.map(w => w.text)).toEqual(['sd.adress is not known and ignored'])
})

test.each([
  ['[sd]\naddress = "127.0.0.1"', 'sd.address: "127.0.0.1" has no port'],
  ['[sd]\nquery_interval = "fast"', 'sd.query_interval: "fast" is not a duration'],
  ['[sd]\ndisable_seg_verification = 7', 'sd.disable_seg_verification'],
])('%s is refused', (toml, words) => {
  expect(() => read(folderWith(toml))).toThrow(words)
})

test('an AS without control service has nobody to ask', () => {
  const folder = folderWith('')
  const file = join(folder, 'topology.json')
  const json = JSON.parse(readInputText(file))
  writeFileSync(file, JSON.stringify({ ...json, control_service: {} }))
  expect(() => read(folder)).toThrow('nobody can be asked for paths')
})
