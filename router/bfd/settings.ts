/** How a link's BFD session is set up: what topology.json says of the link, else what is said for the router, else the reference's defaults. */
import type { BfdSettings } from '#topology/model.ts'

export const defaultBfd = { disable: false, detectMult: 3, desiredMinTxNs: 200_000_000, requiredMinRxNs: 200_000_000 }

/** `ofLink`: undefined for a sibling, whose session has the router's settings (router/control/conf.go). */
export const bfdSettingsOf = (ofLink: BfdSettings | undefined, ofRouter: BfdSettings): Required<BfdSettings> => ({
  ...defaultBfd,
  ...ofRouter,
  ...ofLink,
})
