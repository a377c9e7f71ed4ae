import { defineConfig } from 'vitest/config'

/** quick: `npm test`, no root and no network. long: a million packets, big networks. system: needs tshark, another Node, ... */
export default defineConfig({
  test: {
    projects: [
      { test: { name: 'quick', include: ['test/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'long', include: ['test/**/*.long.ts'], testTimeout: 900_000 } },
      { test: { name: 'system', include: ['test/**/*.system.ts'], testTimeout: 300_000 } },
    ],
  },
})
