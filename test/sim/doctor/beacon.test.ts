import { expect, test } from 'vitest'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { beaconStop } from '#sim/doctor/beacon.ts'
import { filtered, findings, forget, harm, look, patient, recordOf, secondNs, spoilSignatures, topo, wayOf, wide } from './clinic.ts'

const propagation = (filter: Parameters<typeof filtered>[0], more = {}) => ({
  control: {
    policies: { propagation: filtered(filter, more), core: filtered(filter, more), up: filtered(filter), down: filtered(filter) },
  },
})

test('nothing is missing: no findings', () => {
  const d = look(patient())
  expect(findings(d)).toEqual([])
  expect([d.paths, d.ways.length, d.complete]).toEqual([2, 2, true])
})

test('black lists: where the beacon was refused, and by which rule', () => {
  const d = look(patient(undefined, propagation({ asBlackList: [1] })))
  expect(findings(d)).toEqual(['policy at 1-3'])
  expect(d.ways[1]!.cause).toMatchObject({
    rule: 'asBlocked',
    text: expect.stringMatching(/^1-3 refused it at [\d.]+ s when 1-1 sent it: asBlocked, /),
  })
})

test('too many hops', () => {
  const chain = topo(`
ASes: {"1-1": {core: true, hosts: [bob]}, "1-2": {}, "1-3": {}, "1-4": {hosts: [alice]}}
links:
  - {a: "1-1#12", b: "1-2#21", linkAtoB: CHILD}
  - {a: "1-2#23", b: "1-3#32", linkAtoB: CHILD}
  - {a: "1-3#34", b: "1-4#43", linkAtoB: CHILD}`)
  const d = look(patient(chain, { control: { maxHops: 2 } }))
  expect(findings(d)).toEqual(['policy at 1-4'])
  expect(d.ways[0]!.cause!.rule).toBe('tooLong')
})

const loop = topo(`
ASes: {"1-1": {core: true, hosts: [bob]}, "2-1": {core: true}, "1-2": {core: true, hosts: [alice]}}
links:
  - {a: "1-1#21", b: "2-1#11", linkAtoB: CORE}
  - {a: "2-1#12", b: "1-2#21", linkAtoB: CORE}
  - {a: "1-1#12", b: "1-2#11", linkAtoB: CORE}`)

test('an ISD left and entered again is not sent on', () => {
  const d = look(patient(loop, propagation({ allowIsdLoop: false })))
  expect(findings(d)).toEqual(['policy at 2-1'])
  expect(d.ways[1]!.cause).toMatchObject({ rule: 'isdLoop', text: expect.stringMatching(/^2-1 does not pass it on to 1-2: isdLoop/) })
})

test('the selection chose others: which, and how many it may choose', () => {
  const d = look(patient(wide, { control: { bestSetSize: 1 } }))
  expect([d.paths, findings(d)]).toEqual([1, ['notSelected at 1-2']])
  const usable = d.ways.find(w => w.state === 'usable')!
  const { beatenBy, text } = d.ways.find(w => w.state === 'missing')!.cause!
  expect(beatenBy).toEqual([wayOf(usable).includes('1-1#21') ? '1-1 0 21' : '1-1 0 22'])
  expect(text).toContain('Of 2 beacons in its store 1-2 chose 1 other to send by interface 31 (best set size 1,')
})

test('a link cut from the start, and a control service that never ran', () => {
  const cut = patient(undefined, {}, 0)
  harm(cut, { link: '1-2#24' }, 20)
  expect(findings(look(cut))).toEqual(['linkDown at 1-2'])
  const dead = patient(undefined, {}, 0)
  harm(dead, { service: '1-1' }, 20)
  const d = look(dead)
  expect([d.paths, findings(d)]).toEqual([1, ['serviceDown at 1-1']])
})

test('beaconing stopped, and the last ones have expired: why no newer came, and when the last one did', () => {
  const p = patient(undefined, { control: { expTime: 0 } })
  harm(p, { service: '1-2' }, 400)
  const d = look(p)
  expect([d.paths, findings(d)]).toEqual([0, ['serviceDown at 1-2']])
  expect(d.ways[0]!.cause!.text).toMatch(/^No control service of 1-2 is running\. The last one came to 1-3 at 15.1 s\.$/)
})

