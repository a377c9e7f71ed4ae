/** Numbers and names of SCMP types and codes.   draft-dekater-scion-controlplane {#scmp}; slayers/scmp_typecode.go */

export const scmpTypes = {
  destinationUnreachable: 1,
  packetTooBig: 2,
  parameterProblem: 4,
  externalInterfaceDown: 5,
  internalConnectivityDown: 6,
  echoRequest: 128,
  echoReply: 129,
  tracerouteRequest: 130,
  tracerouteReply: 131,
} as const
export type ScmpKind = keyof typeof scmpTypes

/** Assigned, but not to a message: for experiments (100, 101, 200, 201) and for more types (127, 255). */
export const reservedScmpTypes = {
  privateError1: 100,
  privateError2: 101,
  reservedError: 127,
  privateInfo1: 200,
  privateInfo2: 201,
  reservedInfo: 255,
} as const

export const destinationUnreachableCodes = {
  noRouteToDestination: 0,
  communicationAdministrativelyDenied: 1,
  beyondScopeOfSourceAddress: 2,
  addressUnreachable: 3,
  portUnreachable: 4,
  sourceAddressFailedPolicy: 5,
  rejectRouteToDestination: 6,
} as const

export const parameterProblemCodes = {
  erroneousHeaderField: 0,
  unknownNextHdrType: 1,
  invalidCommonHeader: 16,
  unknownScionVersion: 17,
  flowIdRequired: 18,
  invalidPacketSize: 19,
  unknownPathType: 20,
  unknownAddressFormat: 21,
  invalidAddressHeader: 32,
  invalidSourceAddress: 33,
  invalidDestinationAddress: 34,
  nonLocalDelivery: 35,
  invalidPath: 48,
  unknownHopFieldIngress: 49,
  unknownHopFieldEgress: 50,
  invalidHopFieldMac: 51,
  pathExpired: 52,
  invalidSegmentChange: 53,
  invalidExtensionHeader: 64,
  unknownHopByHopOption: 65,
  unknownEndToEndOption: 66,
} as const

const codes: Readonly<Record<number, Readonly<Record<string, number>>>> = {
  [scmpTypes.destinationUnreachable]: destinationUnreachableCodes,
  [scmpTypes.parameterProblem]: parameterProblemCodes,
}

const nameOf = (table: Readonly<Record<string, number>>, value: number): string | undefined =>
  Object.keys(table).find(name => table[name] === value)

/** "parameterProblem"; `undefined` for a type without a message. */
export const scmpTypeName = (type: number): ScmpKind | undefined => nameOf(scmpTypes, type) as ScmpKind | undefined
/** "invalidHopFieldMac"; `undefined` for a code without a name. */
export const scmpCodeName = (type: number, code: number): string | undefined => nameOf(codes[type] ?? {}, code)

/** "parameterProblem invalidHopFieldMac (4/51)", "echoRequest (128/0)", "(7/3)". */
export const formatScmpType = (type: number, code: number): string =>
  [scmpTypeName(type), scmpCodeName(type, code), `(${type}/${code})`].filter(part => part !== undefined).join(' ')
