/** `npm run docs`: writes the documents that are gathered from the sources. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { caseJsonSchema } from '#conformance/suite/format.ts'
import { readLock } from '#proofs/checks/lock.ts'
import { checksFile, renderChecks } from '#proofs/checks/report.ts'
import { checks } from '#proofs/checks/table.ts'
import { dataplaneModule } from '#proofs/networks/dataplane-constants.ts'
import { eightSegments, eightTopo } from '#proofs/networks/eight.ts'
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

const constantsFile = 'proofs/spec/Eight.tla'
writeFileSync(join(root, constantsFile), dataplaneModule('Eight', loadTopo(eightTopo, 'eight.topo').topology, eightSegments))
console.log(constantsFile)

writeFileSync(join(root, checksFile), renderChecks(checks, readLock()))
console.log(`${checksFile}: ${checks.length} checks`)
