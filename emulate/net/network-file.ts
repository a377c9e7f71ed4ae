/** The files `sim run` and the other commands take: a network alone (.topo), or a scenario, which has a network and what happens in it. */
import { basename, dirname, resolve } from 'node:path'
import { readScenario, type Scenario } from '#sim/scenario.ts'
import { entriesOf, parseText } from '#topology/document.ts'
import { loadTopo } from '#topology/load.ts'
import type { Topology } from '#topology/model.ts'
import { readInputText } from '../files/input.ts'

export interface NetworkFile {
  readonly text: string
  /** as the file has it: with its own addresses */
  readonly topology: Topology
  /** of a scenario */
  readonly scenario: Scenario | undefined
}

/** Throws `UserError` with the place of what is wrong. */
export function readNetworkFile(file: string): NetworkFile {
  const text = readInputText(file)
  const isNetwork = entriesOf(parseText(text, file)).some(({ name }) => name === 'ASes')
  if (isNetwork) return { text, topology: loadTopo(text, basename(file)).topology, scenario: undefined }
  const scenario = readScenario(text, file, name => readInputText(resolve(dirname(file), name)))
  return { text, topology: scenario.topology, scenario }
}
