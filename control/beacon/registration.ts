/** Beacons become segments: ended by the AS's own entry and put where they are looked for.   control/beaconing/writer.go */
import { type Outbox, unixSeconds } from '#wire/actor.ts'
import { isWriter } from '../hidden/group.ts'
import type { RegisterHidden } from '../hidden/writer.ts'
import { insertSegment } from '../lookup/segment-store.ts'
import { pathUp } from '../path/combine.ts'
import type { Extensions } from '../segment/extensions.ts'
import { firstIsdAs, type Segment } from '../segment/segment.ts'
import { note, reject, type ServiceState, waysOver } from '../state.ts'
import { encodeSegments } from '../transport/message.ts'
import { extend } from './extend.ts'
import type { SegmentType } from './policy.ts'
import { pluginFor, type RegistrationPlugin } from './registration-policy.ts'
import type { StoredBeacon } from './store.ts'

export interface Registrar {
  register(type: SegmentType, stored: StoredBeacon, now: number, out: Outbox): void
}

export function createRegistrar(s: ServiceState, registerHidden: RegisterHidden): Registrar {
  const end = createEnding(s)
  const writes = isWriter(s.hidden, s.isdAs)

  function registerByInterface(type: SegmentType, stored: StoredBeacon, segment: Segment, now: number, out: Outbox): void {
    const policy = s.hidden.policies.get(stored.ingress)
    if (policy === undefined) note(s, 'ignored', segment.key, now)
    if (policy?.public) registerRemotely(s, segment, now, out)
    for (const group of policy?.groups ?? []) {
      const hidden = end(type, stored, true, now)
      if (hidden !== undefined) registerHidden(group, hidden, now, out)
    }
  }

  return {
    register(type, stored, now, out) {
      const segment = end(type, stored, false, now)
      if (segment === undefined) return note(s, 'unsigned', stored.beacon.key, now)
      const plugin = pluginFor(s.policies[type]!.registrationPolicies, segment)
      switch (plugin === 'default' ? defaultFor(type, writes) : plugin) {
        case 'ignore':
          return note(s, 'ignored', segment.key, now)
        case 'local':
          return registerLocally(s, type, segment, now)
        case 'remote':
          return registerRemotely(s, segment, now, out)
        case 'hidden_path':
          return registerByInterface(type, stored, segment, now, out)
      }
    },
  }
}

const defaultFor = (type: SegmentType, writes: boolean): Exclude<RegistrationPlugin, 'default'> =>
  type !== 'down' ? 'local' : writes ? 'hidden_path' : 'remote'

/** A beacon that is registered as more than one type is ended, and signed, once; once more as a hidden segment, which says that it is one. */
function createEnding(s: ServiceState): (type: SegmentType, stored: StoredBeacon, hidden: boolean, now: number) => Segment | undefined {
  const ended = new Map<string, Segment>()
  let endedAt = -1
  const { describe } = s.extender
  const hiding = (ingress: number, egress: number): Extensions => ({ ...describe(ingress, egress), hidden: true })
  return (type, { beacon, ingress }, hidden, now) => {
    if (now !== endedAt) ended.clear()
    endedAt = now
    const expTime = s.policies[type]!.maxExpTime
    const name = `${expTime} ${hidden} ${beacon.key}`
    const known = ended.get(name)
    if (known !== undefined) return known
    const extender = { ...s.extender, expTime, ...(hidden && { describe: hiding }) }
    const segment = extend(extender, beacon, ingress, 0, unixSeconds(s.clock, now))
    if (segment === undefined) return undefined
    note(s, 'ended', segment.key, now)
    ended.set(name, segment)
    return segment
  }
}

function registerLocally(s: ServiceState, type: SegmentType, segment: Segment, now: number): void {
  const store = { up: s.ups, down: s.downs, core: s.cores }[type]
  const isNew = insertSegment(store, segment, unixSeconds(s.clock, now))
  if (!isNew) reject(s, 'full', s.isdAs, now, segment.key)
}

/** With the core AS it begins at. */
function registerRemotely(s: ServiceState, segment: Segment, now: number, out: Outbox): void {
  const origin = firstIsdAs(segment)
  const path = pathUp(segment)
  const ways = path === undefined ? [] : waysOver(s, [path])
  if (ways.length === 0) return
  s.exchange.ask(
    {
      to: origin,
      kind: 'registration',
      body: encodeSegments({ downs: [segment] }),
      ways,
      done: (answer, t) => note(s, 'failed' in answer ? 'registrationLost' : 'registered', segment.key, t),
    },
    now,
    out,
  )
}
