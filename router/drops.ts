/**
 * The closed table of why a packet is not let through: the clause of draft-dekater-scion-dataplane it broke, and the SCMP message that tells
 * the sender, if any. Order and codes as router/dataplane.go answers. Each reason is a counter, a trace word, and a capture comment.
 */

/** Where a ParameterProblem points: a field of the packet as it stands when the rule fails. */
export type Pointer = 'none' | 'dstIsdAs' | 'srcIsdAs' | 'currentInfo' | 'currentHop'

export interface DropRule {
  /** anchor in the draft, or the reference's file where the draft is silent */
  readonly clause: string
  /** what is wrong, for people */
  readonly text: string
  /** the SCMP error sent back; none = silence */
  readonly scmp?: {
    readonly type: number
    readonly code: number
    /** the code when the current segment is walked against construction direction, where it differs */
    readonly codeAgainst?: number
    readonly pointer?: Pointer
  }
}

const parameterProblem = (code: number, pointer: Pointer, codeAgainst = code) => ({ type: 4, code, codeAgainst, pointer })

export const drops = {
  notScion: { clause: '#common-header', text: 'not a SCION packet' },
  headerMalformed: { clause: '#common-header', text: 'the header or an extension cannot be read' },
  pathTypeUnsupported: { clause: '#common-header', text: 'path type without forwarding' },
  bfdNotRunning: { clause: '#scion-bfd', text: 'no BFD session on this link' },
  bfdMalformed: { clause: '#scion-bfd', text: 'a BFD packet of another length than it says' },
  bfdUnsupported: { clause: '#scion-bfd', text: 'BFD of another version, with authentication, polls, demand mode, multipoint or echo' },
  bfdImplausible: { clause: '#scion-bfd', text: 'BFD with a multiplier or discriminator of zero' },
  pathMalformed: { clause: '#PathMetaHdr', text: 'CurrHF or CurrINF does not fit the segments' },
  peeringMalformed: { clause: '#peerlink', text: 'a peering path has exactly two segments' },
  hopExpired: { clause: '#process-router-ingress', text: 'the hop field has expired', scmp: parameterProblem(52, 'currentHop') },
  ingressMismatch: {
    clause: '#process-router-ingress',
    text: 'it did not come in by the interface its hop field names',
    scmp: parameterProblem(49, 'currentHop', 50),
  },
  lengthMismatch: {
    clause: '#common-header',
    text: 'PayloadLen is not the number of bytes that follow',
    scmp: parameterProblem(19, 'none'),
  },
  transitSource: { clause: '#process-router-ingress', text: 'not from the sibling router that owns the ingress interface' },
  sourceIsdAs: {
    clause: '#process-router-ingress',
    text: 'the source ISD-AS cannot come from there',
    scmp: parameterProblem(33, 'srcIsdAs'),
  },
  destinationIsdAs: {
    clause: '#process-router-ingress',
    text: 'destination ISD-AS and position on the path contradict',
    scmp: parameterProblem(34, 'dstIsdAs'),
  },
  sourceHost: { clause: '#address-header', text: 'the source host is no unicast host address', scmp: parameterProblem(33, 'none') },
  macMismatch: { clause: '#hf-mac-calc', text: 'the hop field MAC is not ours', scmp: parameterProblem(51, 'currentHop') },
  destinationHost: { clause: '#address-header', text: 'the destination host is no host address', scmp: parameterProblem(34, 'none') },
  noService: { clause: '#service-addresses', text: 'no such service in this AS', scmp: { type: 1, code: 0 } },
  noPort: { clause: '#intra-domain-forwarding', text: 'the payload names no port to deliver to' },
  egressUnknown: {
    clause: '#process-router',
    text: 'no interface of that number leaves from here',
    scmp: parameterProblem(50, 'currentHop', 49),
  },
  linkPair: { clause: '#process-router', text: 'no transit between these two link types', scmp: parameterProblem(48, 'currentHop') },
  segmentChange: {
    clause: '#process-router',
    text: 'segments may not change between these link types',
    scmp: parameterProblem(53, 'currentInfo'),
  },
  externalDown: { clause: '#link-down-notification', text: 'the link of the egress interface is down', scmp: { type: 5, code: 0 } },
  siblingDown: { clause: '#link-down-notification', text: 'the sibling router is not reachable', scmp: { type: 6, code: 0 } },
  endOfPath: { clause: '#process-router', text: 'no hop field is left for the next AS' },
  oneHopAgainst: { clause: '#onehop', text: 'a one-hop path goes in construction direction' },
  oneHopSource: { clause: '#onehop', text: 'source ISD-AS is not the neighbour (or, from inside, us)' },
  oneHopDestination: { clause: '#onehop', text: 'destination ISD-AS is not us (or, from inside, the neighbour)' },
  oneHopMac: { clause: '#onehop', text: 'the first hop MAC is not ours' },
  oneHopLength: { clause: '#onehop', text: 'a one-hop path has exactly 32 bytes' },
  epicTimestamp: {
    clause: 'docs.scion.org/protocols/scion-header#path-type-epic-hp',
    text: 'the EPIC timestamp is outside the acceptance window',
  },
  epicValidation: { clause: 'docs.scion.org/protocols/scion-header#path-type-epic-hp', text: 'the EPIC hop validation field is wrong' },
} as const satisfies Record<string, DropRule>

export type DropReason = keyof typeof drops
export const dropReasons = Object.keys(drops) as DropReason[]
export const dropRule = (reason: DropReason): DropRule => drops[reason]
