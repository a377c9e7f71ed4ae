import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Outcome } from '#conformance/outcome.ts'
import { routerVectors } from '#conformance/vectors/router.ts'
import { describeWith, shared } from '#test/availability.ts'
import { readOwn } from './own.ts'

interface Vector {
  readonly name: string
  readonly router: string
  readonly now_ns: string
  readonly in: Record<string, unknown>
  readonly pkt: string
  readonly out: Record<string, unknown>
}
interface File {
  readonly routers: Record<string, Record<string, unknown>>
  readonly vectors: readonly Vector[]
}

const own = readOwn<File>('router.json')
const vectorOf = (name: string): Vector => own.vectors.find(v => v.name === `own/${name}`)!
const replayOf = (v: Vector): Outcome => [...routerVectors.replay({ ...own, vectors: [v] })][0]!

describeWith([shared('vectors/router/router.json')], 'the recording of the reference', path => {
  test('all 3,273 pass', { timeout: 60_000 }, () => {
    const outcomes = [...routerVectors.replay(JSON.parse(readFileSync(path, 'utf8')))]
    expect(outcomes.filter(o => o.result !== 'passed')).toEqual([])
    expect(outcomes).toHaveLength(3273)
  })
})

test('our own file passes, defects of the reference are named', () => {
  expect(routerVectors.recognises(own)).toBe(true)
  const outcomes = [...routerVectors.replay(own)]
  expect(outcomes.filter(o => o.result !== 'passed')).toEqual([])
  const divergent = ['own/ServiceAsSource', 'own/AlertWithoutTraceroute', 'own/OneHopTooLong']
  expect(outcomes.filter(o => o.reason?.includes('divergences')).map(o => o.name)).toEqual(divergent)
})

const compared = ['ParentToChild', 'ChildToInternalParent', 'SVC', 'SCMPBadMAC', 'SCMPTracerouteIngressWithSPAO', 'Stun', 'EpicLastHop']

test.each(compared)('%s: each member of what comes out, changed or left out, fails and is named', name => {
  const v = vectorOf(name)
  for (const member of Object.keys(v.out).filter(m => m !== 'any_addr')) {
    const without = { ...v.out, any_addr: undefined }
    const changed = String(v.out[member]).replace(/.$/, last => (last === '0' ? '1' : '0'))
    for (const value of [changed, undefined]) {
      const { result, differences } = replayOf({ ...v, out: { ...without, [member]: value } })
      expect(result, member).toBe('failed')
      expect(differences.map(d => d.field.replace(/\[.*/, ''))).toEqual([member])
    }
  }
})

test('what a BFD session made of a packet is compared', () => {
  const v = vectorOf('ExternalBfd')
  const accepted = { accepted: true, transition: 'Down to state Init on event Down' }
  const differing = (bfd: object): string[] => replayOf({ ...v, out: { action: 'bfd', bfd } }).differences.map(d => d.field)
  expect(differing(accepted)).toEqual([])
  expect(differing({ ...accepted, accepted: false })).toEqual(['accepted'])
  expect(differing({ ...accepted, transition: 'Down to state Up on event Init' })).toEqual(['transition'])
  expect(differing({ accepted: true })).toEqual(['transition'])
  expect(replayOf({ ...vectorOf('BfdWithoutMultiplier'), out: { action: 'bfd', bfd: accepted } }).result).toBe('failed')
})

test('the first byte that differs is shown', () => {
  const v = vectorOf('ParentToChild')
  const pkt = String(v.out.pkt)
  const { differences } = replayOf({ ...v, out: { ...v.out, pkt: `${pkt.slice(0, 20)}ff${pkt.slice(22)}` } })
  expect(differences).toEqual([{ field: 'pkt[10]', expected: `ff${pkt.slice(22, 52)}`, actual: pkt.slice(20, 52) }])
  expect(replayOf({ ...v, out: { ...v.out, pkt: `${pkt}00` } }).differences).toMatchObject([{ expected: '00', actual: '(end)' }])
})

test('any of several backends will do, no other', () => {
  const v = vectorOf('SVC')
  const withAddr = (addr: string): string =>
    replayOf({ ...v, out: { ...v.out, addr, any_addr: ['10.0.0.9:9', '192.168.0.71:20007'] } }).result
  expect(withAddr('10.0.0.9:9')).toBe('passed')
  expect(replayOf({ ...v, out: { ...v.out, addr: '10.0.0.9:9', any_addr: ['10.0.0.9:9'] } }).result).toBe('failed')
})

test('a packet that should be dropped and is not fails, and the other way round', () => {
  expect(replayOf({ ...vectorOf('ParentToChild'), out: { action: 'drop' } }).result).toBe('failed')
  const dropped = vectorOf('InvalidSrcInternalParentToChild')
  expect(replayOf({ ...dropped, out: vectorOf('ParentToChild').out }).result).toBe('failed')
})

test('where the reference is wrong: what the draft says, or failed', () => {
  const bounced = vectorOf('AlertWithoutTraceroute')
  expect(replayOf({ ...bounced, out: { action: 'panic' } }).result).toBe('failed')
  expect(replayOf({ ...vectorOf('ParentToChild'), out: { action: 'panic' } }).differences).toEqual([
    { field: 'scmp', expected: '4/33/0 or 4/49 or 4/50', actual: 'forward' },
  ])
})

test('links that the file says are down are down', () => {
  expect(replayOf({ ...vectorOf('ExternalLinkDown'), router: 'up' }).result).toBe('failed')
})

test('a file that contradicts itself is refused in words', () => {
  const v = vectorOf('ParentToChild')
  const replayWith =
    (change: Partial<Vector>, router: Record<string, unknown> = {}) =>
    () => [...routerVectors.replay({ routers: { up: { ...own.routers.up, ...router } }, vectors: [{ ...v, ...change }] })]
  expect(replayWith({ router: 'X' })).toThrow('no router "X" in the file')
  expect(replayWith({ pkt: 'xyz' })).toThrow('pkt is not hex')
  expect(replayWith({ in: { link: 'sibling', router: 'brX', addr: '1.2.3.4:5' } })).toThrow('no sibling link brX')
  expect(replayWith({ in: { link: 'external', ifid: 171, addr: '1.2.3.4:5' } })).toThrow('no external link 171')
  expect(replayWith({}, { links_down: ['999'] })).toThrow('links_down names no link: 999')
  expect(replayWith({}, { hop_field_key_hex: '00' })).toThrow('hop_field_key_hex is not derived')
})

test('other files are not taken', () => {
  expect([null, {}, { format: 'scion-router-vectors/2' }, []].map(f => routerVectors.recognises(f))).toEqual([false, false, false, false])
})
