/** What a control service did and what it refused: one closed list each, counted and given to whoever observes. */
import type { IsdAs } from '#wire/isdas.ts'

export const eventNames = [
  'originated',
  'unsigned',
  'propagated',
  'accepted',
  'beaconLost',
  'beaconRefused',
  'ended',
  'ignored',
  'registered',
  'registrationLost',
  'stored',
  'asked',
  'askedInVain',
  'undelivered',
  'answered',
  'servicesAnswered',
  'hiddenRegistered',
  'hiddenRegistrationLost',
  'hiddenStored',
  'hiddenAnswered',
  'keyIssued',
  'trcLearnt',
  'chainLearnt',
  'trcAnswered',
  'chainsAnswered',
  'renewed',
  'renewalFailed',
  'issued',
  'rejected',
] as const

/** Why a packet, a message or a segment was refused. */
export const rejections = {
  // any packet
  packetMalformed: 'not a whole UDP packet over an empty, one-hop or SCION path with its right checksum',
  messageMalformed: 'no control message',
  bodyMalformed: 'a body that is no protobuf of its kind',
  answerUnexpected: 'an answer nobody waits for',
  scmpUnexpected: 'an SCMP error about a question nobody asked, or that was answered',
  // beacons
  notOneHop: 'a beacon over another path than one hop',
  notFromRouter: 'the second hop field was not made by a router of this AS',
  interfaceUnknown: 'came in by an interface this AS has not',
  linkType: 'came from a child or peer: only parents and other core ASes send beacons',
  notFromNeighbor: 'sender or last entry is not the neighbour at that interface',
  notForUs: 'the last entry names another next AS',
  tooLong: 'more AS entries than the policy allows',
  isdLoop: 'an ISD is left and entered again, which the policy does not allow',
  asBlocked: "an AS on the way is on the policy's black list",
  isdBlocked: "an ISD on the way is on the policy's black list",
  originNotCore: 'begun by an AS that is not core',
  older: 'not newer than the one in the store',
  full: 'the store is full of better ones',
  // what a beaconing algorithm returned
  algorithmFailed: 'the algorithm threw an error, or returned no list',
  algorithmForeign: 'a beacon that was not among the candidates',
  algorithmInterface: 'by an interface that beacons do not leave by',
  algorithmLoop: 'to an AS or ISD that the beacon has been to',
  algorithmRepeats: 'the same beacon by the same interface twice',
  // any segment
  alreadyEnded: 'a beacon whose last entry has no next AS',
  notEnded: 'a segment whose last entry has a next AS',
  firstIngress: 'the first entry has an ingress interface',
  nextMismatch: 'an entry does not name the AS of the following one',
  peerEgress: 'a peer entry with another egress interface than its AS entry',
  epicDigest: 'EPIC authenticators that the signed digest does not confirm',
  interfaceMissing: 'an entry in the middle lacks an interface',
  loop: 'an AS is there twice',
  expired: 'a hop field has expired',
  fromFuture: 'begun later than now',
  signature: 'a signature does not hold',
  // trust: why a signature cannot be believed, or a TRC or chain not be kept
  trcForeign: 'of an ISD whose first TRC is not here',
  trcReset: 'of another base TRC than the one that is trusted',
  trcMissing: 'signed under a newer TRC, and who sent it has not brought that',
  trcExpired: 'the newest TRC of the ISD has expired',
  trcInvalid: 'an update that the TRC before it does not vouch for',
  trcFork: 'another TRC than the one that is here, of the same number',
  trcRollback: 'an older TRC than those that are here',
  trcGap: 'a TRC whose predecessor is not here',
  chainMissing: "no chain for the signer's key and the life of the segment is here, and who sent it has not brought one",
  chainInvalid: 'a chain that the TRCs do not vouch for now, or for another key than was asked for',
  checksSpent: 'an AS has caused more signature checks than its share',
  waitingFull: 'too much of one AS waits for TRCs and chains',
  // renewal of chains
  notCa: 'asked for a chain where there is no CA',
  notClient: 'asked for a chain by an AS of another ISD',
  renewalInvalid: 'a request for a chain that is malformed, or not signed with a chain that is trusted',
  caInactive: 'the CA has no certificate that is trusted and lives long enough',
  // registrations and questions
  notResponsible: 'asked or registered at an AS that does not answer for it',
  notFromOwner: 'a segment registered by another than its last AS',
  notLocal: "a host's question from outside the AS, or about another source",
  notAsked: 'an answer holds a segment that was not asked for',
  // hidden paths
  groupUnknown: 'a hidden-path group that is not in the configuration here',
  notWriter: 'a hidden segment registered by an AS that is no writer of the group',
  notReader: 'hidden segments asked for by an AS that is no member of the group',
  notRegistry: 'asked or registered at an AS that is no registry of the group',
  notDown: 'a hidden segment that is no down segment',
  hiddenSegment: 'a hidden segment registered for everybody',
  requestUnproven: 'a request that the AS it is from has not signed, or not of late',
  // DRKeys
  notCertain: 'a level-1 key asked for or given without proof which AS does',
  notEntitled: "a host's request for a key that another host uses",
  protocolUnknown: 'a level-1 key of a protocol that has none of its own',
  keyNotInUse: 'a key of an epoch that is over, or not near yet',
  keyUnavailable: "a host's request for a key that could not be had from the AS that issues it",
  otherEpoch: 'a level-1 key of another epoch than the one asked for',
  // any question
  busy: 'too many questions are under way',
} as const
export type Rejection = keyof typeof rejections
export const isRejection = (text: string): text is Rejection => Object.hasOwn(rejections, text)

export type ControlEventName = (typeof eventNames)[number]
/** `beaconBytes`: of beacons sent, what signatures would weigh included; `modelledSignatureBytes`: only that. Repetitions are not counted. */
const byteCounters = ['beaconBytes', 'modelledSignatureBytes'] as const
/** Counts of events, of rejections by their names, and of bytes. */
export type ControlCounters = Readonly<Record<ControlEventName | Rejection | (typeof byteCounters)[number], number>>

export interface ControlEvent {
  /** nanoseconds since the run's start */
  readonly t: number
  readonly as: IsdAs
  readonly service: string
  readonly event: ControlEventName
  readonly rejection?: Rejection
  /** the segment's way ("1-ff00:0:110 0 1,…"), the AS asked for, or whom the rejected came from */
  readonly detail: string
  /** of a rejected beacon or segment, its way */
  readonly way?: string
}

export const createCounters = (): Record<keyof ControlCounters, number> =>
  Object.fromEntries([...eventNames, ...Object.keys(rejections), ...byteCounters].map(name => [name, 0])) as Record<
    keyof ControlCounters,
    number
  >
