import { beforeEach, expect, test } from 'vitest'
import type { Path } from '#control/path/path.ts'
import { type Ask, createPathStore, type PathStore, type PathsFound } from '#host/path-store.ts'
import { nsPerS } from '#wire/actor.ts'
import { samplePath } from './sample.ts'

const out = { send: () => {} }
const epochS = 1000
const s = nsPerS
const direct = samplePath('1-1#1 1-2#1')
const detour = samplePath('1-1#2 1-3#1 1-3#2 1-2#2')

let questions: { at: number; then: Parameters<Ask>[3] }[]
let store: PathStore

beforeEach(() => {
  questions = []
  store = createPathStore({ epochS }, (_destination, at, _out, then) => questions.push({ at, then }))
})

/** What `find` says at once. */
function find(now: number, refresh = false): PathsFound | undefined {
  let found: PathsFound | undefined
  store.find('1-2', refresh, now, out, answer => {
    found = answer
  })
  return found
}

const all = (...paths: Path[]) => ({ paths, alive: paths })
const answer = (now: number, ...paths: Path[]): void => questions.shift()!.then({ paths }, now, out)

test('the first caller waits for the control service, later ones do not', () => {
  expect(find(0)).toBeUndefined()
  answer(1, direct, detour)
  expect(find(2)).toEqual(all(direct, detour))
  expect(questions).toHaveLength(0)
})

test('callers that wait for the same destination share one question', () => {
  const answers: PathsFound[] = []
  for (let i = 0; i < 3; i++) store.find('1-2', i === 2, 0, out, found => answers.push(found))
  expect(questions).toHaveLength(1)
  answer(1, direct)
  expect(answers).toEqual([all(direct), all(direct), all(direct)])
})

test('no path is no reason to stop asking; a reason is passed on', () => {
  find(0)
  answer(1)
  expect(find(2)).toBeUndefined()
  let found: PathsFound | undefined
  store.find('1-2', false, 2, out, a => { found = a }) // biome-ignore format: one line
  questions.shift()!.then({ reason: 'silence' }, 3, out)
  expect(found).toEqual({ reason: 'silence' })
})

test('old paths are renewed behind the back of who asks', () => {
  find(0)
  answer(0, direct)
  expect(find(299 * s)).toEqual(all(direct))
  expect(questions).toHaveLength(0)
  expect(find(300 * s)).toEqual(all(direct))
  expect(questions).toHaveLength(1)
  expect(find(301 * s)).toEqual(all(direct))
  expect(questions).toHaveLength(1)
  const renewed = { ...direct, expiryS: 2e6 }
  answer(302 * s, renewed)
  expect(find(303 * s)).toEqual(all(renewed))
})

test('paths are renewed a minute before the first dies, and a dead one is never given', () => {
  const short = { ...direct, expiryS: epochS + 100 }
  find(0)
  answer(0, short, detour)
  find(39 * s)
  expect(questions).toHaveLength(0)
  expect(find(40 * s)).toEqual(all(short, detour))
  expect(questions).toHaveLength(1)
  expect(find(100 * s)).toEqual(all(detour))
})

test('with all paths dead or about to die, callers wait for new ones', () => {
  find(0)
  answer(0, { ...direct, expiryS: epochS + 5 })
  expect(find(2.9 * s)).toBeDefined()
  expect(find(3 * s)).toBeUndefined()
  answer(3.1 * s, detour)
  expect(find(4 * s)).toEqual(all(detour))
})

test('a path about to die is not given while others live', () => {
  const short = { ...direct, expiryS: epochS + 5 }
  find(0)
  answer(0, short, detour)
  expect(find(2.9 * s)).toEqual(all(short, detour))
  expect(find(3 * s)).toEqual(all(detour))
})

test('while the control service is silent or knows nothing, what is known serves until it dies', () => {
  const short = { ...direct, expiryS: epochS + 20 }
  let found: PathsFound | undefined
  const ask = (now: number, reply: { reason: string } | { paths: Path[] }): PathsFound | undefined => {
    found = undefined
    store.find('1-2', false, now, out, a => { found = a }) // biome-ignore format: one line
    questions.shift()!.then(reply, now, out)
    return found
  }
  ask(0, { paths: [short] })
  expect(ask(18.5 * s, { reason: 'silence' })).toEqual(all(short))
  expect(ask(19 * s, { paths: [] })).toEqual(all(short))
  expect(ask(20 * s, { reason: 'silence' })).toEqual({ reason: 'silence' })
  expect(ask(21 * s, { paths: [] })).toEqual(all())
})

test('a control service that has nothing is not asked with every packet', () => {
  find(0)
  answer(0, direct)
  find(300 * s)
  answer(300 * s)
  for (let t = 301; t < 310; t++) expect(find(t * s)).toEqual(all(direct))
  expect(questions).toHaveLength(0)
  find(310 * s)
  expect(questions).toHaveLength(1)
})

test('paths that die soon are not asked for with every packet', () => {
  find(0)
  answer(0, { ...direct, expiryS: epochS + 30 })
  for (let t = 1; t < 10; t++) find(t * s)
  expect(questions).toHaveLength(0)
})

test('a revoked interface takes its paths out for 10 s; with none left all are given', () => {
  find(0)
  answer(0, direct, detour)
  store.revoke({ isdAs: '1-2', ifId: 1 }, s)
  expect(find(2 * s)).toEqual({ paths: [detour], alive: [direct, detour] })
  store.revoke({ isdAs: '1-3', ifId: 1 }, 3 * s)
  expect(find(4 * s)).toEqual(all(direct, detour))
  expect(find(11 * s)).toEqual({ paths: [direct], alive: [direct, detour] })
  expect(find(13 * s)).toEqual(all(direct, detour))
})

test('refresh asks even if paths are known', () => {
  find(0)
  answer(0, direct)
  expect(find(1, true)).toBeUndefined()
  expect(questions).toHaveLength(1)
})

test('measured round trips and known destinations are bounded', () => {
  for (let i = 0; i < 20_000; i++) store.measured({ ...direct, fingerprint: String(i) }, i)
  expect(store.roundTripsNs.size).toBe(10_000)
  expect(store.roundTripsNs.get('19999')).toBe(19_999)
  for (let i = 0; i < 3000; i++) {
    store.find(`1-${i}`, false, 0, out, () => {})
    answer(0, direct)
  }
  store.find('1-0', false, 0, out, () => {})
  expect(questions).toHaveLength(1)
})

test('hidden paths are asked for by themselves, and known apart from the others', () => {
  const asked: boolean[] = []
  const answers: Parameters<Ask>[3][] = []
  const both = createPathStore({ epochS }, (_destination, _at, _out, then, { hidden }) => {
    asked.push(hidden)
    answers.push(then)
  })
  const found: PathsFound[] = []
  for (const hidden of [false, true]) both.find('1-2', false, 0, out, f => found.push(f), hidden)
  expect(asked).toEqual([false, true])
  answers[0]!({ paths: [direct] }, 0, out)
  answers[1]!({ paths: [direct, detour] }, 0, out)
  both.find('1-2', false, 1, out, f => found.push(f))
  expect(found).toEqual([all(direct), all(direct, detour), all(direct)])
})
