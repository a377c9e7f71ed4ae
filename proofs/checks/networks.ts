/** The networks of Router.tla, and the modules of proofs/spec that are made from networks: `npm run docs` writes them, a test holds them to what they are made from. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { dataplaneModule } from '#proofs/networks/dataplane-constants.ts'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
import { flatModule } from '#proofs/networks/flat-constants.ts'
import { networkModule } from '#proofs/networks/module.ts'
import { loadTopo } from '#topology/load.ts'
import { specFolder } from './modules.ts'

/** The networks of Router.tla, and what each is. */
export const networkNotes = {
  T1: 'four ASes, two of them with a border router for each link',
  T2: 'four ASes, a peering link',
  T3: 'four ASes, a shortcut below the core',
  T4: 'four ASes in two ISDs',
  T5: 'a ring of three core ASes and a customer',
  T6: 'four ASes, one with two providers',
} as const

export type Network = keyof typeof networkNotes
export const networks = Object.keys(networkNotes) as readonly Network[]

const networkFolder = fileURLToPath(new URL('../networks', import.meta.url))

/** Path of each generated module -> its text, as it should be. */
export function generatedModules(): ReadonlyMap<string, string> {
  const { topology: eight } = loadTopo(eightTopo, 'eight.topo')
  const ofFiles = readdirSync(networkFolder)
    .filter(file => file.endsWith('.topo'))
    .map((file): [string, string] => {
      const name = file.slice(0, -'.topo'.length)
      return [name, networkModule(name, loadTopo(readFileSync(join(networkFolder, file), 'utf8'), file).topology)]
    })
  const modules: [string, string][] = [
    ...ofFiles,
    ['Eight', dataplaneModule('Eight', eight, eightSegments)],
    ['FlatEight', flatModule('FlatEight', eight, eightSegments)],
  ]
  return new Map(modules.map(([name, text]) => [join(specFolder, `${name}.tla`), text]))
}
