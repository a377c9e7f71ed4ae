import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Quick files first: the first test that fails ends a mutant's run. */
class QuickFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).reverse()
  }
}

const everything = 'test/router/**/*.test.ts,test/wire/*.test.ts,test/crypto/mac.test.ts,test/proofs/replay/*.test.ts'

/**
 * The tests that hold wire, crypto and router: what mutants of them have to get by. HELD_BY narrows them to globs, comma-separated (what a part's own tests
 * kill need not be shown to all others). A worker sees one mutant only and loads each module once.
 */
export default defineConfig({
  test: { include: (process.env['HELD_BY'] ?? everything).split(','), testTimeout: 30_000, isolate: false, sequence: { sequencer: QuickFirst } },
})
