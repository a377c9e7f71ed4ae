/** The router's HTTP API, as the reference's (spec/router, private/env): interfaces, info, config, log level. */
import { bfdSettingsOf } from '#router/bfd/settings.ts'
import type { Router } from '#router/router.ts'
import { type BfdSettings, type Interface, interfacesOf } from '#topology/model.ts'
import { formatDurationNs } from '#topology/quantity.ts'
import { type LogLevel, logLevels, type RouterConfiguration } from '../config/configuration.ts'
import { json, problem, type Reply, type Routes } from '../http/server.ts'

/** What the API shows and sets; asked at each request, as a new configuration may have come. */
export interface ApiState {
  readonly configuration: RouterConfiguration
  readonly router: Router
  logLevel: LogLevel
}

export function routerApi(state: ApiState): Routes {
  const level = (): Reply => json({ level: state.logLevel })
  return {
    'GET /api/v1/interfaces': () => json(listInterfaces(state)),
    'GET /api/v1/info': () => text(infoText(state)),
    'GET /api/v1/config': () => text(state.configuration.text),
    'GET /api/v1/log/level': level,
    'PUT /api/v1/log/level': body => {
      const wanted = readLevel(body)
      if (wanted === undefined) return problem(400, `expected {"level": ...}, one of: ${logLevels.join(', ')}`)
      state.logLevel = wanted
      return level()
    },
  }
}

const text = (body: string): Reply => ({ type: 'text/plain; charset=utf-8', body })

const infoText = ({ configuration: { id, as } }: ApiState): string =>
  `hopproof router\n  id         ${id}\n  ISD-AS     ${as.isdAs}\n  pid        ${process.pid}\n  node       ${process.version}\n`

function readLevel(body: string): LogLevel | undefined {
  try {
    const { level } = JSON.parse(body) as { readonly level?: unknown }
    return logLevels.find(l => l === level)
  } catch {
    return undefined
  }
}

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
