/** Nodes and cables by Mininet: `mininet-nodes.py` makes them and keeps them until we end, however we end. */
import { fileURLToPath } from 'node:url'
import type { LinkShape } from '#topology/model.ts'
import { openChannel } from './channel.ts'
import { ipBatch, requireRoot } from './command.ts'
import type { Fabric } from './fabric.ts'
import type { LogFile } from './log-file.ts'
import { greatestRateBps } from './rate.ts'
import { type Device, type Layout, setUpCommands } from './wiring.ts'

const program = fileURLToPath(new URL('mininet-nodes.py', import.meta.url))

/** Throws `EnvironmentError`; then nothing is left behind. */
export async function createMininet(layout: Layout, log: LogFile): Promise<Fabric> {
  requireRoot('Mininet')
  // Debian's Mininet belongs to Debian's Python.
  const channel = await openChannel({ name: 'mininet-nodes.py', command: ['/usr/bin/python3', program], log, endsWithInput: true })
  const close = (): Promise<void> => channel.process.stop()
  const inMininet = (node: string): string => `hp${process.pid}-${node}`
  try {
    const pids = await lay()
    const inside = (node: string): string[] => ['nsenter', `--net=/proc/${pids[inMininet(node)]}/ns/net`]
    for (const { name } of layout.nodes) await ipBatch(setUpCommands(layout, name), inside(name))
    return { kind: 'mininet', inside, describe: node => `mnexec -a ${pids[inMininet(node)]}`, close }
  } catch (error) {
    await close()
    throw error
  }

  async function lay(): Promise<Readonly<Record<string, number>>> {
    const end = ({ node, name, shape }: Device) => ({ node: inMininet(node), name, ...(shape && { shape: tcLink(shape) }) })
    const { pids } = await channel.request({
      nodes: layout.nodes.map(n => inMininet(n.name)),
      cables: layout.cables.map(({ a, b }) => ({ a: end(a), b: end(b) })),
    })
    return pids as Record<string, number>
  }
}

/** The words of Mininet's TCLink; "queue" is ours. `undefined`: an ordinary link. */
export function tcLink({ rateBps, queuePackets, delayNs, jitterNs, loss }: LinkShape): object | undefined {
  const words = {
    ...(rateBps <= greatestRateBps && { bw: rateBps / 1e6, queue: queuePackets }),
    ...(delayNs + jitterNs > 0 && { delay: `${(delayNs + jitterNs / 2) / 1000}us` }),
    ...(jitterNs > 0 && { jitter: `${jitterNs / 2000}us` }),
    ...(loss > 0 && { loss: loss * 100 }),
  }
  return Object.keys(words).length === 0 ? undefined : words
}
