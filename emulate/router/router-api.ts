/** The router's HTTP API, as the reference's (spec/router, private/env): interfaces, info, config, log level. */
import { bfdSettingsOf } from '#router/bfd/settings.ts'
import type { Router } from '#router/router.ts'
import { type BfdSettings, type Interface, interfacesOf } from '#topology/model.ts'
import { formatDurationNs } from '#topology/quantity.ts'
import type { RouterConfiguration } from '../config/router.ts'
import { type ProgramState, programApi } from '../http/program-api.ts'
import { json, type Routes } from '../http/server.ts'

/** Asked at each request, as a new configuration may have come. */
export interface ApiState extends ProgramState {
  readonly configuration: RouterConfiguration
  readonly router: Router
}

export const routerApi = (state: ApiState): Routes => ({
  ...programApi('router', state),
  'GET /api/v1/interfaces': () => json(listInterfaces(state)),
})

function listInterfaces({ configuration: { id, as, settings }, router }: ApiState): object {
  const { links } = router.state
  const entries = [...interfacesOf(as)].map(({ router: owner, interface: i }) => ({ owner, i, link: links.byIfId[i.ifId] }))
  const stateOf = (link: (typeof entries)[number]['link']): string =>
    link !== undefined && link.kind !== 'internal' && link.up ? 'up' : 'down'
  return {
    interfaces: entries
      .filter(({ owner }) => owner.id === id)
      .map(({ i, link }) => ({
        bfd: describeBfd(i, settings.bfd),
        interface_id: i.ifId,
        internal_interface: links.internal.address,
        neighbor: { address: i.remote, isd_as: i.neighbor },
        relationship: i.linkType,
        scion_mtu: i.mtu,
        state: stateOf(link),
      })),
    sibling_interfaces: entries
      .filter(({ owner }) => owner.id !== id)
      .map(({ owner, i, link }) => ({
        interface_id: i.ifId,
        internal_interface: owner.internalAddress,
        neighbor: { isd_as: i.neighbor },
        relationship: i.linkType,
        scion_mtu: i.mtu,
        state: stateOf(link),
      })),
  }
}

function describeBfd({ bfd }: Interface, ofRouter: BfdSettings): object {
  const { disable, detectMult, desiredMinTxNs, requiredMinRxNs } = bfdSettingsOf(bfd, ofRouter)
  return {
    desired_minimum_tx_interval: formatDurationNs(desiredMinTxNs),
    detection_multiplier: detectMult,
    enabled: !disable,
    required_minimum_receive: formatDurationNs(requiredMinRxNs),
  }
}
