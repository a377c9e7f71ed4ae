import { expect, test } from 'vitest'
import { defaultPlan, intervalNs, isAllowed, parsePlan, rateBps } from '#host/bandwidth/plan.ts'

test('any of the four follows from the others', () => {
  const plan = { durationNs: 3e9, size: 1000, count: 30 }
  for (const text of [defaultPlan, '?,1000,30,80kbps', '3,?,30,80kbps', '3,1000,?,0.08Mbps', '3,1000,30,?', '3, 1000, 30, 80000']) {
    expect(parsePlan(text), text).toEqual(plan)
    expect([rateBps(plan), intervalNs(plan)]).toEqual([80_000, 1e8])
  }
})

test.each([
  ['3,1000,30', 'is not the plan'],
  ['3,?,?,80kbps', 'leaves more than one open'],
  ['?,1000,30,?', 'leaves more than one open'],
  ['3,x,30,80kbps', '"x" is not a number'],
  ['3,1000,30,fast', 'is not a number'],
  ['3,1000,30,90kbps', 'does not fit together: these packets are 80000bps'],
  ['61,1000,?,1Mbps', 'beyond what a server takes'],
  ['3,8,30,?', 'beyond what a server takes'],
  ['0,1000,30,?', 'beyond what a server takes'],
])('%s', (text, why) => {
  expect(() => parsePlan(text)).toThrow(why)
})

test('what nobody has to take', () => {
  expect(isAllowed({ durationNs: 60e9, size: 16, count: 1_000_000 })).toBe(true)
  for (const wrong of [{ durationNs: 0 }, { durationNs: 61e9 }, { size: 15 }, { size: 65_001 }, { count: 0 }, { count: 1_000_001 }])
    expect(isAllowed({ durationNs: 1e9, size: 100, count: 10, ...wrong })).toBe(false)
})