test('clocks: a beacon from the future, and one that has expired when it comes', () => {
  const skewed = (aheadS: number) => {
    const p = patient(undefined, {}, 0)
    p.network.setClock('1-3', aheadS)
    p.network.run(20 * secondNs)
    return look(p)
  }
  expect(skewed(-60).ways[0]!.cause).toMatchObject({ kind: 'refused', at: '1-3', rule: 'fromFuture' })
  expect(skewed(7 * 3600).ways[0]!.cause).toMatchObject({ kind: 'refused', at: '1-3', rule: 'expired' })
})

test('a link that loses all packets: sent, not answered', () => {
  const p = patient(undefined, {}, 0)
  for (const d of p.network.directions[3]!) d.shape = { ...d.shape, loss: 1 }
  p.network.run(60 * secondNs)
  const d = look(p)
  expect(findings(d)).toEqual(['lost at 1-2'])
  expect(d.ways[0]!.cause!.text).toMatch(/^1-2 sent it last at [\d.]+ s, and 1-4 did not answer\./)
})

test('too early: no beacon was begun, or the next interval has not come', () => {
  const late = { control: { spreadTimers: true, originationIntervalNs: 1e13 } }
  expect(findings(look(patient(undefined, late, 20)))).toEqual(['notBegun at 1-2', 'notBegun at 1-1'])
  expect(findings(look(patient(undefined, {}, 1)))).toEqual(['underWay at 1-3'])
})

test('signatures: an AS whose certificate has run out cannot sign; nobody takes what trust no longer confirms', () => {
  const trust = { signer: 'real', ecdsa: platformEcdsa, lives: { asS: 3600 + 30, caS: 3600 + 60 } } as const
  const p = patient(undefined, { trust, control: { expTime: 0 } }, 0)
  p.network.run(500 * secondNs)
  const d = look(p)
  expect(d.paths).toBe(0)
  expect(findings(d)).toEqual(['unsigned at 1-2', 'unsigned at 1-1'])
})

test('a bad signature: refused by the first who checks it', () => {
  const p = patient(undefined, { trust: { signer: 'real', ecdsa: platformEcdsa } }, 0)
  spoilSignatures(p, '1-2')
  p.network.run(20 * secondNs)
  const d = look(p)
  expect([d.paths, findings(d)]).toEqual([0, ['refused at 1-3', 'refused at 1-1']])
  expect(d.ways[0]!.cause!.rule).toBe('signature')
})

test('taken once and no more there: the store was lost', () => {
  const again = patient()
  forget(again, '1-3')
  // Beacons come at 20 s, too.
  expect(findings(look(again))[0]).toBe('underWay at 1-3')
  const p = patient(undefined, {}, 22)
  forget(p, '1-3')
  expect(findings(look(p))).toEqual(['gone at 1-3'])
})

test('nothing noted of what was sent: it says so', () => {
  const p = patient()
  harm(p, { link: '1-2#24' }, 0)
  forget(p, '1-4')
  p.network.setLink(3, true)
  const begun = { as: '1-2', event: 'originated', detail: '1-2 0 24', t: 0 } as const
  expect(
    beaconStop({ ...p, record: recordOf([begun]) }, [
      { isdAs: '1-2', ingress: 0, egress: 24 },
      { isdAs: '1-4', ingress: 42, egress: 0 },
    ]),
  ).toEqual({
    progress: 0,
    cause: { kind: 'unknown', at: '1-4', text: 'Not in the store of 1-4; 1-2 sent it at 0 s; no record of its arrival.' },
  })
})

test('expired, and nothing says why no newer came', () => {
  const p = patient(undefined, { control: { expTime: 0 } })
  harm(p, {}, 400)
  forget(p, '1-4')
  const record = recordOf([
    { as: '1-2', event: 'originated', detail: '1-2 0 24', t: 0 },
    { as: '1-4', event: 'accepted', detail: '1-2 0 24', t: 0 },
  ])
  const way = [
    { isdAs: '1-2', ingress: 0, egress: 24 },
    { isdAs: '1-4', ingress: 42, egress: 0 },
  ] as const
  expect(beaconStop({ ...p, record }, way)?.cause).toMatchObject({ kind: 'expired', at: '1-4' })
})
