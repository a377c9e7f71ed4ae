/** What can be said at the prompt, with Mininet's words. Each line of input gives text, or the end. */
import { pingReplyLine, pingSummary } from '#host/print-ping.ts'
import { hopsText, type PathEntry, type PingResult, type TracerouteResult } from '#host/result.ts'
import { UserError } from '#wire/error.ts'
import { readInputText } from '../files/input.ts'
import { run } from './command.ts'
import type { Emulation } from './emulation.ts'
import type { NetHost } from './hosts.ts'
import { linkBetween, linkText } from './names.ts'
import { pingAll, pingAllText } from './ping-all.ts'
import { wiringOf } from './wiring.ts'

/** `say` gets lines as they come. */
type Say = (text: string) => void
type Word = (words: readonly string[], emulation: Emulation, say: Say) => Promise<void> | void

/** "exit" and "quit" end, everything else goes on. Throws `UserError` for what means nothing. */
export async function execute(line: string, emulation: Emulation, say: Say): Promise<'end' | 'go on'> {
  const [first, ...rest] = line.split('#')[0] === '' ? [] : splitWords(line)
  if (first === undefined) return 'go on'
  if (first === 'exit' || first === 'quit') return 'end'
  const word = words[first]
  if (word !== undefined) await word.act(rest, emulation, say)
  else await onNode(first, rest, emulation, say)
  return 'go on'
}

const splitWords = (line: string): string[] => line.trim().split(/\s+/).filter(Boolean)

const words: Readonly<Record<string, { readonly usage: string; readonly act: Word }>> = {
  nodes: { usage: 'nodes                     all nodes', act: (_, e, say) => say(nodesText(e)) },
  net: { usage: 'net                       what each node is joined to', act: (_, e, say) => say(netText(e)) },
  links: { usage: 'links                     all links, and whether they are up', act: (_, e, say) => say(linksText(e)) },
  dump: { usage: 'dump                      processes, and where they run', act: (_, e, say) => say(dumpText(e)) },
  pingall: { usage: 'pingall                   every host pings every other', act: (_, e, say) => pingAllWord(e, say) },
  link: { usage: 'link A B up|down          cut and mend: A, B routers, ASes, or interfaces 1-ff00:0:110#1', act: linkWord },
  kill: { usage: 'kill NODE                 its process, by kill -9', act: ([name = ''], e) => e.supervisor.kill(name) },
  start: { usage: 'start NODE                its process again', act: ([name = ''], e) => e.supervisor.start(name) },
  pcap: { usage: 'pcap on|off               routers write what they see to captures', act: pcapWord },
  sh: { usage: 'sh COMMAND                in the shell of this machine', act: (command, _, say) => shell(command, [], say) },
  source: { usage: 'source FILE               the lines of a file', act: sourceWord },
  time: { usage: 'time LINE                 how long a line takes', act: timeWord },
  help: { usage: 'help                      this', act: (_, __, say) => say(helpText()) },
}

const helpText = (): string =>
  [
    ...Object.values(words).map(w => w.usage),
    'exit                      the end',
    'HOST ping HOST [flags]    as hopproof ping: -c 3, --interval 200ms, --sequence ...',
    'HOST traceroute HOST      as hopproof traceroute',
    'HOST paths HOST           as hopproof paths',
    'NODE COMMAND              in the shell of a node: alice ip address',
  ].join('\n')

const nodesOf = ({ topology }: Emulation) => wiringOf(topology).nodes

const plurals = { host: 'hosts', router: 'routers', control: 'control services', switch: 'switches' } as const

function nodesText(e: Emulation): string {
  const of = (kind: string): string =>
    nodesOf(e)
      .filter(n => n.kind === kind)
      .map(n => n.name)
      .join(' ')
  return (['host', 'router', 'control', 'switch'] as const).map(kind => `${plurals[kind]}: ${of(kind)}`).join('\n')
}

function netText({ topology }: Emulation): string {
  const { nodes, inner, links } = wiringOf(topology)
  const cables = [...inner, ...links]
  const joined = (name: string): string[] =>
    cables.flatMap(({ a, b }) =>
      a.node === name ? [`${a.name}:${b.node}-${b.name}`] : b.node === name ? [`${b.name}:${a.node}-${a.name}`] : [],
    )
  return nodes.map(n => `${n.name} ${joined(n.name).join(' ')}`).join('\n')
}

