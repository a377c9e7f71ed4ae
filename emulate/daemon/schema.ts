/** The API of the SCION daemon.   proto/daemon/v1/daemon.proto, proto/drkey/v1/drkey.proto */
import type { Description, MessageOf, RequestOf, ResponseOf } from '../rpc/description.ts'

const key = { epochBegin: [1, 'Timestamp'], epochEnd: [2, 'Timestamp'], key: [3, 'bytes'] } as const
const keyRequest = { valTime: [1, 'Timestamp'], protocolId: [2, 'Protocol'], srcIa: [3, 'uint64'], dstIa: [4, 'uint64'] } as const

export const daemonApi = {
  package: 'proto.daemon.v1',
  service: 'DaemonService',
  methods: {
    Paths: ['PathsRequest', 'PathsResponse'],
    AS: ['ASRequest', 'ASResponse'],
    Interfaces: ['InterfacesRequest', 'InterfacesResponse'],
    Services: ['ServicesRequest', 'ServicesResponse'],
    NotifyInterfaceDown: ['NotifyInterfaceDownRequest', 'NotifyInterfaceDownResponse'],
    PortRange: ['Empty', 'PortRangeResponse'],
    DRKeyASHost: ['DRKeyASHostRequest', 'DRKeyASHostResponse'],
    DRKeyHostAS: ['DRKeyHostASRequest', 'DRKeyHostASResponse'],
    DRKeyHostHost: ['DRKeyHostHostRequest', 'DRKeyHostHostResponse'],
  },
  messages: {
    PathsRequest: { sourceIsdAs: [1, 'uint64'], destinationIsdAs: [2, 'uint64'], refresh: [3, 'bool'], hidden: [4, 'bool'] },
    PathsResponse: { paths: [1, 'repeated Path'] },
    Path: {
      raw: [1, 'bytes'],
      interface: [2, 'Interface'],
      interfaces: [3, 'repeated PathInterface'],
      mtu: [4, 'uint32'],
      expiration: [5, 'Timestamp'],
      latency: [6, 'repeated Duration'],
      bandwidth: [7, 'repeated uint64'],
      geo: [8, 'repeated GeoCoordinates'],
      linkType: [9, 'repeated LinkType'],
      internalHops: [10, 'repeated uint32'],
      notes: [11, 'repeated string'],
      epicAuths: [12, 'EpicAuths'],
      discoveryInformation: [13, 'map<uint64, DiscoveryInformation>'],
    },
    PathInterface: { isdAs: [1, 'uint64'], id: [2, 'uint64'] },
    GeoCoordinates: { latitude: [1, 'float'], longitude: [2, 'float'], address: [3, 'string'] },
    EpicAuths: { authPhvf: [1, 'bytes'], authLhvf: [2, 'bytes'] },
    DiscoveryInformation: { controlServiceAddresses: [1, 'repeated string'], discoveryServiceAddresses: [2, 'repeated string'] },
    ASRequest: { isdAs: [1, 'uint64'] },
    ASResponse: { isdAs: [1, 'uint64'], core: [2, 'bool'], mtu: [3, 'uint32'] },
    InterfacesRequest: {},
    InterfacesResponse: { interfaces: [1, 'map<uint64, Interface>'] },
    Interface: { address: [1, 'Underlay'] },
    Underlay: { address: [1, 'string'] },
    ServicesRequest: {},
    ServicesResponse: { services: [1, 'map<string, ListService>'] },
    ListService: { services: [1, 'repeated Service'] },
    Service: { uri: [1, 'string'] },
    NotifyInterfaceDownRequest: { isdAs: [1, 'uint64'], id: [2, 'uint64'] },
    NotifyInterfaceDownResponse: {},
    PortRangeResponse: { dispatchedPortStart: [1, 'uint32'], dispatchedPortEnd: [2, 'uint32'] },
    DRKeyASHostRequest: { ...keyRequest, dstHost: [5, 'string'] },
    DRKeyASHostResponse: key,
    DRKeyHostASRequest: { ...keyRequest, srcHost: [5, 'string'] },
    DRKeyHostASResponse: key,
    DRKeyHostHostRequest: { ...keyRequest, srcHost: [5, 'string'], dstHost: [6, 'string'] },
    DRKeyHostHostResponse: key,
  },
  enums: {
    LinkType: { LINK_TYPE_UNSPECIFIED: 0, LINK_TYPE_DIRECT: 1, LINK_TYPE_MULTI_HOP: 2, LINK_TYPE_OPEN_NET: 3 },
    Protocol: { PROTOCOL_GENERIC_UNSPECIFIED: 0, PROTOCOL_SCMP: 1 },
  },
} as const satisfies Description

export type DaemonApi = typeof daemonApi
export type DaemonMethod = keyof DaemonApi['methods']
export type Request<M extends DaemonMethod> = RequestOf<DaemonApi, M>
export type Response<M extends DaemonMethod> = ResponseOf<DaemonApi, M>
export type PathMessage = MessageOf<DaemonApi, 'Path'>
