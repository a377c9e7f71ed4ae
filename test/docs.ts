/** `npm run docs`: writes the documents that are gathered from the sources. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { caseJsonSchema } from '#conformance/suite/format.ts'
import { readLock } from '#proofs/checks/lock.ts'
import { checksFile, renderChecks } from '#proofs/checks/report.ts'
import { checks } from '#proofs/checks/table.ts'
import { dataplaneModule } from '#proofs/networks/dataplane-constants.ts'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
import { flatModule } from '#proofs/networks/flat-constants.ts'
import { loadTopo } from '#topology/load.ts'
import { divergencesFile, gatherDivergences, renderDivergences } from './tidy/divergences.ts'
import { readRepo } from './tidy/repo.ts'

const root = join(import.meta.dirname, '..')
const divergences = gatherDivergences(readRepo(root))
writeFileSync(join(root, divergencesFile), renderDivergences(divergences))
console.log(`${divergencesFile}: ${divergences.length} divergences`)

const schemaFile = 'conformance/cases/schema.json'
writeFileSync(join(root, schemaFile), `${JSON.stringify(caseJsonSchema(), undefined, 2)}\n`)
console.log(schemaFile)

const { topology: eight } = loadTopo(eightTopo, 'eight.topo')
const constants = { Eight: dataplaneModule('Eight', eight, eightSegments), FlatEight: flatModule('FlatEight', eight, eightSegments) }
for (const [name, text] of Object.entries(constants)) writeFileSync(join(root, `proofs/spec/${name}.tla`), text)
console.log(`proofs/spec: ${Object.keys(constants).join(', ')}`)

writeFileSync(join(root, checksFile), renderChecks(checks, readLock()))
console.log(`${checksFile}: ${checks.length} checks`)
