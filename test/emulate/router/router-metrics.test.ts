import { expect, test } from 'vitest'
import { createRouterMetrics } from '#emulate/router/router-metrics.ts'
import { createStoryRouter, now } from '#test/router/network.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { takeDown } from '#test/router/tell.ts'
import { internalPort } from '#wire/actor.ts'

const noTrouble = { errors: new Map<string, number>(), overflowed: 0 }

function scrape(names: readonly string[]) {
  const metrics = createRouterMetrics()
  const router = createStoryRouter({ observer: metrics.observer })
  for (const name of names) {
    const story = allStories().find(s => s.name === name)!
    const [port, from] = typeof story.in === 'number' ? [story.in, ''] : [internalPort, story.in]
    router.on({ kind: 'datagram', port, from, bytes: buildInput(story) }, now, { send: () => {} })
  }
  const lines = () => metrics.text(router, noTrouble).trimEnd().split('\n') // biome-ignore format: one line
  return { metrics, router, lines, nonZero: () => lines().filter(l => !l.startsWith('#') && !l.endsWith(' 0')) }
}

test("the reference's names and labels, with traffic types and size classes", () => {
  const { nonZero } = scrape([
    'ParentToChild',
    'ParentToInternalHost',
    'InternalHostToChild',
    'ChildToInternalParent',
    'InternalParentToChild',
  ])
  const output = nonZero().filter(l => l.startsWith('router_output_pkts_total'))
  const at = (ifId: string, neighbor: string, type: string): string =>
    `router_output_pkts_total{interface="${ifId}",isd_as="1-ff00:0:1",neighbor_isd_as="${neighbor}",sizeclass="64_127",type="${type}"} 1`
  expect(output.sort()).toEqual(
    [
      at('141', '1-ff00:0:4', 'br_transit'),
      at('141', '1-ff00:0:4', 'out'),
      at('141', '1-ff00:0:4', 'out_transit'),
      at('internal', '1-ff00:0:1', 'in'),
      at('sibling->192.168.0.14:30004', 'unknown', 'in_transit'),
    ].sort(),
  )
  expect(nonZero()).toContain('router_interface_up{interface="141",isd_as="1-ff00:0:1",neighbor_isd_as="1-ff00:0:4"} 1')
  expect(nonZero()).toContain('router_service_instance_count{service="CS",isd_as="1-ff00:0:1"} 1')
})

test('refusals by reason: answered ones leave, silent ones are dropped', () => {
  const { nonZero } = scrape(['SCMPBadMAC', 'SCMPBadMAC', 'InvalidSrcInternalParentToChild'])
  const about = (name: string): string[] => nonZero().filter(l => l.startsWith(name))
  expect(about('hopproof_refused_pkts_total')).toEqual([
    'hopproof_refused_pkts_total{interface="131",isd_as="1-ff00:0:1",neighbor_isd_as="1-ff00:0:3",reason="macMismatch"} 2',
    'hopproof_refused_pkts_total{interface="internal",isd_as="1-ff00:0:1",neighbor_isd_as="1-ff00:0:1",reason="transitSource"} 1',
  ])
  expect(about('router_dropped_pkts_total').length).toBe(1)
  expect(about('router_output_pkts_total')).toEqual([expect.stringMatching(/interface="131".*type="other"} 2$/)])
})

test('links without traffic are there, links that are down say so, and counts outlive a new configuration', () => {
  const { metrics, router, lines } = scrape(['ParentToChild'])
  takeDown(router, [121, 'brD'])
  expect(lines()).toContain('router_interface_up{interface="121",isd_as="1-ff00:0:1",neighbor_isd_as="1-ff00:0:2"} 0')
  expect(lines()).toContain('router_sibling_reachable{sibling="brD",isd_as="1-ff00:0:1"} 0')
  const next = metrics.text(createStoryRouter(), { errors: new Map([['EPERM', 2]]), overflowed: 3 })
  expect(next).toMatch(/router_output_pkts_total\{interface="141".*type="br_transit"\} 1/)
  expect(next).toContain('hopproof_socket_errors_total{error="EPERM"} 2\n')
  expect(next).toContain('hopproof_socket_overflowed_total 3\n')
})

test('BFD: sessions of links and of siblings; what they send leaves by their link', () => {
  const metrics = createRouterMetrics()
  const router = createStoryRouter({ bfd: {}, observer: metrics.observer })
  router.on({ kind: 'wake' }, 0, { send: () => {} })
  const story = allStories().find(s => s.name === 'ExternalBfd')!
  router.on({ kind: 'datagram', port: 131, from: '', bytes: buildInput(story) }, now, { send: () => {} })
  const lines = metrics.text(router, noTrouble).split('\n')
  const ofLink = '{interface="131",isd_as="1-ff00:0:1",neighbor_isd_as="1-ff00:0:3"}'
  const ofSibling = '{sibling="brD",isd_as="1-ff00:0:1"}'
  for (const line of [
    `router_bfd_state_changes_total${ofLink} 1`,
    `router_bfd_sent_packets_total${ofLink} 1`,
    `router_bfd_received_packets_total${ofLink} 1`,
    `router_bfd_sibling_state_changes_total${ofSibling} 0`,
    `router_bfd_sent_sibling_packets_total${ofSibling} 1`,
    `router_bfd_received_sibling_packets_total${ofSibling} 0`,
    `router_interface_up${ofLink} 0`,
  ])
    expect(lines).toContain(line)
  expect(lines).toContainEqual(expect.stringMatching(/^router_output_pkts_total\{interface="131".*sizeclass="64_127",type="other"} 1$/))
})
