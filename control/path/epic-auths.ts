/** What packets over EPIC-HP are sealed with: the full MACs of the last two hop fields.   private/path/combinator/graph.go (getAuth) */
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import type { Step } from './combine.ts'
import type { EpicAuths } from './path.ts'

/** `undefined` where one of the two ASes announced no authenticator. `steps`: the entries a path is made of, in its order. */
export function epicAuthsOf(steps: readonly Step[]): EpicAuths | undefined {
  const [phvf, lhvf] = steps.slice(-2).map(fullMac)
  return phvf === undefined || lhvf === undefined ? undefined : { phvf, lhvf }
}

/**
 * Divergence: the reference joins the rest of a peer hop field's MAC to the beginning of the regular hop field's, and its own routers drop what
 * is sealed with that. An entry with fewer authenticators than peers makes it panic.
 */
function fullMac({ entry, peer }: Step): Bytes | undefined {
  const hop = peer === undefined ? entry.hop : entry.peers[peer]!.hop
  const rest = peer === undefined ? entry.epic?.hop : entry.epic?.peers[peer]
  return rest === undefined ? undefined : concatBytes(hop.mac, rest)
}
