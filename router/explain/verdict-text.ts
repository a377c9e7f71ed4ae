/** Verdicts in words. */
import { formatScmpType } from '#wire/scmp-names.ts'
import { dropRule } from '../drops.ts'
import type { Verdict } from '../verdict.ts'
import type { Trial } from './trial.ts'

/** Nothing was wrong with the packet. */
export const isPassed = (verdict: Verdict): boolean => verdict.kind !== 'drop' && (verdict.kind !== 'answer' || verdict.with !== 'error')

/** "forwarded by interface 2 to 1-ff00:0:112 (127.0.0.7:50000)", "refused: the hop field has expired; ..." */
export function sayVerdict({ verdict, scmp, packet }: Pick<Trial, 'verdict' | 'scmp' | 'packet'>): string {
  switch (verdict.kind) {
    case 'forward':
      return `forwarded by interface ${verdict.link.ifId} to ${verdict.link.neighbor} (${verdict.link.remote})`
    case 'handOver':
      return `handed to sibling router ${verdict.link.routerId} (${verdict.link.address}), which owns interface ${packet.egressIfId}`
    case 'deliver':
      return `delivered to ${verdict.to}`
    case 'bfd':
      return 'ends here: it is for the BFD session of this link'
    case 'answer':
      return verdict.with === 'error'
        ? `refused: ${dropRule(verdict.reason).text}; the sender gets SCMP ${sayScmp(scmp)}`
        : verdict.with === 'traceroute'
          ? `answered: traceroute reply for interface ${verdict.ifId}`
          : 'answered: the STUN binding request gets the address it came from'
    case 'drop':
      return `dropped: ${dropRule(verdict.reason).text}; ${dropRule(verdict.reason).scmp === undefined ? 'silently' : 'silently, no answer can be made or is allowed'}`
  }
}

/** "parameterProblem invalidHopFieldMac (4/51), pointer 64" from "4/51/64". */
export function sayScmp(scmp: string): string {
  const [type, code, pointer] = scmp.split('/').map(Number)
  return `${formatScmpType(type!, code!)}${pointer === undefined ? '' : `, pointer ${pointer}`}`
}
