import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { findAlgorithm, loadAlgorithm } from '#cli/sim/algorithm-file.ts'
import { shortestAlgorithm } from '#control/beacon/algorithms/shortest.ts'
import { createNetwork } from '#sim/network.ts'
import { root } from '#test/availability.ts'
import { UserError } from '#wire/error.ts'
import { exampleTopology } from '../../sim/examples.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-algorithm-'))
afterAll(() => rmSync(folder, { recursive: true }))

const examples = join(root, 'examples', 'algorithms')

test.each(readdirSync(examples))('%s of the examples connects all ASes, and chooses nothing that has to be refused', async name => {
  const algorithm = await loadAlgorithm(join(examples, name))
  const network = createNetwork(exampleTopology('demo16'), { seed: 1, control: { algorithm } })
  network.run(60e9)
  for (const { as, service } of network.services) {
    expect(as.core ? service.state.cores.byEnd.size : service.state.ups.byEnd.size, as.isdAs).toBeGreaterThan(0)
    const { algorithmFailed, algorithmForeign, algorithmInterface, algorithmLoop, algorithmRepeats } = service.counters
    expect([algorithmFailed, algorithmForeign, algorithmInterface, algorithmLoop, algorithmRepeats]).toEqual([0, 0, 0, 0, 0])
  }
})

test('by name, or by file', async () => {
  expect(await findAlgorithm('shortest')).toBe(shortestAlgorithm)
  expect((await findAlgorithm(join(examples, 'two-ways.ts'))).name).toBe('two-ways')
  await expect(findAlgorithm('fastest')).rejects.toThrow('there is no beaconing algorithm "fastest"')
})

test.each([
  ['nothing.mjs', '', 'exports no algorithm'],
  ['text.mjs', `export const algorithm = 'shortest'`, 'exports no algorithm'],
  ['nameless.mjs', 'export const algorithm = { propagate: () => [] }', 'exports no algorithm'],
  ['register.mjs', `export const algorithm = { name: 'x', propagate: () => [], register: 1 }`, 'exports no algorithm'],
  ['throws.mjs', `throw new Error('not today')`, 'cannot be loaded: not today'],
  ['syntax.mjs', 'export const = 1', 'cannot be loaded: '],
])('%s is refused', async (name, text, message) => {
  const file = join(folder, name)
  writeFileSync(file, text)
  const error = await loadAlgorithm(file).catch(e => e)
  expect(error).toBeInstanceOf(UserError)
  expect(error.text).toMatch(`${file}: ${message}`)
})

test('a file that is not there', async () => {
  await expect(loadAlgorithm(join(folder, 'none.ts'))).rejects.toThrow('cannot be loaded')
})
