import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { requireLive } from '#emulate/net/timeline.ts'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { scenarioFolder } from '#test/sim/examples.ts'

const read = (name: string): Scenario => {
  const text = (file: string): string => readFileSync(join(scenarioFolder, file), 'utf8')
  return readScenario(text(name), name, text)
}

test('scenarios that real time can run, and those that it cannot, told before anything is started', () => {
  const packets = ['congestion', 'expired', 'forged-mac', 'injection', 'leaked-key', 'link-cut', 'lossy-link', 'replay', 'rewrite', 'router-crash', 'splice'] // biome-ignore format: one line
  for (const name of packets) expect(() => requireLive(read(`${name}.yaml`), 'netns'), name).not.toThrow()
  expect(() => requireLive(read('rogue-as.yaml'), 'netns')).toThrow('is for the simulator only')
  expect(() => requireLive(read('clock-skew.yaml'), 'netns')).toThrow('is for the simulator only')
})
