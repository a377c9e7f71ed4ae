/** The network as a machine carries it: nodes, cables, and links that can be cut, mended and reshaped while it runs. */
import type { LinkShape, Topology } from '#topology/model.ts'
import { ipBatch } from './command.ts'
import type { Fabric } from './fabric.ts'
import { openLogFile } from './log-file.ts'
import { createNamespaces } from './netns.ts'
import { hasNetem, reshape } from './rate.ts'
import { startWires, throughWires, type Wires, wiresNode } from './wires.ts'
import { type Layout, type LinkCable, type Wiring, wiringOf } from './wiring.ts'

export interface Net {
  readonly wiring: Wiring
  readonly fabric: Fabric
  /** who delays and loses packets, for people */
  readonly impairments: string
  /** of links impaired in user space */
  readonly wires: Wires | undefined
  setLink(index: number, up: boolean): Promise<void>
  shape(index: number, shape: LinkShape): Promise<void>
  close(): Promise<void>
}

export interface NetPlan {
  readonly kind: 'netns'
  /** with addresses that namespaces can have */
  readonly topology: Topology
  readonly seed: number
  /** of the processes' files; what an earlier run left there goes */
  readonly folder: string
  /** links where someone sits, by index */
  readonly watched?: ReadonlySet<number>
}

/** Throws `UserError`, `EnvironmentError`; then nothing is left behind. */
export async function layNet(plan: NetPlan): Promise<Net> {
  const wiring = wiringOf(plan.topology)
  const netem = await hasNetem()
  const wired = wiring.links.filter(({ link }) => !netem || plan.watched?.has(link.index))
  const fabric = await createNamespaces(layoutOf(wiring, new Set(wired)))
  const stops: (() => unknown)[] = [fabric.close]
  const close = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop()
  }
  try {
    const wires = wired.length === 0 ? undefined : await openWires(plan, fabric, wired, stops)
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

async function openWires({ folder, seed }: NetPlan, fabric: Fabric, links: readonly LinkCable[], stops: (() => unknown)[]): Promise<Wires> {
  const log = openLogFile(`${folder}/logs/wires.log`)
  stops.push(log.close)
  const wires = await startWires({ links, seed, inside: fabric.inside(wiresNode.name), log })
  stops.push(wires.stop)
  return wires
}

interface Laid extends Pick<Net, 'wiring' | 'fabric' | 'wires'> {
  readonly netem: boolean
  readonly wired: ReadonlySet<number>
}

function netOf({ wiring, fabric, wires, netem, wired }: Laid, close: () => Promise<void>): Net {
  const endsOf = (index: number) => [wiring.links[index]!.a, wiring.links[index]!.b]
  return {
    wiring,
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
      for (const { node, name } of endsOf(index)) await reshape(name, ofKernel, fabric.inside(node))
    },
    close,
  }
}
