/** DRKeys of hosts: asked of the control service, kept until their epoch is over.   pkg/daemon/private/drkey engine, ClientEngine */
import { hostKeyKinds } from '#control/drkey/client.ts'
import { type DrkeyAnswer, decodeDrkeyAnswer, encodeHostKeyRequest, type HostKeyType } from '#control/drkey/messages.ts'
import type { Answer } from '#control/transport/exchange.ts'
import type { Daemon } from '#host/daemon.ts'
import type { Outbox } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import type { RawHost } from '#wire/header.ts'
import { ipHost } from '#wire/host-address.ts'
import { parseIp } from '#wire/ip.ts'
import { isdAsOfNumber } from '#wire/isdas.ts'
import { type Refusal, refuse } from '../rpc/server.ts'
import type { Request, Response } from './schema.ts'

/** `undefined`: keys of this type have no such host. */
type KeyRequest = Omit<Request<'DRKeyHostHost'>, 'srcHost' | 'dstHost'> & {
  readonly srcHost: string | undefined
  readonly dstHost: string | undefined
}
type KeyResponse = Response<'DRKeyHostHost'>

/** Keys kept, the oldest out first. */
const maxKeys = 1024

export function createHostKeys({
  daemon,
  run,
}: {
  readonly daemon: Pick<Daemon, 'service'>
  readonly run: <R>(what: (now: number, out: Outbox) => R) => R
}): (type: HostKeyType, request: KeyRequest) => Promise<KeyResponse | Refusal> | KeyResponse | Refusal {
  const known = new Map<string, DrkeyAnswer>()

  return (type, { valTime, protocolId: protocol, srcIa, dstIa, ...hosts }) => {
    const validS = valTime === undefined ? -1 : Number(valTime.seconds)
    if (validS < 0 || validS > 0xffff_ffff) return refuse('invalidArgument', 'val_time is outside 1970 to 2106')
    if (protocol < 0 || protocol > 0xffff) return refuse('invalidArgument', `${protocol} is not a DRKey protocol`)
    const srcHost = readHost(hosts.srcHost)
    const dstHost = readHost(hosts.dstHost)
    if (srcHost === 'wrong' || dstHost === 'wrong') return refuse('invalidArgument', 'a host that is not an IP address')
    const name = [type, protocol, srcIa, hosts.srcHost, dstIa, hosts.dstHost].join(' ')
    const found = known.get(name)
    if (found !== undefined && validS >= found.epoch.beginS && validS < found.epoch.endS) return replyOf(found)
    const body = encodeHostKeyRequest({ type, validS, protocol, src: isdAsOfNumber(srcIa), dst: isdAsOfNumber(dstIa), srcHost, dstHost })
    return new Promise(resolve => {
      const done = (answer: Answer): void => {
        const key = readAnswer(answer)
        if ('key' in key) {
          known.delete(name)
          if (known.size >= maxKeys) known.delete(known.keys().next().value!)
          known.set(name, key)
        }
        resolve('key' in key ? replyOf(key) : key)
      }
      run((now, out) => daemon.service.ask({ kind: hostKeyKinds[type], body, done }, now, out))
    })
  }
}

function readHost(text: string | undefined): RawHost | undefined | 'wrong' {
  if (text === undefined) return undefined
  const ip = parseIp(text)
  return ip === undefined ? 'wrong' : ipHost(ip.bytes)
}

function readAnswer(answer: Answer): DrkeyAnswer | Refusal {
  if ('failed' in answer) {
    const why = { timeout: 'deadlineExceeded', refused: 'failedPrecondition', busy: 'unavailable' } as const
    return refuse(why[answer.failed], `the control service gives no key (${answer.failed})`)
  }
  const key = decodeDrkeyAnswer(answer.body)
  return isMalformed(key) ? refuse('unavailable', `the control service's answer: ${key.malformed}`) : { ...key, key: key.key.slice() }
}

const replyOf = ({ key, epoch }: DrkeyAnswer): KeyResponse => ({
  epochBegin: { seconds: BigInt(epoch.beginS), nanos: 0 },
  epochEnd: { seconds: BigInt(epoch.endS), nanos: 0 },
  key,
})
