/** How a host gets its DRKeys: asked of a control service of its AS once an epoch, kept while in use. */
import { type Epoch, epochAt, isInUse, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import { type Clock, nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { formatHost } from '#wire/host-address.ts'
import type { ServiceClient } from '../transport/client.ts'
import type { Answer } from '../transport/exchange.ts'
import type { MessageKind } from '../transport/message.ts'
import { decodeDrkeyAnswer, encodeHostKeyRequest, type HostKeyRequest, type HostKeyType } from './messages.ts'

/** Which key, whatever the time. */
export type KeyName = Omit<HostKeyRequest, 'validS'>

export interface HostKey {
  readonly key: Bytes
  readonly epoch: Epoch
}

export type KeyAnswer = HostKey | { readonly failed: 'timeout' | 'refused' }
type Done = (answer: KeyAnswer, now: number, out: Outbox) => void

export interface KeyClient {
  readonly epochLengthS: number
  /** The key of an epoch; `done` is called exactly once, at once where the key is known. */
  find(name: KeyName, epoch: Epoch, now: number, out: Outbox, done: Done): void
  /**
   * A key to use now: of this epoch, or, as long as that has to be asked for, of the last one within its grace period. Towards an epoch's end
   * the next one's is asked for.
   */
  findCurrent(name: KeyName, now: number, out: Outbox, done: Done): void
}

/** Keys kept, the longest unused out first; questions under way, and who waits for one of those. */
const maxKeys = 1024
const maxAsked = 64
const maxWaiting = 64

/** Seconds before an epoch's end in which the next key is asked for, at most. */
const aheadS = 60

export const hostKeyKinds: Readonly<Record<HostKeyType, MessageKind>> = {
  asHost: 'drkeyAsHost',
  hostAs: 'drkeyHostAs',
  hostHost: 'drkeyHostHost',
}

const textOf = ({ type, protocol, src, srcHost, dst, dstHost }: KeyName): string =>
  [type, protocol, src, srcHost && formatHost(srcHost), dst, dstHost && formatHost(dstHost)].join(' ')

export function createKeyClient(service: Pick<ServiceClient, 'ask'>, epochLengthS: number, clock: Clock): KeyClient {
  const keys = new Map<string, HostKey>()
  const asked = new Map<string, Done[]>()

  function known(text: string): HostKey | undefined {
    const found = keys.get(text)
    if (found !== undefined) {
      keys.delete(text)
      keys.set(text, found)
    }
    return found
  }

  function keep(text: string, key: HostKey): void {
    if (keys.size >= maxKeys) keys.delete(keys.keys().next().value!)
    keys.set(text, key)
  }

  /** An epoch other than the one asked for would not fit the timestamps. */
  function read(answer: Answer, epoch: Epoch): KeyAnswer {
    if ('failed' in answer) return { failed: answer.failed === 'timeout' ? 'timeout' : 'refused' }
    const found = decodeDrkeyAnswer(answer.body)
    const isRight = !isMalformed(found) && found.epoch.beginS === epoch.beginS && found.epoch.endS === epoch.endS
    return isRight ? { key: found.key.slice(), epoch } : { failed: 'refused' }
  }

  function ask(text: string, name: KeyName, epoch: Epoch, now: number, out: Outbox, done: Done): void {
    const waiting = asked.get(text)
    if (waiting === undefined ? asked.size >= maxAsked : waiting.length >= maxWaiting) done({ failed: 'refused' }, now, out)
    else if (waiting !== undefined) waiting.push(done)
    else {
      asked.set(text, [done])
      send(text, name, epoch, now, out)
    }
  }

  function send(text: string, name: KeyName, epoch: Epoch, now: number, out: Outbox): void {
    const body = encodeHostKeyRequest({ ...name, validS: epoch.beginS })
    const settle = (answer: Answer, t: number, o: Outbox): void => {
      const result = read(answer, epoch)
      if ('key' in result) keep(text, result)
      const dones = asked.get(text)!
      asked.delete(text)
      for (const each of dones) each(result, t, o)
    }
    service.ask({ kind: hostKeyKinds[name.type], body, done: settle }, now, out)
  }

  function find(name: KeyName, epoch: Epoch, now: number, out: Outbox, done: Done): void {
    const text = `${textOf(name)} ${epoch.beginS}`
    const found = known(text)
    if (found === undefined) ask(text, name, epoch, now, out, done)
    else done(found, now, out)
  }

  return {
    epochLengthS,
    find,
    findCurrent(name, now, out, done) {
      const current = epochAt(unixSeconds(clock, now), epochLengthS)
      const last = keys.get(`${textOf(name)} ${current.beginS - epochLengthS}`)
      const inGrace = last !== undefined && isInUse(last.epoch, clock, now) && !keys.has(`${textOf(name)} ${current.beginS}`)
      find(name, current, now, out, inGrace ? () => undefined : done)
      if (inGrace) done(last, now, out)
      const leftS = epochLengthS - sinceBeginNs(current, clock, now) / nsPerS
      const next = { beginS: current.endS, endS: current.endS + epochLengthS }
      if (leftS <= Math.min(aheadS, epochLengthS / 4)) find(name, next, now, out, () => undefined)
    },
  }
}
