import { expect, test } from 'vitest'
import { beaconAt, faultOf, isServed, linkAt, segmentAt } from '#sim/doctor/evidence.ts'
import { harm, patient, secondNs } from './clinic.ts'

test('stores of services that run, as long as what is in them lives', () => {
  const p = patient()
  const [beacon, up] = ['1-1 0 13', '1-1 0 13,1-3 31 0']
  expect(beaconAt(p, '1-3', beacon)?.rivals.length).toBeGreaterThan(0)
  expect(segmentAt(p, '1-3', 'up', up)?.key).toBe(up)
  expect(segmentAt(p, '1-1', 'down', up)?.key).toBe(up)
  expect(beaconAt(p, '1-1', beacon)).toBeUndefined()
  harm(p, { service: '1-3' })
  expect([isServed(p, '1-3'), beaconAt(p, '1-3', beacon), segmentAt(p, '1-3', 'up', up)]).toEqual([false, undefined, undefined])
  const dying = patient(undefined, { control: { expTime: 0 } })
  harm(dying, { link: '1-1#13' })
  expect(beaconAt(dying, '1-3', beacon)).toBeDefined()
  dying.network.run(400 * secondNs)
  expect(beaconAt(dying, '1-3', beacon)).toBeUndefined()
})

test('a link does not work when it is cut or a router at its ends is down', () => {
  const p = patient()
  const link = linkAt(p, '1-1', 13)
  expect(link).toBe(linkAt(p, '1-3', 31))
  expect(faultOf(p, link)).toBeUndefined()
  p.network.stopRouter(p.network.routerOf(link.b))
  expect(faultOf(p, link)).toBe('router br1-3-1 at an end of link 1-1#13 - 1-3#31 is down')
  harm(p, { link: '1-1#12' })
  expect(faultOf(p, linkAt(p, '1-2', 21))).toBe('link 1-1#12 - 1-2#21 is down')
})
