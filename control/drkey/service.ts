/** The DRKey part of a control service. */
import type { Epoch } from '#crypto/drkey-epoch.ts'
import type { Issuer } from '#crypto/drkey-issuer.ts'
import type { Outbox } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import type { IsdAs } from '#wire/isdas.ts'
import type { Resolver } from '../lookup/resolve.ts'
import { combine } from '../path/combine.ts'
import { note, reject, type ServiceState, waysOver } from '../state.ts'
import type { Answer } from '../transport/exchange.ts'
import { type Handler, noBody } from '../transport/replies.ts'
import { fetchMissing } from '../trust/fetch.ts'
import { keyFinder } from '../trust/judge.ts'
import { handleHostKey, handleLevel1 } from './answer.ts'
import { createCertifiedGuard } from './certified.ts'
import { type Guard, modelledGuard } from './guard.ts'
import { createLevel1Keys, type Level1Done } from './level1.ts'
import { decodeDrkeyAnswer, encodeLevel1Request, type HostKeyType } from './messages.ts'

export interface DrkeyConfig {
  /** the keys of this AS */
  readonly issuer: Issuer
  /** the AS's master secret: where signatures are real, what seals level-1 keys is made from it */
  readonly secret: Bytes
}

export interface DrkeyService {
  readonly handlers: Readonly<Record<'drkeyLevel1' | 'drkeyAsHost' | 'drkeyHostAs' | 'drkeyHostHost', Handler>>
  wake(now: number, out: Outbox): void
  wakeAt(): number
}

/** Of a service that has no master secret for it. */
const refusing: Handler = (asked, _, out) => {
  asked.answer('notResponsible', noBody, out)
  return 'notResponsible'
}
const withoutDrkeys: DrkeyService = {
  handlers: { drkeyLevel1: refusing, drkeyAsHost: refusing, drkeyHostAs: refusing, drkeyHostHost: refusing },
  wake: () => undefined,
  wakeAt: () => Infinity,
}

/** Level-1 keys are as safe as what this AS says is certain. */
function guardOf(s: ServiceState, { secret }: DrkeyConfig): Guard {
  const { trust, isdAs, random, clock } = s
  if (trust === undefined) return modelledGuard
  return createCertifiedGuard({
    ...{ isdAs, secret, random, clock },
    sign: (body, associated, nowS) => trust.signer.keyFor(nowS, nowS)?.sign(body, () => associated),
    findKeys: nowS => keyFinder(trust, nowS),
    fetch: (missing, peer, now, out, done) => fetchMissing(s, trust, missing, peer, now, out, done),
  })
}

/** How many ways to another AS a question may take. */
const maxWays = 16

export function createDrkeyService(s: ServiceState, config: DrkeyConfig | undefined, resolver: Resolver): DrkeyService {
  if (config === undefined) return withoutDrkeys
  const { issuer } = config
  const guard = guardOf(s, config)
  const level1 = createLevel1Keys({ epochLengthS: issuer.epochLengthS, clock: s.clock, random: s.random, fetch })

  function fetch(src: IsdAs, protocol: number, epoch: Epoch, now: number, out: Outbox, done: Level1Done): void {
    const inVain = (at: number, outVain: Outbox): void => {
      note(s, 'askedInVain', src, at)
      done(undefined, at, outVain)
    }
    resolver.resolve(src, now, out, (segments, t, o) => {
      const ways = waysOver(s, combine(s.isdAs, src, segments, false, maxWays))
      if (ways.length === 0) return done(undefined, t, o)
      const question = guard.ask(encodeLevel1Request({ validS: epoch.beginS, protocol }), { isdAs: src, ways }, t)
      if (question === undefined) return inVain(t, o)
      note(s, 'asked', src, t)
      const settle = (answer: Answer, at: number, outAnswer: Outbox): void => {
        if ('failed' in answer) inVain(at, outAnswer)
        else question.read(answer.body, at, outAnswer, (body, atRead, outRead) => done(keyIn(body, src, epoch, atRead), atRead, outRead))
      }
      s.exchange.ask({ to: src, kind: 'drkeyLevel1', body: question.body, ways, done: settle }, t, o)
    })
  }

  function keyIn(body: Bytes | undefined, src: IsdAs, epoch: Epoch, now: number): Bytes | undefined {
    const answer = body && decodeDrkeyAnswer(body)
    if (answer === undefined) reject(s, 'notCertain', src, now)
    else if (isMalformed(answer)) reject(s, 'bodyMalformed', src, now)
    else if (answer.epoch.beginS !== epoch.beginS || answer.epoch.endS !== epoch.endS) reject(s, 'otherEpoch', src, now)
    else return answer.key.slice()
    return undefined
  }

  const handleHost =
    (type: HostKeyType): Handler =>
    (asked, now, out) =>
      handleHostKey(s, issuer, level1, type, asked, now, out)

  return {
    handlers: {
      drkeyLevel1: (asked, now, out) => handleLevel1(s, issuer, guard, asked, now, out),
      drkeyAsHost: handleHost('asHost'),
      drkeyHostAs: handleHost('hostAs'),
      drkeyHostHost: handleHost('hostHost'),
    },
    wake: level1.wake,
    wakeAt: level1.wakeAt,
  }
}
