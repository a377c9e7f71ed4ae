/** The rules of the house, held by a test. Each has a test of its own under test/tidy/ that it catches a violation. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from './availability.ts'
import { divergencesAreCurrent } from './tidy/divergences.ts'
import { linksLeadToFiles, mirrorTests, readmes, readmesNameRealFiles } from './tidy/folders.ts'
import { biomeAgrees, everyFolderHasALayer, importDirections } from './tidy/layers.ts'
import { bannedForms, declaredNames, fileNames } from './tidy/names.ts'
import { nothingImpure } from './tidy/purity.ts'
import { missedReasons, type ReasonCases, reasonCasesFile } from './tidy/reasons.ts'
import { formatFinding, readRepo, type TidyRule } from './tidy/repo.ts'
import { fileSizes, functionSizes } from './tidy/sizes.ts'

const rules: readonly TidyRule[] = [
  importDirections,
  everyFolderHasALayer,
  biomeAgrees,
  nothingImpure,
  fileSizes,
  functionSizes,
  fileNames,
  declaredNames,
  bannedForms,
  readmes,
  readmesNameRealFiles,
  linksLeadToFiles,
  mirrorTests,
  divergencesAreCurrent,
]

const repo = readRepo(root)

for (const rule of rules)
  test(rule.name, () => {
    expect(rule.find(repo).map(formatFinding)).toEqual([])
  })

test('every drop reason has a case that hits it', async () => {
  const { dropReasons } = await import('#router/drops.ts')
  expect(existsSync(join(root, reasonCasesFile)), `${reasonCasesFile} exports reasonCases: a case for each reason`).toBe(true)
  const { reasonCases } = (await import(join(root, reasonCasesFile))) as { readonly reasonCases: ReasonCases }
  expect(missedReasons(dropReasons, reasonCases).map(formatFinding)).toEqual([])
})
