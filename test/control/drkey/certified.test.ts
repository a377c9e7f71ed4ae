import { expect, test } from 'vitest'
import { type CertifiedConfig, createCertifiedGuard } from '#control/drkey/certified.ts'
import type { Guarded, GuardedQuestion, Peer } from '#control/drkey/guard.ts'
import { openSigned } from '#control/trust/signed-message.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { seededRandom } from '../network.ts'
import { findKeys, signed } from './identities.ts'

const out: Outbox = { send: () => undefined }
const all = new Set<IsdAs>(['1-1', '1-2', '1-3'])
const peer = (isdAs: IsdAs): Peer => ({ isdAs, ways: [] })
const request = Uint8Array.of(1, 2, 3)
const key = new TextEncoder().encode('a key of level 1')

const guardOf = (isdAs: IsdAs, config: Partial<CertifiedConfig> = {}, known: Set<IsdAs> = all) =>
  createCertifiedGuard({
    isdAs,
    secret: new TextEncoder().encode(`secret of ${isdAs}`),
    random: seededRandom(7),
    clock: { epochS: 1000 },
    sign: (body, associated) => signed(isdAs, body, associated),
    findKeys: () => findKeys(known),
    fetch: () => false,
    ...config,
  })

const [one, two, three] = [guardOf('1-1'), guardOf('1-2'), guardOf('1-3')]

function taken(guard: typeof one, question: Bytes, from: IsdAs): Guarded | undefined {
  let result: Guarded | undefined
  guard.take(question, peer(from), 0, out, guarded => {
    result = guarded
  })
  return result
}
function read(question: GuardedQuestion, answer: Bytes): Bytes | undefined {
  let result: Bytes | undefined
  question.read(answer, 0, out, plain => {
    result = plain
  })
  return result
}

const asked = one.ask(request, peer('1-2'), 0)!
const answer = taken(two, asked.body, '1-1')!.protect(key)!

test('a question is certain, its answer is read by who asked', () => {
  expect(taken(two, asked.body, '1-1')!.request).toEqual(request)
  expect(read(asked, answer)).toEqual(key)
  expect(toHex(answer)).not.toContain(toHex(key))
})

test('a question of another AS, to another AS, changed: not certain', () => {
  expect(taken(two, asked.body, '1-3')).toBeUndefined()
  expect(taken(three, asked.body, '1-1')).toBeUndefined()
  const changed = asked.body.slice()
  changed[changed.length - 1]! ^= 1
  expect(taken(two, changed, '1-1')).toBeUndefined()
  expect(taken(two, request, '1-1')).toBeUndefined()
  // An answer is no question.
  expect(taken(one, answer, '1-2')).toBeUndefined()
})

test('an answer of another AS, to another question, or changed: not read', () => {
  const other = one.ask(request, peer('1-2'), 0)!
  expect(toHex(other.body)).not.toBe(toHex(asked.body))
  expect(read(other, answer)).toBeUndefined()
  const fromThree = three.ask(request, peer('1-2'), 0)!
  expect(read(fromThree, answer)).toBeUndefined()
  const wrongAs = one.ask(request, peer('1-3'), 0)!
  expect(read(wrongAs, taken(three, wrongAs.body, '1-1')!.protect(key)!)).toEqual(key)
  expect(read(one.ask(request, peer('1-3'), 0)!, answer)).toBeUndefined()
  for (const at of [5, answer.length >> 1, answer.length - 90]) {
    const changed = answer.slice()
    changed[at]! ^= 1
    expect(read(asked, changed)).toBeUndefined()
  }
})

test('a repeated question has the same answer sealed for the same key', () => {
  const labels = [new TextEncoder().encode('hopproof DRKey answer'), asked.body]
  const inside = (message: Bytes): unknown => openSigned(message, labels, '1-2', findKeys(all), 5)
  expect(inside(taken(two, asked.body, '1-1')!.protect(key)!)).toEqual(inside(answer))
  expect(inside(taken(two, asked.body, '1-1')!.protect(request)!)).not.toEqual(inside(answer))
})

test('missing certificates are fetched of the other side; what came and did not help is not asked for again', () => {
  const known = new Set<IsdAs>()
  const fetched: string[] = []
  const fetch: CertifiedConfig['fetch'] = (missing, { isdAs }, now, o, done) => {
    fetched.push(`${missing.kind} ${isdAs}`)
    known.add('1-1')
    done(true, now, o)
    return true
  }
  expect(taken(guardOf('1-2', { fetch }, known), asked.body, '1-1')?.request).toEqual(request)
  expect(fetched).toEqual(['chain 1-1'])
  let count = 0
  const helpless: CertifiedConfig['fetch'] = (_missing, _peer, now, o, done) => {
    done(++count > 0, now, o)
    return true
  }
  const vain = guardOf('1-2', { fetch: helpless }, new Set())
  expect(taken(vain, asked.body, '1-1')).toBeUndefined()
  expect(count).toBe(1)
  expect(taken(guardOf('1-2', {}, new Set()), asked.body, '1-1')).toBeUndefined()
})

test('who has no certificate asks nothing and answers nothing', () => {
  const sign = (): undefined => undefined
  expect(guardOf('1-1', { sign }).ask(request, peer('1-2'), 0)).toBeUndefined()
  expect(taken(guardOf('1-2', { sign }), asked.body, '1-1')!.protect(key)).toBeUndefined()
})

test('a point that is none gets no answer', () => {
  const junk = signed('1-1', Uint8Array.of(10, 1, 5, 18, 1, 7, 26, 8, 0, 1, 0, 0, 0, 0, 0, 2), [
    new TextEncoder().encode('hopproof DRKey question'),
  ])
  expect(taken(two, junk, '1-1')!.protect(key)).toBeUndefined()
})
