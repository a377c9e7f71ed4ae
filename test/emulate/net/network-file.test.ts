import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readNetworkFile } from '#emulate/net/network-file.ts'
import { exampleTopology, scenarioFolder, topologyFolder } from '#test/sim/examples.ts'
import { temporaryFolder } from './lab.ts'

test('a network, and a scenario with its own', () => {
  const network = readNetworkFile(join(topologyFolder, 'tiny.topo'))
  expect(network).toMatchObject({ topology: exampleTopology('tiny'), scenario: undefined })
  const { scenario, topology } = readNetworkFile(join(scenarioFolder, 'link-cut.yaml'))
  expect(scenario!.topology).toBe(topology)
  expect(scenario!.steps.length).toBeGreaterThan(1)
})

test('what is neither is told with its place', () => {
  const file = join(temporaryFolder(), 'a.yaml')
  writeFileSync(file, 'name: x\nduration: 1s\n')
  expect(() => readNetworkFile(file)).toThrow('topology')
  expect(() => readNetworkFile(`${file}.none`)).toThrow()
})
