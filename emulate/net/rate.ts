/** What the kernel does to packets that leave by a device: a rate by htb and a finite queue; where it has netem, delay, jitter and loss too. */
import type { LinkShape } from '#topology/model.ts'
import { must, run } from './command.ts'

/** what htb counts in one burst, bytes: Mininet's choice */
const burst = '15k'
/** The greatest rate Mininet's TCLink takes; above it nothing is limited. */
export const greatestRateBps = 1e9

export const hasRate = ({ rateBps }: LinkShape): boolean => rateBps <= greatestRateBps

/** `tc` commands for a device, as `tc -batch` reads them; none where nothing is limited. */
export function shapeCommands(device: string, shape: LinkShape): string[] {
  const isLimited = hasRate(shape)
  const parent = isLimited ? 'parent 5:1' : 'root'
  const rate = isLimited
    ? [
        `qdisc add dev ${device} root handle 5: htb default 1`,
        `class add dev ${device} parent 5: classid 5:1 htb rate ${Math.round(shape.rateBps)}bit burst ${burst}`,
      ]
    : []
  const impairments = netemWords(shape)
  const limit = isLimited ? ` limit ${shape.queuePackets}` : ' limit 100000'
  if (impairments !== '') return [...rate, `qdisc add dev ${device} ${parent} handle 10: netem${limit}${impairments}`]
  return isLimited ? [...rate, `qdisc add dev ${device} ${parent} handle 10: pfifo${limit}`] : rate
}

/** The device's shape from now on. */
export async function reshape(device: string, shape: LinkShape, inside: readonly string[]): Promise<void> {
  await run([...inside, 'tc', 'qdisc', 'del', 'dev', device, 'root'])
  const commands = shapeCommands(device, shape)
  if (commands.length > 0) await must([...inside, 'tc', '-batch', '-'], `${commands.join('\n')}\n`)
}

/** Packets that found the device's queue full since it has its shape. A netem queue does not tell these from others. */
export async function queueDrops(device: string, inside: readonly string[]): Promise<number> {
  const disciplines = JSON.parse(await must([...inside, 'tc', '-s', '-json', 'qdisc', 'show', 'dev', device])) as readonly Discipline[]
  return disciplines.find(d => d.kind === 'pfifo')?.drops ?? 0
}

interface Discipline {
  readonly kind: string
  readonly drops?: number
}

/** netem's jitter lies on both sides of the delay, ours is added to it. */
function netemWords({ delayNs, jitterNs, loss }: LinkShape): string {
  const half = jitterNs / 2
  const delay = delayNs + jitterNs === 0 ? '' : ` delay ${us(delayNs + half)}${jitterNs === 0 ? '' : ` ${us(half)}`}`
  return `${delay}${loss === 0 ? '' : ` loss ${loss * 100}%`}`
}

const us = (ns: number): string => `${Math.round(ns) / 1000}us`

/** Does this kernel have netem? Asked in a namespace that goes at once. */
export async function hasNetem(): Promise<boolean> {
  const { code } = await run(['unshare', '--net', 'tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '1ms'])
  return code === 0
}
