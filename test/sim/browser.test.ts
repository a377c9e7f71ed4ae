/** A browser worker runs whole networks: sim/ bundled for browsers, in a realm that has nothing of Node. */
import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { createContext, runInContext } from 'node:vm'
import { buildSync } from 'esbuild'
import { expect, test } from 'vitest'
import { type RunResult, summaryOf } from '#sim/result.ts'
import { runScenario } from '#sim/run.ts'
import { readScenario } from '#sim/scenario.ts'
import { root } from '#test/availability.ts'
import { scenarioFolder, topologyFolder } from './examples.ts'

const entry = `
  import { readScenario } from '#sim/scenario.ts'
  import { runScenario } from '#sim/run.ts'
  import { summaryOf } from '#sim/result.ts'
  export const run = (text, network) => JSON.stringify(summaryOf(runScenario(readScenario(text, 'scenario.yaml', () => network))))
`

/** One script, as a page would load it. Anything of `node:` in it is an error of the build. */
function bundle(): string {
  const { outputFiles } = buildSync({
    stdin: { contents: entry, resolveDir: root, loader: 'ts' },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'hopproof',
    target: 'es2022',
    logLevel: 'silent',
  })
  return outputFiles[0]!.text
}

/** The language and the two things of the web platform that we use. */
const worker = createContext({ TextEncoder, TextDecoder })

const scenario = readFileSync(join(scenarioFolder, 'link-cut.yaml'), 'utf8')
const network = readFileSync(join(topologyFolder, 'diamond.topo'), 'utf8')

test('the realm has nothing of Node', () => {
  for (const name of ['process', 'Buffer', 'require', 'module', 'global', 'setImmediate', 'setTimeout', 'performance', 'crypto'])
    expect(runInContext(`typeof ${name}`, worker), name).toBe('undefined')
})

test('a network beacons, pings and loses a link there: the same run as here', () => {
  runInContext(bundle(), worker)
  const there = JSON.parse(runInContext(`hopproof.run(${JSON.stringify(scenario)}, ${JSON.stringify(network)})`, worker)) as RunResult
  const here = runScenario(readScenario(scenario, 'scenario.yaml', name => (basename(name) === 'diamond.topo' ? network : '')))
  expect(there.digest).toBe(here.digest)
  expect(there).toEqual(JSON.parse(JSON.stringify(summaryOf(here))))
  expect(there.passed).toBe(true)
})
