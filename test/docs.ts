/** `npm run docs`: writes the documents that are gathered from the sources. */
import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { caseJsonSchema } from '#conformance/suite/format.ts'
import { checksFile, renderChecks } from '#proofs/checks/document.ts'
import { readLock } from '#proofs/checks/lock.ts'
import { generatedModules } from '#proofs/checks/networks.ts'
import { sections } from '#proofs/checks/table.ts'
import { divergencesFile, gatherDivergences, renderDivergences } from './tidy/divergences.ts'
import { readRepo } from './tidy/repo.ts'

const root = join(import.meta.dirname, '..')
const divergences = gatherDivergences(readRepo(root))
writeFileSync(join(root, divergencesFile), renderDivergences(divergences))
console.log(`${divergencesFile}: ${divergences.length} divergences`)

const schemaFile = 'conformance/cases/schema.json'
writeFileSync(join(root, schemaFile), `${JSON.stringify(caseJsonSchema(), undefined, 2)}\n`)
console.log(schemaFile)

const modules = generatedModules()
for (const [path, text] of modules) writeFileSync(path, text)
console.log(`proofs/spec: ${[...modules.keys()].map(path => basename(path)).join(', ')}`)

writeFileSync(join(root, checksFile), renderChecks(sections, readLock()))
console.log(`${checksFile}: ${sections.length} sections`)
