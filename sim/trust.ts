/** The PKI of a simulated network, and what of it each control service finds in its configuration. */
import { type Authority, createAuthority, type Lives } from '#control/trust/authority.ts'
import type { Credential, SignerKind } from '#control/trust/signer.ts'
import type { TrustConfig, TrustSettings } from '#control/trust/state.ts'
import { type Ecdsa, keyFromSeed, softwareEcdsa } from '#crypto/ecdsa.ts'
import type { As, Topology } from '#topology/model.ts'
import { assert } from '#wire/error.ts'
import { type IsdAs, isdOf } from '#wire/isdas.ts'
import { seedBytes } from './random.ts'

export interface NetworkTrust {
  /**
   * `modelled`: nothing is signed and nothing verified, only what signatures weigh is counted. `reproducible`: software signs, and equal runs
   * have equal bytes. `real`: `ecdsa` signs, much faster, and every run differs.
   */
  readonly signer: SignerKind
  /** the platform's: `real` needs it, and it verifies what software has signed */
  readonly ecdsa?: Ecdsa
  readonly lives?: Partial<Lives>
  readonly settings?: Partial<TrustSettings>
  /** which TRCs services begin with: those of all ISDs (default), or their own ISD's, and take others from whoever sends segments of them */
  readonly trcs?: 'all' | 'own'
}

export interface SimulatedTrust {
  readonly authority: Authority
  /** For the control service `id`, as often as it is started: chains it has renewed are in its configuration again. */
  configOf(as: As, id: string): TrustConfig
}

/** Clocks may be so much behind, seconds: certificates were made before the run begins. */
const madeBeforeS = 3600

/** `undefined`: modelled. */
export function createSimulatedTrust(topology: Topology, seed: number, epochS: number, trust?: NetworkTrust): SimulatedTrust | undefined {
  if (trust === undefined || trust.signer === 'modelled') return undefined
  const kind = trust.signer
  assert(kind !== 'real' || trust.ecdsa !== undefined, 'real signatures need the ECDSA of a platform')
  const ecdsa = kind === 'real' ? trust.ecdsa! : { sign: softwareEcdsa.sign, verify: (trust.ecdsa ?? softwareEcdsa).verify }
  const authority = createAuthority({
    ases: topology.ases,
    seed: name => seedBytes(seed, `PKI ${name}`),
    ecdsa,
    notBeforeS: epochS - madeBeforeS,
    ...(trust.lives === undefined ? {} : { lives: trust.lives }),
  })
  const credentials = new Map<string, Credential[]>()
  const counts = new Map<IsdAs, number>()
  return {
    authority,
    configOf({ isdAs }, id) {
      const name = `${isdAs} ${id}`
      const own = credentials.get(name) ?? [authority.credentials.get(isdAs)!]
      credentials.set(name, own)
      const ca = authority.cas.get(isdAs)
      const trcs = [...authority.trcs.values()]
      return {
        kind,
        ecdsa,
        trcs: trust.trcs === 'own' ? trcs.filter(({ trc }) => trc.id.isd === isdOf(isdAs)) : trcs,
        credentials: own,
        ...(ca === undefined ? {} : { ca }),
        newKey() {
          const count = (counts.get(isdAs) ?? 0) + 1
          counts.set(isdAs, count)
          return keyFromSeed('P-256', seedBytes(seed, `${isdAs} renewed key ${count}`))
        },
        settings: {
          ...(trust.trcs === 'own' ? { adoptForeignTrcs: true } : {}),
          ...(trust.lives?.asS === undefined ? {} : { asLifeS: trust.lives.asS }),
          ...trust.settings,
        },
      }
    },
  }
}
