/** From a configuration, and what is known already, to a control service. */
import { randomBytes } from 'node:crypto'
import type { Policies } from '#control/beacon/policy.ts'
import { insertBeacon } from '#control/beacon/store.ts'
import type { ControlEvent } from '#control/events.ts'
import { type ControlService, createControlService, createStores } from '#control/service.ts'
import { defaultSettings, policiesOf } from '#control/settings.ts'
import type { Stores } from '#control/state.ts'
import type { Credential } from '#control/trust/signer.ts'
import type { TrustConfig, TrustSettings } from '#control/trust/state.ts'
import { defaultEpochS } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { keyFromSeed } from '#crypto/ecdsa.ts'
import { forwardingKey } from '#crypto/key.ts'
import type { SignedTrc } from '#crypto/signed-trc.ts'
import type { Clock } from '#wire/actor.ts'
import { bytesEqual } from '#wire/bytes.ts'
import type { ControlConfiguration } from '../config/control.ts'
import { platformEcdsa } from '../crypto/ecdsa.ts'
import { platformRandom } from '../io/random.ts'

export interface Surroundings {
  readonly clock: Clock
  /** TRCs beyond those of the configuration */
  readonly learnt: readonly SignedTrc[]
  /** the service adds to it */
  readonly credentials: Credential[]
  /** where the configuration says nothing */
  readonly trust: Partial<TrustSettings> | undefined
  observe(event: ControlEvent): void
}

export function buildService(c: ControlConfiguration, stores: Stores, surroundings: Surroundings): ControlService {
  const { clock, observe } = surroundings
  return createControlService({
    as: c.as,
    id: c.id,
    key: forwardingKey(c.master),
    ...{ clock, stores, observe },
    trust: trustOf(c, surroundings),
    random: platformRandom,
    // The TRCs say it.
    isCore: () => false,
    settings: { ...c.settings.control, policies: c.policies },
    ...(c.staticInfo !== undefined && { staticInfo: c.staticInfo }),
    announcesServices: true,
    hiddenPaths: c.hiddenPaths,
    ...(c.settings.drkey && { drkey: { issuer: createIssuer(c.master, defaultEpochS), secret: c.master } }),
  })
}

const trustOf = ({ material, settings }: ControlConfiguration, { learnt, credentials, trust }: Surroundings): TrustConfig => ({
  kind: 'real',
  ecdsa: platformEcdsa,
  trcs: [...material.trcs, ...learnt],
  credentials,
  ...(material.ca !== undefined && { ca: material.ca }),
  newKey: () => keyFromSeed(credentials[0]!.key.curve, randomBytes(64)),
  settings: { ...trust, ...settings.trust },
})

export const policiesFor = ({ as, settings, policies }: ControlConfiguration): Policies =>
  policiesOf(as.core, { ...defaultSettings, ...settings.control, policies })

/** What was known under another configuration; which beacons are candidates, and how many, is for the new policies to say. */
export function storesFor(configuration: ControlConfiguration, { beacons, ups, cores, downs, trusted, hiddens }: Stores): Stores {
  const fresh = createStores(configuration.as.core, policiesFor(configuration)).beacons
  for (const { stored } of beacons.groups.values()) for (const { beacon, ingress } of stored.values()) insertBeacon(fresh, beacon, ingress)
  return { beacons: fresh, ups, cores, downs, trusted, hiddens }
}

/** The configuration's, and of those that are known the ones that were renewed. */
export function credentialsOf({ material }: Pick<ControlConfiguration, 'material'>, known: readonly Credential[]): Credential[] {
  const isNew = ({ chain }: Credential): boolean => !material.credentials.some(c => bytesEqual(c.chain.as.der, chain.as.der))
  return [...material.credentials, ...known.filter(isNew)]
}