const linksText = ({ topology, isUp }: Emulation): string =>
  topology.links.map(l => `${linkText(l)} ${l.a.routerId} ${l.b.routerId} (${isUp(l.index) ? 'up' : 'down'})`).join('\n')

function dumpText({ supervisor, net }: Emulation): string {
  const line = (name: string): string => {
    const process = supervisor.processOf(name)
    return `${name} ${process === undefined ? 'does not run' : `pid=${process.pid}`} (${net.fabric.describe(name)})`
  }
  return supervisor.names().map(line).join('\n')
}

async function pingAllWord(e: Emulation, say: Say): Promise<void> {
  say(pingAllText(await pingAll(e.hosts, performance.now(), say)))
}

async function linkWord(given: readonly string[], e: Emulation): Promise<void> {
  const state = given.at(-1)
  if (given.length < 2 || given.length > 3 || (state !== 'up' && state !== 'down')) throw new UserError('link A B up|down')
  await e.setLink(linkBetween(e.topology, given[0]!, given.length === 3 ? given[1] : undefined).index, state === 'up')
}

async function pcapWord([state]: readonly string[], e: Emulation, say: Say): Promise<void> {
  if (state !== 'on' && state !== 'off') throw new UserError('pcap on|off')
  say(e.setCapture(state === 'on'))
}

async function sourceWord([file = '']: readonly string[], e: Emulation, say: Say): Promise<void> {
  for (const line of readInputText(file).split('\n')) if ((await execute(line, e, say)) === 'end') return
}

async function timeWord(given: readonly string[], e: Emulation, say: Say): Promise<void> {
  const start = performance.now()
  await execute(given.join(' '), e, say)
  say(`*** Elapsed time: ${((performance.now() - start) / 1000).toFixed(3)} secs`)
}

async function shell(command: readonly string[], inside: readonly string[], say: Say): Promise<void> {
  const { code, stdout, stderr } = await run([...inside, 'sh', '-c', command.join(' ')])
  say(`${stdout}${stderr}`.trimEnd() || (code === 0 ? '' : `ended with ${code}`))
}

async function onNode(name: string, given: readonly string[], e: Emulation, say: Say): Promise<void> {
  const node = nodesOf(e).find(n => n.name === name || n.isdAs === name)
  if (node === undefined)
    throw new UserError(`there is neither a command nor a node "${name}"`, '"help" lists the commands, "nodes" the nodes')
  const [verb, to, ...flags] = given
  const tool = tools[verb ?? '']
  const isHost = e.hosts.all.some(h => h.name === name || h.as.isdAs === name)
  if (tool === undefined || to === undefined || !isHost) return shell(given, e.net.fabric.inside(node.name), say)
  const [from, target] = [e.hosts.find(name), e.hosts.find(to)]
  await tool(from, target, flags, e, say)
}

type Tool = (from: NetHost, to: NetHost, flags: readonly string[], e: Emulation, say: Say) => Promise<void>

const tools: Readonly<Record<string, Tool>> = {
  async ping(from, to, flags, e, say) {
    const count = flags.some(f => /^(-c|--count)/.test(f)) ? [] : ['--count', '3']
    const result = (await e.hosts.command(from, ['ping', to.address, ...count, ...flags])) as PingResult
    for (const reply of result.replies ?? []) say(pingReplyLine(reply))
    say(pingSummary(to.address, result))
  },
  async traceroute(from, to, flags, e, say) {
    const { path, hops } = (await e.hosts.command(from, ['traceroute', to.address, ...flags])) as TracerouteResult
    say(`Using path: ${hopsText(path.hops ?? [])}`)
    for (const [i, h] of hops.entries())
      say(`${i} ${h.isd_as} IfID=${h.interface_id} ${(h.round_trip_times ?? []).map(ms => `${ms}ms`).join(' ') || '*'}`)
  },
  async paths(from, to, flags, e, say) {
    const { paths = [] } = (await e.hosts.command(from, ['paths', to.as.isdAs, ...flags])) as { paths?: readonly PathEntry[] }
    for (const [i, p] of paths.entries()) say(`[${i}] ${hopsText(p.hops)} mtu ${p.mtu} ${p.status ?? ''}`.trimEnd())
    if (paths.length === 0) say(from.as === to.as ? 'both are in the same AS: no path is needed' : 'no path found')
  },
}
