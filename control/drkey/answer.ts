/** Requests for DRKeys: of other control services, for level-1 keys, and of hosts of the AS, for what derives from those. */
import { derivationOf, isPredefined, level1Protocol } from '#crypto/drkey.ts'
import { type Epoch, epochAt } from '#crypto/drkey-epoch.ts'
import type { Issuer } from '#crypto/drkey-issuer.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Rejection } from '../events.ts'
import { note, reject, type ServiceState } from '../state.ts'
import { type Asked, noBody } from '../transport/replies.ts'
import { senderOf } from '../trust/fetch.ts'
import { askingHost, isEntitled } from './entitlement.ts'
import type { Guard, Guarded } from './guard.ts'
import { isIssued, type Level1Done, type Level1Keys } from './level1.ts'
import { decodeHostKeyRequest, decodeLevel1Request, encodeDrkeyAnswer, type HostKeyRequest, type HostKeyType } from './messages.ts'

function refuse(asked: Asked, rejection: Rejection, out: Outbox): Rejection {
  asked.answer(rejection === 'bodyMalformed' ? 'malformed' : 'rejected', noBody, out)
  return rejection
}

/** Another AS wants the key we issue to it. Only predefined protocols have one: niche protocols derive from the generic one. */
export function handleLevel1(s: ServiceState, issuer: Issuer, guard: Guard, asked: Asked, now: number, out: Outbox): Rejection | undefined {
  const subject = asked.packet.src.isdAs
  if (asked.packet.pathType !== 'scion') return refuse(asked, 'notCertain', out)
  if (s.trust !== undefined && !s.trust.budget.spend(senderOf(asked), 1, now)) return refuse(asked, 'checksSpent', out)
  guard.take(asked.body, senderOf(asked), now, out, (guarded, t, o) => {
    const wrong = guarded === undefined ? 'notCertain' : answerLevel1(s, issuer, guarded, subject, asked, t, o)
    if (wrong !== undefined) reject(s, refuse(asked, wrong, o), subject, t)
  })
  return undefined
}

function answerLevel1(
  s: ServiceState,
  issuer: Issuer,
  guarded: Guarded,
  subject: IsdAs,
  asked: Asked,
  now: number,
  out: Outbox,
): Rejection | undefined {
  const request = decodeLevel1Request(guarded.request)
  if (isMalformed(request)) return 'bodyMalformed'
  if (!isPredefined(request.protocol)) return 'protocolUnknown'
  const epoch = epochAt(request.validS, issuer.epochLengthS)
  if (!isIssued(epoch, s.clock, now)) return 'keyNotInUse'
  const answer = guarded.protect(encodeDrkeyAnswer({ epoch, key: issuer.level1(request.protocol, subject, epoch) }))
  if (answer === undefined) return 'notCertain'
  asked.answer('done', answer, out)
  note(s, 'keyIssued', subject, now)
  return undefined
}

/** A host of the AS wants a key. */
export function handleHostKey(
  s: ServiceState,
  issuer: Issuer,
  level1: Level1Keys,
  type: HostKeyType,
  asked: Asked,
  now: number,
  out: Outbox,
): Rejection | undefined {
  const request = decodeHostKeyRequest(type, asked.body)
  if (isMalformed(request)) return refuse(asked, 'bodyMalformed', out)
  const host = askingHost(asked, s.isdAs)
  if (host === undefined) return refuse(asked, 'notLocal', out)
  if (!isEntitled(request, s.isdAs, host)) return refuse(asked, 'notEntitled', out)
  const epoch = epochAt(request.validS, issuer.epochLengthS)
  if (!isIssued(epoch, s.clock, now)) return refuse(asked, 'keyNotInUse', out)
  findLevel1(s, issuer, level1, request, epoch, now, out, (key, t, o) => {
    if (key === undefined) return reject(s, refuse(asked, 'keyUnavailable', o), request.src, t)
    asked.answer('done', encodeDrkeyAnswer({ epoch, key: derive(request, key) }), o)
    note(s, 'keyIssued', request.src, t)
  })
  return undefined
}

function findLevel1(
  s: ServiceState,
  issuer: Issuer,
  level1: Level1Keys,
  { src, dst, protocol }: HostKeyRequest,
  epoch: Epoch,
  now: number,
  out: Outbox,
  done: Level1Done,
): void {
  if (src === s.isdAs) done(issuer.level1(protocol, dst, epoch), now, out)
  else level1.find(src, level1Protocol(protocol), epoch, now, out, done)
}

function derive({ type, protocol, srcHost, dstHost }: HostKeyRequest, level1: Bytes): Bytes {
  const derivation = derivationOf(protocol)
  if (type === 'asHost') return derivation.asHost(level1, dstHost!)
  const hostAs = derivation.hostAs(level1, srcHost!)
  return type === 'hostAs' ? hostAs : derivation.hostHost(hostAs, dstHost!)
}
