import { expect, test } from 'vitest'
import { nsPerS } from '#wire/actor.ts'
import { loneService } from '../lone-service.ts'
import { seededRandom } from '../network.ts'

/** Times of origination in the first ten seconds. */
function originations(settings: object, seed: number): number[] {
  const { service, out, events } = loneService('1-1', { settings, random: seededRandom(seed) })
  for (let at = service.wakeAt(); at < 10 * nsPerS; at = service.wakeAt()) service.on({ kind: 'wake' }, at, out)
  return [...new Set(events.filter(e => e.event === 'originated').map(e => e.t))]
}

test('all begin at the start, then every interval', () => {
  for (let seed = 1; seed < 20; seed++) {
    const [first, second, ...more] = originations({ originationIntervalNs: 4 * nsPerS }, seed)
    expect([first! < 0.1 * nsPerS, second! - first!, more.length]).toEqual([true, 4 * nsPerS, 1])
  }
})

test('or anywhere in the interval', () => {
  const firsts = Array.from({ length: 40 }, (_, i) => originations({ spreadTimers: true, originationIntervalNs: 4 * nsPerS }, i + 1)[0]!)
  for (let quarter = 0; quarter < 4; quarter++)
    expect(
      firsts.some(t => Math.floor(t / nsPerS) === quarter),
      `quarter ${quarter}`,
    ).toBe(true)
  expect(Math.max(...firsts)).toBeLessThan(4 * nsPerS)
})

test('a driver that was late does not make up for what it missed', () => {
  const lone = loneService('1-1')
  lone.wake(1)
  lone.wake(21)
  expect(new Set(lone.events.filter(e => e.event === 'originated').map(e => e.t))).toEqual(new Set([1e9, 21e9]))
  expect(lone.service.wakeAt()).toBe(26e9)
})
