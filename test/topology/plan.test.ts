import { expect, test } from 'vitest'
import { defaultDispatchedPorts, defaultInternalDelayNs, defaultQueuePackets, maxIfId } from '#topology/plan.ts'
import { readTopo } from '#topology/topo.ts'
import { userError } from './networks.ts'

test('a file that says nothing gets the defaults', () => {
  const { topology } = readTopo(`{ASes: {1-1: {}, 1-2: {}}, links: [{a: 1-1#${maxIfId}, b: 1-2, linkAtoB: PEER, bw: 1}]}`)
  expect(topology.ases[0]).toMatchObject({ dispatchedPorts: defaultDispatchedPorts, internalDelayNs: defaultInternalDelayNs, core: false })
  expect(topology.links[0]!.shape.queuePackets).toBe(defaultQueuePackets)
})

test('no interface id above the greatest', () =>
  expect(
    userError(() => readTopo(`{ASes: {1-1: {}, 1-2: {}}, links: [{a: 1-1#${maxIfId + 1}, b: 1-2, linkAtoB: PEER}]}`)).message,
  ).toContain('not in 1..65535'))
