/** The AS of the stories: 1-ff00:0:1, a border router under test with a peer, a parent and two children, three siblings, a control service. */
import { forwardingKeyOf } from '#crypto/key.ts'
import { createRouter, type Router, type RouterConfig } from '#router/router.ts'
import type { AsTopology, Interface, LinkType } from '#topology/model.ts'
import type { IsdAs } from '#wire/isdas.ts'

export const local: IsdAs = '1-ff00:0:1'
export const key = forwardingKeyOf('V9SOOHqV4KdAL6utGnvEtA==')
/** unix seconds at which the packets' segments were made, and nanoseconds later the packets arrive */
export const epochS = 1_800_000_000
export const now = 1_500_000_000

/** `net`: the third byte of the link's addresses. */
const link = (ifId: number, linkType: LinkType, neighbor: IsdAs, net: number): Interface => ({
  ifId,
  linkType,
  neighbor,
  local: `192.168.${net}.2:50000`,
  remote: `192.168.${net}.3:40000`,
  mtu: 1472,
})

export const storyAs: AsTopology = {
  isdAs: local,
  core: false,
  mtu: 1472,
  routers: [
    {
      id: 'brA',
      internalAddress: '192.168.0.11:30001',
      interfaces: [
        link(121, 'peer', '1-ff00:0:2', 12),
        link(131, 'parent', '1-ff00:0:3', 13),
        link(141, 'child', '1-ff00:0:4', 14),
        link(151, 'child', '1-ff00:0:5', 15),
      ],
    },
    { id: 'brB', internalAddress: '192.168.0.12:30002', interfaces: [link(171, 'peer', '2-ff00:0:7', 17)] },
    { id: 'brC', internalAddress: '192.168.0.13:30003', interfaces: [link(181, 'child', '1-ff00:0:8', 18)] },
    { id: 'brD', internalAddress: '192.168.0.14:30004', interfaces: [link(191, 'parent', '1-ff00:0:9', 19)] },
  ],
  controlServices: [{ id: 'csA', address: '192.168.0.71:20007' }],
  discoveryServices: [],
}

/** The router of the stories, or one that differs from it in `more`. */
export const createStoryRouter = (more: Partial<RouterConfig> = {}): Router =>
  createRouter({ as: storyAs, id: 'brA', key, clock: { epochS }, random: () => 0, scmpAuthentication: true, ...more })
