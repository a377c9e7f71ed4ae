/**
 * SCMP messages that prove who sent them: packet authenticators with DRKeys.   doc/protocols/authenticator-option.rst
 *
 *   message                      key                        fast side
 *   error, traceroute reply      AS-host, sender's side     the router's AS
 *   echo request                 host-host, receiver's      the AS of the host that answers
 *   echo reply                   host-host, sender's        the same key
 *
 * The answering side is the fast one, so that requests from nowhere do not make its control service ask others. A key is good for one kind of
 * message and direction only: what was sent cannot be sent back.
 */
import type { KeyClient, KeyName } from '#control/drkey/client.ts'
import { drkeyProtocols } from '#crypto/drkey.ts'
import { type Epoch, epochMeant, isInUse, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import { findAuthenticator, isAuthentic, spaoDataLength } from '#crypto/spao.ts'
import type { Clock, Outbox } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { isScmpError, scmpType } from '#wire/scmp.ts'
import { scmpTypes } from '#wire/scmp-names.ts'
import { makeDrkeySpi, spaoAuthenticatorAt, spaoSpi, spaoTimestampSn } from '#wire/spao.ts'
import type { Endpoint, HostPacket } from './packet.ts'
import { createReplayGuard } from './replay.ts'

/** What a packet is authenticated with. */
export interface Authentication {
  readonly key: Bytes
  readonly spi: number
  readonly timestampSn: number
}

/** `absent`: nothing to judge. */
export type Judgement = 'absent' | 'authentic' | { readonly refused: string }

type Made = (made: Authentication | { readonly failed: string }, now: number, out: Outbox) => void

export interface Authenticator {
  /** Of an SCMP packet. Calls `then` exactly once, at once where the key is known. */
  judge(packet: HostPacket, now: number, out: Outbox, then: (judgement: Judgement, now: number, out: Outbox) => void): void
  /** For an echo request to `destination` that leaves at once. Calls `then` exactly once, with words where no key can be had. */
  request(destination: Endpoint, now: number, out: Outbox, then: Made): void
  /** For the reply to an authentic echo request of `source`; the same. */
  reply(source: Endpoint, now: number, out: Outbox, then: Made): void
}

const maxRemembered = 4096

const spis = {
  router: makeDrkeySpi(drkeyProtocols.scmp, 'asHost', 'sender'),
  echoRequest: makeDrkeySpi(drkeyProtocols.scmp, 'hostHost', 'receiver'),
  echoReply: makeDrkeySpi(drkeyProtocols.scmp, 'hostHost', 'sender'),
}

/** The key `issuer` shares with `subject`; without a host, the issuer's AS does. */
const keyName = (issuer: Endpoint, subject: Endpoint, type: 'asHost' | 'hostHost'): KeyName => ({
  type,
  protocol: drkeyProtocols.scmp,
  src: issuer.isdAs,
  srcHost: type === 'asHost' ? undefined : issuer.host,
  dst: subject.isdAs,
  dstHost: subject.host,
})

/** How a message of this kind is authenticated, if at all. */
function wayOf({ bytes, at, source, destination }: HostPacket): { readonly spi: number; readonly name: KeyName } | undefined {
  const type = scmpType(bytes, at)
  if (type === scmpTypes.echoRequest) return { spi: spis.echoRequest, name: keyName(destination, source, 'hostHost') }
  if (type === scmpTypes.echoReply) return { spi: spis.echoReply, name: keyName(source, destination, 'hostHost') }
  const isRouters = isScmpError(type) || type === scmpTypes.tracerouteReply
  return isRouters ? { spi: spis.router, name: keyName(source, destination, 'asHost') } : undefined
}

export function createAuthenticator(keys: KeyClient, self: Endpoint, clock: Clock): Authenticator {
  const replays = createReplayGuard(maxRemembered)

  const optionOf = ({ bytes, endToEnd }: HostPacket): number => (endToEnd === undefined ? -1 : findAuthenticator(bytes, endToEnd))

  /** The epoch of the option's timestamp: one whose key can be had now. */
  function epochOf(packet: HostPacket, option: number, now: number): Epoch | undefined {
    const epoch = epochMeant(spaoTimestampSn(packet.bytes, option), keys.epochLengthS, clock, now)
    const isOver = epoch !== undefined && sinceBeginNs(epoch, clock, now) > 0 && !isInUse(epoch, clock, now)
    return isOver ? undefined : epoch
  }

  function isRight(packet: HostPacket, option: number, key: Bytes): Judgement {
    const { bytes, protocol, at } = packet
    if (!isAuthentic(key, bytes, option, protocol, at)) return { refused: 'the packet authenticator is wrong' }
    const mac = bytes.subarray(spaoAuthenticatorAt(option), option + spaoDataLength)
    return replays.isNew(mac) ? 'authentic' : { refused: 'the packet authenticator was seen before' }
  }

  function make(spi: number, name: KeyName, now: number, out: Outbox, then: Made): void {
    keys.findCurrent(name, now, out, (answer, t, o) => {
      if ('failed' in answer) then({ failed: `the control service has no DRKey for it (${answer.failed})` }, t, o)
      else then({ key: answer.key, spi, timestampSn: sinceBeginNs(answer.epoch, clock, t) }, t, o)
    })
  }

  return {
    judge(packet, now, out, then) {
      const option = optionOf(packet)
      const way = wayOf(packet)
      if (option < 0) return then('absent', now, out)
      if (way === undefined || way.spi !== spaoSpi(packet.bytes, option))
        return then({ refused: 'the packet authenticator is of another key than such messages have' }, now, out)
      const epoch = epochOf(packet, option, now)
      if (epoch === undefined) return then({ refused: 'the packet authenticator was not made just now' }, now, out)
      keys.find(way.name, epoch, now, out, (answer, t, o) => {
        if ('failed' in answer) then({ refused: `the key of the packet authenticator cannot be had (${answer.failed})` }, t, o)
        else then(isRight(packet, option, answer.key), t, o)
      })
    },
    request: (destination, now, out, then) => make(spis.echoRequest, keyName(destination, self, 'hostHost'), now, out, then),
    reply: (source, now, out, then) => make(spis.echoReply, keyName(self, source, 'hostHost'), now, out, then),
  }
}
