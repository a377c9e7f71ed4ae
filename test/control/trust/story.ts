/** Small networks whose services really sign and verify, for stories. Platform signatures: faster, and nothing here depends on their bytes. */
import type { ControlEvent, ControlEventName, Rejection } from '#control/events.ts'
import type { ControlSettings } from '#control/settings.ts'
import type { Authority, Lives } from '#control/trust/authority.ts'
import type { TrustConfig } from '#control/trust/state.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { buildAses, createNetwork, type Network, type NetworkOptions, parseLinks } from '../network.ts'
import { authorityFor, trustConfig } from './authority.ts'

export interface Story {
  readonly network: Network
  readonly authority: Authority
  /** how often an event or a rejection was counted at an AS, or at all of them */
  count(name: ControlEventName | Rejection, at?: IsdAs): number
  /** rejections by name, of all services */
  rejected(): Partial<Record<Rejection, number>>
  events(name: ControlEventName, at?: IsdAs): ControlEvent[]
}

export interface StoryOptions extends Pick<NetworkOptions, 'aheadS' | 'drkey' | 'hiddenPaths'> {
  readonly lives?: Partial<Lives>
  readonly settings?: Partial<ControlSettings>
  readonly trust?: (isdAs: IsdAs, authority: Authority) => Partial<TrustConfig>
}

/** Two core ASes in ISD 1 and one in ISD 2, with a child each. */
export const sixAses = '1-1 core 1-2, 1-2 core 2-1, 1-1 child 1-11, 1-2 child 1-12, 2-1 child 2-11'

export function story(links = sixAses, options: StoryOptions = {}): Story {
  const parsed = parseLinks(links)
  const authority = authorityFor(buildAses(parsed), { lives: options.lives ?? {}, ecdsa: platformEcdsa })
  const network = createNetwork(parsed, {
    ...(options.settings === undefined ? {} : { settings: options.settings }),
    ...(options.aheadS === undefined ? {} : { aheadS: options.aheadS }),
    ...(options.drkey === undefined ? {} : { drkey: options.drkey }),
    ...(options.hiddenPaths === undefined ? {} : { hiddenPaths: options.hiddenPaths }),
    trust: isdAs => trustConfig(authority, isdAs, { kind: 'real', ecdsa: platformEcdsa, ...options.trust?.(isdAs, authority) }),
  })
  const services = [...network.services.values()]
  return {
    network,
    authority,
    count: (name, at) => services.filter(s => at === undefined || s.state.isdAs === at).reduce((n, s) => n + s.counters[name], 0),
    rejected() {
      const found: Partial<Record<Rejection, number>> = {}
      for (const { rejection } of network.events) if (rejection !== undefined) found[rejection] = (found[rejection] ?? 0) + 1
      return found
    },
    events: (name, at) => network.events.filter(e => e.event === name && (at === undefined || e.as === at)),
  }
}
