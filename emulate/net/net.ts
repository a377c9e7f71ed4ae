/** The network as a machine carries it: nodes, cables, and links that can be cut, mended and reshaped while it runs. */
import type { LinkShape, Topology } from '#topology/model.ts'
import { ipBatch } from './command.ts'
import type { Fabric } from './fabric.ts'
import { type LogFile, openLogFile } from './log-file.ts'
import { loopback, noLinks } from './loopback.ts'
import { createMininet } from './mininet.ts'
import { createNamespaces } from './netns.ts'
import { hasNetem, hasRate, queueDrops, reshape } from './rate.ts'
import { startWires, throughWires, type Wires, wiresNode } from './wires.ts'
import { type Device, type Layout, type LinkCable, type Wiring, wiringOf } from './wiring.ts'

export interface Net {
  readonly fabric: Fabric
  /** who delays and loses packets, for people */
  readonly impairments: string
  /** of links impaired in user space */
  readonly wires: Wires | undefined
  setLink(index: number, up: boolean): Promise<void>
  shape(index: number, shape: LinkShape): Promise<void>
  /** packets that found the queue full, of each way of the link: that from end a, that from end b */
  queueDrops(index: number): Promise<readonly [number, number]>
  close(): Promise<void>
}

export interface NetPlan {
  readonly kind: Fabric['kind']
  /** with addresses that the fabric can have */
  readonly topology: Topology
  readonly seed: number
  /** of the processes' files; what an earlier run left there goes */
  readonly folder: string
  /** links where someone sits, by index */
  readonly watched?: ReadonlySet<number>
}

/** Throws `UserError`, `EnvironmentError`; then nothing is left behind. */
export async function layNet(plan: NetPlan): Promise<Net> {
  if (plan.kind === 'loopback') return onLoopback()
  const wiring = wiringOf(plan.topology)
  const netem = await hasNetem()
  const wired = wiring.links.filter(({ link }) => !netem || plan.watched?.has(link.index))
  const stops: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  const logOf = (name: string): LogFile => {
    const log = openLogFile(`${plan.folder}/logs/${name}.log`)
    stops.push(log.close)
    return log
  }
  try {
    const layout = layoutOf(wiring, new Set(wired))
    const fabric = await (plan.kind === 'netns' ? createNamespaces(layout) : createMininet(layout, logOf('mininet')))
    stops.push(fabric.close)
    const wires = wired.length === 0 ? undefined : await openWires(plan, fabric, wired, logOf('wires'))
    if (wires !== undefined) stops.push(wires.stop)
    return netOf({ wiring, fabric, wires, netem, wired: new Set(wired.map(l => l.link.index)) }, close)
  } catch (error) {
    await close()
    throw error
  }
}

function layoutOf({ nodes, inner, links }: Wiring, wired: ReadonlySet<LinkCable>): Layout {
  const cables = [...inner, ...links.filter(l => !wired.has(l)), ...throughWires([...wired])]
  return { nodes: wired.size === 0 ? nodes : [...nodes, wiresNode], cables }
}

const openWires = ({ seed }: NetPlan, fabric: Fabric, links: readonly LinkCable[], log: LogFile): Promise<Wires> =>
  startWires({ links, seed, inside: fabric.inside(wiresNode.name), log })

const onLoopback = (): Net => ({
  fabric: loopback,
  impairments: 'none on loopback: packets take no time and none is lost',
  wires: undefined,
  setLink: async () => noLinks(),
  shape: async () => noLinks(),
  queueDrops: async () => [0, 0],
  close: loopback.close,
})

interface Laid extends Pick<Net, 'fabric' | 'wires'> {
  readonly wiring: Wiring
  readonly netem: boolean
  readonly wired: ReadonlySet<number>
}

function netOf({ wiring, fabric, wires, netem, wired }: Laid, close: () => Promise<void>): Net {
  const endsOf = (index: number) => [wiring.links[index]!.a, wiring.links[index]!.b] as const
  const shapes = wiring.links.map(({ link }) => link.shape)
  const before = new Map<Device, number>()
  // A device forgets with its shape.
  const dropsAt = async (index: number, end: Device): Promise<number> =>
    (before.get(end) ?? 0) + (hasRate(shapes[index]!) ? await queueDrops(end.name, fabric.inside(end.node)) : 0)
  return {
    fabric,
    wires,
    impairments: netem ? 'netem of the kernel' : 'in user space (wires.py): this kernel has no netem',
    async setLink(index, up) {
      if (wired.has(index)) await wires!.setUp(index, up)
      else for (const { node, name } of endsOf(index)) await ipBatch([`link set ${name} ${up ? 'up' : 'down'}`], fabric.inside(node))
    },
    async shape(index, shape) {
      const isWired = wired.has(index)
      if (isWired) await wires!.shape(index, shape)
      const ofKernel = isWired ? { ...shape, delayNs: 0, jitterNs: 0, loss: 0 } : shape
      for (const end of endsOf(index)) {
        before.set(end, await dropsAt(index, end))
        await reshape(end.name, ofKernel, fabric.inside(end.node))
      }
      shapes[index] = shape
    },
    async queueDrops(index) {
      const [a, b] = endsOf(index)
      return [await dropsAt(index, a), await dropsAt(index, b)]
    },
    close,
  }
}
