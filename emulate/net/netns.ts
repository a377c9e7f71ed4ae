/** Nodes as named network namespaces, "hp123-alice" of process 123, cables as veth pairs. */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { ipBatch, requireRoot, run } from './command.ts'
import type { Fabric } from './fabric.ts'
import { reshape } from './rate.ts'
import { type Layout, setUpCommands } from './wiring.ts'

const folder = '/run/netns'
const prefix = (pid: number): string => `hp${pid}-`

/** Throws `EnvironmentError`; then nothing is left behind. */
export async function createNamespaces(layout: Layout): Promise<Fabric> {
  requireRoot('a network of namespaces')
  await removeStale()
  const name = (node: string): string => `${prefix(process.pid)}${node}`
  const inside = (node: string): string[] => ['nsenter', `--net=${folder}/${name(node)}`]
  const names = layout.nodes.map(n => name(n.name))
  // However we end, unless by kill -9.
  const onExit = (): void => void spawnSync('ip', ['-force', '-batch', '-'], { input: deletion(names) })
  process.once('exit', onExit)
  const close = async (): Promise<void> => {
    await remove(names)
    process.off('exit', onExit)
  }
  try {
    await ipBatch([
      ...layout.nodes.map(n => `netns add ${name(n.name)}`),
      ...layout.cables.map(({ a, b }) => `link add ${a.name} netns ${name(a.node)} type veth peer name ${b.name} netns ${name(b.node)}`),
    ])
    for (const n of layout.nodes) await ipBatch(setUpCommands(layout, n.name), inside(n.name))
    for (const { a, b } of layout.cables)
      for (const { node, name, shape } of [a, b]) if (shape !== undefined) await reshape(name, shape, inside(node))
  } catch (error) {
    await close()
    throw error
  }
  return { kind: 'netns', inside, describe: node => `ip netns exec ${name(node)}`, close }
}

/** Namespaces whose process is gone, and what still runs in them. */
async function removeStale(): Promise<void> {
  const stale = namespaces().filter(name => {
    const pid = /^hp(\d+)-/.exec(name)?.[1]
    return pid !== undefined && !isOwnedBy(Number(pid), name)
  })
  if (stale.length > 0) await remove(stale)
}

function namespaces(): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

/** A process of this number may be another one: then it is younger than the namespace. */
function isOwnedBy(pid: number, name: string): boolean {
  if (pid === process.pid) return true
  try {
    return startMs(pid) - slackMs <= statSync(`${folder}/${name}`).ctimeMs
  } catch {
    return false
  }
}

const ticksPerS = 100
/** the start of the machine is known in whole seconds */
const slackMs = 2000

function startMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The 22nd field; the second, a name in parentheses, may hold blanks.
  const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])
  const bootS = Number(/^btime (\d+)$/m.exec(readFileSync('/proc/stat', 'utf8'))![1])
  return bootS * 1000 + (ticks * 1000) / ticksPerS
}

/** Their processes are ended first: a namespace lives as long as one is in it. */
async function remove(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const { stdout } = await run(['ip', 'netns', 'pids', name])
    for (const pid of stdout.split('\n').filter(Boolean)) endProcess(Number(pid))
  }
  const there = new Set(namespaces())
  await run(['ip', '-force', '-batch', '-'], deletion(names.filter(n => there.has(n))))
}

const deletion = (names: readonly string[]): string => names.map(n => `netns del ${n}\n`).join('')

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself.
  }
}
