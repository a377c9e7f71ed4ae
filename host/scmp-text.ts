/** SCMP errors in words, those of the `scion` tools where they have some. */
import type { Scmp } from '#wire/scmp.ts'
import { formatScmpType, scmpTypes } from '#wire/scmp-names.ts'
import { type Endpoint, endpointText } from './packet.ts'

/** What an operation reports when an error came where it waited for a reply. */
export function describeScmp(scmp: Scmp, from: Endpoint): string {
  switch (scmp.kind) {
    case 'externalInterfaceDown':
      return `external interface is down {interface=${scmp.ifId}; isd_as=${scmp.isdAs}}`
    case 'internalConnectivityDown':
      return `internal connectivity is down {egress=${scmp.egress}; ingress=${scmp.ingress}; isd_as=${scmp.isdAs}}`
    case 'unknown':
      return `${formatScmpType(scmp.type, scmp.code)} {from=${endpointText(from)}}`
    case 'parameterProblem':
      return `${formatScmpType(scmpTypes[scmp.kind], scmp.code)} {from=${endpointText(from)}; pointer=${scmp.pointer}}`
    default:
      return `${formatScmpType(scmpTypes[scmp.kind], scmp.code)} {from=${endpointText(from)}}`
  }
}

/** The `status_info` of a probed path. */
export function statusInfo(scmp: Scmp, from: Endpoint): string {
  switch (scmp.kind) {
    case 'externalInterfaceDown':
      return `external interface down: isd_as=${scmp.isdAs} interface=${scmp.ifId}`
    case 'internalConnectivityDown':
      return `internal connectivity down: isd_as=${scmp.isdAs} ingress=${scmp.ingress} egress=${scmp.egress}`
    default:
      return describeScmp(scmp, from)
  }
}
