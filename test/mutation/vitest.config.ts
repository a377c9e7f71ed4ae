import { defineConfig } from 'vitest/config'
import { mutatedFiles, plantMutants } from './plant.ts'

/** MUTATED: a regular expression of the files to mutate. HELD_BY: globs of the tests they have to get by. */
const { MUTATED = '', HELD_BY = 'test/{wire,router}/**/*.test.ts test/crypto/mac.test.ts test/proofs/replay/*.test.ts' } = process.env
const pattern = new RegExp(MUTATED)

export default defineConfig({
  plugins: [await plantMutants(mutatedFiles().filter(file => pattern.test(file)))],
  test: {
    include: HELD_BY.split(' '),
    exclude: ['test/router/explain/**'],
    testTimeout: 120_000,
    runner: './test/mutation/runner.config.ts',
    pool: 'forks',
    maxWorkers: 2,
  },
})
