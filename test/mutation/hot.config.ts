import { readdirSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { plantMutants } from './plant.ts'

const below = (folder: string): string[] => (readdirSync(folder, { recursive: true }) as string[]).filter(f => f.endsWith('.ts')).map(f => `${folder}/${f}`)
const pattern = new RegExp(process.env['MUTATE'] ?? '')
const files = [...below('wire'), ...below('router'), 'crypto/mac.ts'].filter(f => pattern.test(f)).sort()
const everything = 'test/router/**/*.test.ts test/wire/*.test.ts test/crypto/mac.test.ts test/proofs/replay/*.test.ts'
export default defineConfig({
  plugins: [await plantMutants(files, `${process.env['MUTANTS']}/list.json`)],
  test: { include: (process.env['HELD_BY'] ?? everything).split(' '), testTimeout: 120_000, runner: './test/mutation/runner.ts', pool: 'forks', maxWorkers: 2 },
})
