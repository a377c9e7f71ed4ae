import { expect, test } from 'vitest'
import { findings, harm, look, patient, secondNs, topo } from './clinic.ts'

test("no control service of the host's AS runs", () => {
  const p = patient()
  harm(p, { service: '1-3' })
  const d = look(p)
  expect([d.paths, findings(d)]).toEqual([0, ['serviceDown at 1-3']])
})

test('the control service runs, but its answer does not come', () => {
  const p = patient()
  const internal = p.network.services.find(s => s.as.isdAs === '1-3')!
  const receive = internal.service.on
  Object.assign(internal.node.actor, { on: (...what: Parameters<typeof receive>) => what[0].kind === 'wake' && receive(...what) })
  expect(findings(look(p))).toEqual(['noAnswer at 1-3'])
})

test('the core AS that knows is down, cut off, or does not answer', () => {
  const stopped = patient()
  harm(stopped, { service: '1-2' })
  expect(findings(look(stopped))).toEqual(['serviceDown at 1-2'])
  const cut = patient()
  harm(cut, { link: '1-3#32' })
  harm(cut, { link: '1-3#31' })
  expect(findings(look(cut))).toEqual(['linkDown at 1-3'])
  const lossy = patient()
  for (const d of [1, 2].flatMap(i => lossy.network.directions[i]!)) d.shape = { ...d.shape, loss: 1 }
  expect(findings(look(lossy))).toEqual(['notAnswered at 1-2', 'notAnswered at 1-1'])
})

test('an answer from before is still in use', () => {
  const p = patient(
    topo(`
ASes: {"1-1": {core: true}, "1-3": {hosts: [alice]}, "1-4": {hosts: [bob]}}
links:
  - {a: "1-1#3", b: "1-3#1", linkAtoB: CHILD}
  - {a: "1-1#4", b: "1-4#1", linkAtoB: CHILD}
  - {a: "1-1#5", b: "1-4#2", linkAtoB: CHILD}`),
    {},
    0,
  )
  harm(p, { link: '1-1#5' }, 20)
  expect(findings(look(p))).toEqual(['linkDown at 1-1'])
  p.network.setLink(2, true)
  p.network.run(60 * secondNs)
  const d = look(p)
  expect([d.paths, findings(d)]).toEqual([1, ['cached at 1-3']])
  expect(d.ways.find(w => w.state === 'missing')!.cause!.text).toMatch(
    /^1-3 uses what 1-1 answered at 20 s; the segment has been there since 2\d/,
  )
})

test('of many core ASes some are not asked', () => {
  const ids = Array.from({ length: 20 }, (_, i) => i + 2)
  const p = patient(
    topo(`
ASes: {"1-1": {core: true}, ${ids.map(i => `"1-${i}": {core: true}`).join(', ')}, "1-50": {hosts: [alice]}, "1-60": {hosts: [bob]}}
links:
  - {a: "1-1#50", b: "1-50#1", linkAtoB: CHILD}
${ids.map(i => `  - {a: "1-1#${i}", b: "1-${i}#1", linkAtoB: CORE}\n  - {a: "1-${i}#60", b: "1-60#${i}", linkAtoB: CHILD}`).join('\n')}`),
  )
  const d = look(p)
  expect(d.ways.length).toBe(20)
  expect(new Set(findings(d))).toEqual(new Set(['notAsked at 1-50']))
  expect(d.paths).toBe(15)
})

test('segments that are there and make no path: more hop fields than a path has', () => {
  const deep = 34
  const chain = (first: number, host: string): string[] =>
    Array.from({ length: deep }, (_, i) => `"1-${first + i}": {${i === deep - 1 ? `hosts: [${host}]` : ''}}`)
  const links = (first: number): string[] =>
    Array.from(
      { length: deep },
      (_, i) => `  - {a: "1-${i === 0 ? 1 : first + i - 1}#${first + i}", b: "1-${first + i}#1", linkAtoB: CHILD}`,
    )
  const topology = topo(
    `ASes: {"1-1": {core: true}, ${[...chain(100, 'alice'), ...chain(200, 'bob')].join(', ')}}\nlinks:\n${[...links(100), ...links(200)].join('\n')}`,
  )
  const control = {
    maxHops: 64,
    propagationIntervalNs: secondNs,
    registrationIntervalNs: secondNs,
    resendIntervalNs: 1e12,
    originationIntervalNs: 1e12,
  }
  expect(findings(look(patient(topology, { control }, 45)))).toEqual(['notCombinable at 1-133'])
})
