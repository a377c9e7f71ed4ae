/** How a host gets its DRKeys: asked of a control service of its AS once an epoch, kept while in use. */
import { type Epoch, epochAt, isInUse, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import { type Clock, nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, isMalformed } from '#wire/bytes.ts'
import { formatHost } from '#wire/host-address.ts'
import type { ServiceClient } from '../transport/client.ts'
import type { Answer } from '../transport/exchange.ts'
import type { MessageKind } from '../transport/message.ts'
import { createWaiting, type Done } from '../transport/waiting.ts'
import { decodeDrkeyAnswer, encodeHostKeyRequest, type HostKeyRequest, type HostKeyType } from './messages.ts'

/** Which key, whatever the time. */
export type KeyName = Omit<HostKeyRequest, 'validS'>

export interface HostKey {
  readonly key: Bytes
  readonly epoch: Epoch
}

export type KeyAnswer = HostKey | { readonly failed: 'timeout' | 'refused' }

export interface KeyClient {
  readonly epochLengthS: number
  /** The key of an epoch; `done` is called exactly once, at once where the key is known. */
  find(name: KeyName, epoch: Epoch, now: number, out: Outbox, done: Done<KeyAnswer>): void
  /**
   * A key to use now: of this epoch, or, as long as that has to be asked for, of the last one within its grace period. Towards an epoch's end
   * the next one's is asked for.
   */
  findCurrent(name: KeyName, now: number, out: Outbox, done: Done<KeyAnswer>): void
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

const textOf = ({ type, protocol, src, srcHost, dst, dstHost }: KeyName, beginS: number): string =>
  [type, protocol, src, srcHost && formatHost(srcHost), dst, dstHost && formatHost(dstHost), beginS].join(' ')

/** Keys by name and epoch. */
function createCache() {
  const keys = new Map<string, HostKey>()
  return {
    find(text: string): HostKey | undefined {
      const found = keys.get(text)
      if (found !== undefined) {
        keys.delete(text)
        keys.set(text, found)
      }
      return found
    },
    keep(text: string, key: HostKey): void {
      if (keys.size >= maxKeys) keys.delete(keys.keys().next().value!)
      keys.set(text, key)
    },
  }
}

/** An epoch other than the one asked for would not fit the timestamps. */
function readAnswer(answer: Answer, epoch: Epoch): KeyAnswer {
  if ('failed' in answer) return { failed: answer.failed === 'timeout' ? 'timeout' : 'refused' }
  const found = decodeDrkeyAnswer(answer.body)
  const isRight = !isMalformed(found) && found.epoch.beginS === epoch.beginS && found.epoch.endS === epoch.endS
  return isRight ? { key: found.key.slice(), epoch } : { failed: 'refused' }
}

export function createKeyClient(service: Pick<ServiceClient, 'ask'>, epochLengthS: number, clock: Clock): KeyClient {
  const cache = createCache()
  const waiting = createWaiting<KeyAnswer>(maxAsked, maxWaiting)

  function ask(text: string, name: KeyName, epoch: Epoch, now: number, out: Outbox): void {
    const body = encodeHostKeyRequest({ ...name, validS: epoch.beginS })
    const done = (answer: Answer, t: number, o: Outbox): void => {
      const result = readAnswer(answer, epoch)
      if ('key' in result) cache.keep(text, result)
      waiting.settle(text, result, t, o)
    }
    service.ask({ kind: hostKeyKinds[name.type], body, done }, now, out)
  }

  function find(name: KeyName, epoch: Epoch, now: number, out: Outbox, done: Done<KeyAnswer>): void {
    const text = textOf(name, epoch.beginS)
    const found = cache.find(text)
    const place = found === undefined ? waiting.join(text, done) : undefined
    if (found !== undefined) done(found, now, out)
    else if (place === 'full') done({ failed: 'refused' }, now, out)
    else if (place === 'first') ask(text, name, epoch, now, out)
  }

  return {
    epochLengthS,
    find,
    findCurrent(name, now, out, done) {
      const current = epochAt(unixSeconds(clock, now), epochLengthS)
      const isKnown = cache.find(textOf(name, current.beginS)) !== undefined
      const last = isKnown ? undefined : cache.find(textOf(name, current.beginS - epochLengthS))
      const inGrace = last !== undefined && isInUse(last.epoch, clock, now)
      find(name, current, now, out, inGrace ? () => undefined : done)
      if (inGrace) done(last, now, out)
      const leftS = epochLengthS - sinceBeginNs(current, clock, now) / nsPerS
      const next = { beginS: current.endS, endS: current.endS + epochLengthS }
      if (leftS <= Math.min(aheadS, epochLengthS / 4)) find(name, next, now, out, () => undefined)
    },
  }
}
