import { defineConfig } from 'vitest/config'

/** The tests that hold wire, crypto and router: what mutants of them have to get by. */
export default defineConfig({
  test: {
    include: ['test/{router,wire}/**/*.test.ts', 'test/crypto/mac.test.ts', 'test/proofs/replay/**/*.test.ts'],
    testTimeout: 30_000,
  },
})
