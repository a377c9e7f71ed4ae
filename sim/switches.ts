/** What can be taken out of a running network and put back, and who notices when. */
import type { ControlService } from '#control/service.ts'
import type { Stores } from '#control/state.ts'
import type { Router } from '#router/router.ts'
import type { Link, Topology } from '#topology/model.ts'
import { internalPort } from '#wire/actor.ts'
import type { Loop, Node } from './loop.ts'
import type { Network, RouterNode, ServiceNode } from './network.ts'

export type Switches = Pick<Network, 'setLink' | 'stopRouter' | 'startRouter' | 'stopService' | 'startService'>

export interface Switched extends Pick<Network, 'routers' | 'directions' | 'routerOf'> {
  readonly topology: Topology
  readonly loop: Loop
  /** nanoseconds until a failure is noticed; none: routers are not told, they run BFD */
  readonly detectionNs: number | undefined
  newRouter(router: RouterNode): Router
  newService(service: ServiceNode, stores: Stores | undefined): ControlService
}

export function createSwitches(n: Switched): Switches {
  const neighbors = n.detectionNs === undefined ? selfReliant : createNeighbors(n, n.detectionNs)
  return {
    setLink(index, up) {
      for (const direction of n.directions[index]!) direction.setUp(up)
      neighbors.tellOfLink(n.topology.links[index]!)
    },
    stopRouter(r) {
      r.node.alive = false
      neighbors.tellOfRouter(r)
    },
    startRouter(r) {
      r.router = n.newRouter(r)
      restart(n.loop, r.node, r.router)
      neighbors.tellOfRouter(r)
    },
    stopService(s) {
      s.node.alive = false
    },
    startService(s, store) {
      s.service = n.newService(s, store === 'kept' ? s.service.state : undefined)
      restart(n.loop, s.node, s.service)
    },
  }
}

function restart(loop: Loop, node: Node, actor: Node['actor']): void {
  node.actor = actor
  node.alive = true
  node.wakeAt = Infinity
  loop.call(node, () => undefined)
}

interface Neighbors {
  tellOfLink(link: Link): void
  tellOfRouter(r: RouterNode): void
}

const selfReliant: Neighbors = { tellOfLink() {}, tellOfRouter() {} }

/** Who learns, after the detection time, that a link or a router is gone or back. */
function createNeighbors({ topology, loop, routers, directions, routerOf }: Switched, detectionNs: number): Neighbors {
  // What counts is the state when the time has come: a link that flaps faster than that is never noticed.
  const tell = (target: RouterNode, event: { port: number; sibling?: string }, isUp: () => boolean): void =>
    loop.at(loop.now + detectionNs, now => {
      if (target.node.alive) target.router.on({ kind: 'link', ...event, up: isUp() }, now, target.node.out)
    })
  const tellOfLink = (link: Link): void => {
    const [a, z] = [routerOf(link.a), routerOf(link.b)]
    const isUp = (): boolean => directions[link.index]![0].up && a.node.alive && z.node.alive
    tell(a, { port: link.a.ifId }, isUp)
    tell(z, { port: link.b.ifId }, isUp)
  }
  const tellOfSibling = (target: RouterNode, sibling: RouterNode): void =>
    tell(target, { port: internalPort, sibling: sibling.router.state.id }, () => sibling.node.alive)
  return {
    tellOfLink,
    tellOfRouter(r) {
      for (const link of topology.links) if (routerOf(link.a) === r || routerOf(link.b) === r) tellOfLink(link)
      for (const other of routers) {
        if (other.as !== r.as || other === r) continue
        tellOfSibling(other, r)
        tellOfSibling(r, other)
      }
    },
  }
}
