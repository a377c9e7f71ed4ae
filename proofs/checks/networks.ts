/** Writes the modules of the networks anew: `npx tsx proofs/checks/networks.ts`. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { networkModule } from '#proofs/networks/module.ts'
import { loadTopo } from '#topology/load.ts'

const proofs = fileURLToPath(new URL('..', import.meta.url))

/** Path of each generated module -> its text, as it should be. */
export const generatedModules = (): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(`${proofs}/networks`)
      .filter(file => file.endsWith('.topo'))
      .map(file => {
        const name = file.slice(0, -'.topo'.length)
        const { topology } = loadTopo(readFileSync(`${proofs}/networks/${file}`, 'utf8'), file)
        return [`${proofs}spec/${name}.tla`, networkModule(name, topology)]
      }),
  )

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const [path, text] of generatedModules()) writeFileSync(path, text)
