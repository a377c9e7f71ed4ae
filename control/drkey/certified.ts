/**
 * Level-1 keys protected by the certificates of both ASes: question and answer are signed, the answer is sealed for an ephemeral key that the
 * question brings. Certified keys only sign, as their key usage says.
 *
 *   question   SignedMessage by the asker    over "hopproof DRKey question":             {1 its point, 2 request, 3 the ISD-AS asked}
 *   answer     SignedMessage by the asked    over "hopproof DRKey answer" and question:  {1 its point, 2 sealed answer}
 *
 * A replayed question gets an answer only its first asker can read, a replayed answer is over another question.
 *
 * Divergence: the reference asks over TLS with AS certificates on both sides.
 */
import { ephemeralKey, seal, unseal } from '#crypto/seal.ts'
import { type Clock, type Outbox, type Random, unixSeconds } from '#wire/actor.ts'
import { type Bytes, bytesEqual, concatBytes, isMalformed, setU32 } from '#wire/bytes.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import { bytesKey, encodeFields, readFields } from '../segment/protobuf.ts'
import type { FindKeys, Missing } from '../segment/verify.ts'
import type { Done } from '../transport/waiting.ts'
import { type Attempt, type Fetched, type Trying, tryUntilKnown } from '../trust/fetch.ts'
import { openSigned } from '../trust/signed-message.ts'
import type { Guard, Peer } from './guard.ts'

export interface CertifiedConfig {
  readonly isdAs: IsdAs
  /** known to this AS alone: with chance, ephemeral keys come from it */
  readonly secret: Bytes
  readonly random: Random
  readonly clock: Clock
  /** SignedMessage with the key of this AS's certificate; `undefined` when it has none that is valid */
  sign(body: Bytes, associated: readonly Bytes[], nowS: number): Bytes | undefined
  findKeys(nowS: number): FindKeys
  /** Asks the peer for what is missing, as `fetchMissing`: false when nothing more can wait, and `done` is not called. */
  fetch(missing: Missing, peer: Peer, now: number, out: Outbox, done: Fetched): boolean
}

const encoder = new TextEncoder()
const questionLabel = encoder.encode('hopproof DRKey question')
const answerLabel = encoder.encode('hopproof DRKey answer')

const isdAsBytes = (isdAs: IsdAs): Bytes => {
  const b = new Uint8Array(8)
  setIsdAs(b, 0, isdAs)
  return b
}

function readParts(b: Bytes): [point: Bytes, content: Bytes, addressee: Bytes] | undefined {
  const parts: [Bytes, Bytes, Bytes] = [new Uint8Array(0), new Uint8Array(0), new Uint8Array(0)]
  const error = readFields(b, (key, r) => {
    const i = [1, 2, 3].findIndex(field => key === bytesKey(field))
    if (i >= 0) parts[i] = r.bytes()
    return i >= 0
  })
  return isMalformed(error) ? undefined : parts
}

/** The body of a message signed by the peer, once the certificates it takes are here. */
function open(
  config: CertifiedConfig,
  message: Bytes,
  associated: readonly Bytes[],
  peer: Peer,
  now: number,
  out: Outbox,
  done: Done<Bytes | undefined>,
): void {
  const attempt = (at: number): Attempt<Bytes | undefined> => {
    const nowS = unixSeconds(config.clock, at)
    const opened = openSigned(message, associated, peer.isdAs, config.findKeys(nowS), nowS)
    if (typeof opened === 'string') return { result: undefined }
    return 'body' in opened ? { result: opened.body } : { missing: opened }
  }
  const fetch: Trying<unknown>['fetch'] = (missing, t, o, fetched) => config.fetch(missing, peer, t, o, fetched)
  tryUntilKnown({ attempt, fetch, giveUp: () => undefined, done }, now, out)
}

function chance(random: Random): Bytes {
  const b = new Uint8Array(16)
  for (let at = 0; at < b.length; at += 4) setU32(b, at, random())
  return b
}

export function createCertifiedGuard(config: CertifiedConfig): Guard {
  const { secret, clock, random } = config
  return {
    ask(request, peer, now) {
      const own = ephemeralKey(secret, chance(random))
      const body = encodeFields([
        [1, own.point],
        [2, request],
        [3, isdAsBytes(peer.isdAs)],
      ])
      const question = config.sign(body, [questionLabel], unixSeconds(clock, now))
      return (
        question && {
          body: question,
          read(answer, at, out, done) {
            open(config, answer, [answerLabel, question], peer, at, out, (inner, t, o) => {
              const parts = inner && readParts(inner)
              done(parts && unseal(own, parts[0], parts[1]), t, o)
            })
          },
        }
      )
    },
    take(question, peer, now, out, done) {
      open(config, question, [questionLabel], peer, now, out, (inner, t, o) => {
        const parts = inner && readParts(inner)
        if (parts === undefined || !bytesEqual(parts[2], isdAsBytes(config.isdAs))) done(undefined, t, o)
        else done({ request: parts[1], protect: text => protect(question, parts[0], text, t) }, t, o)
      })
    },
  }

  function protect(question: Bytes, asker: Bytes, text: Bytes, now: number): Bytes | undefined {
    const own = ephemeralKey(secret, concatBytes(question, text))
    const sealed = seal(own, asker, text)
    return (
      sealed &&
      config.sign(
        encodeFields([
          [1, own.point],
          [2, sealed],
        ]),
        [answerLabel, question],
        unixSeconds(clock, now),
      )
    )
  }
}
