import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createKeeper, type KeeperConfig, restore } from '#emulate/control/keeper.ts'
import { EnvironmentError } from '#emulate/environment.ts'
import { temporaryFolder } from '../lab.ts'
import { emptyLike, epochS, idsIn, knowing } from './stores-lab.ts'

const state = knowing('1-ff00:0:111')

function config(folder: string, said: string[] = []): KeeperConfig {
  return {
    isdAs: state.isdAs,
    databases: { trust: join(folder, 't'), beacon: join(folder, 'b'), path: join(folder, 'p') },
    stores: () => state,
    credentials: state.trust!.credentials,
    nowS: () => epochS,
    log: (_, text) => said.push(text),
  }
}

test('what was kept is known again', () => {
  const folder = temporaryFolder()
  createKeeper(config(folder))
  const fresh = emptyLike(state)
  const learnt = restore(config(folder), fresh, epochS + 30, expect.fail)
  expect(idsIn(fresh)).toEqual(idsIn(state))
  expect(learnt.trcs).toHaveLength(1)
  expect(learnt.credentials.map(c => c.key)).toEqual(state.trust!.credentials.map(c => c.key))
  expect(fresh.trusted.chains.has('1-ff00:0:110')).toBe(true)
})

test('trust that cannot be had again is written at once, segments a little later, both when the service ends', () => {
  vi.useFakeTimers()
  onTestFinished(() => void vi.useRealTimers())
  const folder = temporaryFolder()
  const keeper = createKeeper(config(folder))
  const written = (name: string): boolean => readFileSync(join(folder, `${name}.ndjson`), 'utf8') !== ''
  const forget = (): void => {
    for (const name of ['t', 'b', 'p']) writeFileSync(join(folder, `${name}.ndjson`), '')
  }
  forget()
  keeper.noted('renewed')
  keeper.noted('stored')
  expect([written('t'), written('p')]).toEqual([true, false])
  vi.advanceTimersByTime(1001)
  expect([written('b'), written('p')]).toEqual([false, true])
  forget()
  keeper.noted('accepted')
  keeper.noted('answered')
  keeper.stop()
  expect([written('t'), written('b'), written('p')]).toEqual([false, true, false])
})

test('a place that cannot be written is an error at the start; later it is said once, and again when it is mended', () => {
  const folder = temporaryFolder()
  const missing = { ...config(folder), databases: { trust: join(folder, 'no', 't'), beacon: join(folder, 'b'), path: join(folder, 'p') } }
  expect(() => createKeeper(missing)).toThrow(EnvironmentError)
  expect(() => createKeeper(missing)).toThrow(/\[trust_db\] connection/)
  const said: string[] = []
  mkdirSync(join(folder, 'no'))
  const keeper = createKeeper({ ...missing, log: (_, text) => said.push(text) })
  rmSync(join(folder, 'no'), { recursive: true })
  keeper.noted('renewed')
  keeper.noted('trcLearnt')
  mkdirSync(join(folder, 'no'))
  keeper.noted('renewed')
  expect(said).toEqual([expect.stringContaining('cannot be written'), expect.stringContaining('written again')])
})
