/** `hopproof emulate`: whole networks in real time, in namespaces, with Mininet, or on loopback. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Argument, type Command, Option } from 'commander'
import { type Emulation, type EmulationPlan, startEmulation } from '#emulate/net/emulation.ts'
import type { Fabric } from '#emulate/net/fabric.ts'
import { attackedLinks } from '#emulate/net/live-attacks.ts'
import { type NetworkFile, readNetworkFile } from '#emulate/net/network-file.ts'
import { pingAll, pingAllText } from '#emulate/net/ping-all.ts'
import { runPrompt } from '#emulate/net/prompt.ts'
import { forLoopback, forNamespaces } from '#emulate/net/readdress.ts'
import { type LiveResult, requireLive, runTimeline } from '#emulate/net/timeline.ts'
import { UserError } from '#wire/error.ts'
import { type IsdAs, parseIsdAs } from '#wire/isdas.ts'
import { emit, exits, type Format, formatOption, say, warn } from '../output.ts'
import { openRunFolder } from '../sim/run-folder.ts'
import { durationOption, integer } from '../tools/tool-options.ts'
import { liveSummary, liveText, writeLiveGiven, writeLiveResults } from './emulate-folder.ts'
import { guardOffOption } from './router.ts'

interface EmulateFlags {
  readonly test?: 'pingall'
  readonly router: readonly IsdAs[]
  readonly guardOff?: string
  readonly seed?: number
  readonly out?: string
  readonly pcap?: boolean
  readonly trace?: boolean
  /** nanoseconds */
  readonly interval: number
  readonly wait: number
  readonly format: Format
}

const help = `
mininet     every node is a node of Mininet (apt-get install mininet); root
netns       every node is a network namespace; root
loopback    all on this machine's loopback interface: no root, and no links to cut or to impair

A .topo file gives a prompt with Mininet's words ("help" lists them), from a terminal or a script on stdin. A scenario is run as "sim run" runs
it, in real time, and its results are written to runs/NAME-KIND/. Ctrl-C ends everything.

Examples:
  $ sudo hopproof emulate mininet examples/topologies/demo16.topo --test pingall
  $ sudo hopproof emulate netns examples/topologies/tiny.topo
  $ echo 'alice ping bob' | sudo hopproof emulate netns examples/topologies/tiny.topo
  $ sudo hopproof emulate mininet examples/scenarios/link-cut.yaml
  $ sudo hopproof emulate mininet examples/topologies/diamond.topo --router 1-ff00:0:110=go

Exit codes: 0 done, 1 a test failed, 2 usage or input error, 3 no root, a program is missing, a port is in use.
`

export function registerEmulate(program: Command, version: string): void {
  program
    .command('emulate')
    .description('a whole network in real time: every router, control service and host a process')
    .addArgument(new Argument('<kind>', 'where it runs').choices(['mininet', 'netns', 'loopback']))
    .argument('<file>', 'network (.topo) or scenario (YAML)')
    .addOption(new Option('--test <test>', 'run the test and end').choices(['pingall']))
    .option('--router <as=go>', "this AS's border routers are the reference's program, `router` on PATH; again for others", readRouter, [])
    .addOption(guardOffOption())
    .option('--seed <n>', "of keys and of chance (default: the scenario's, or 1)", integer(0, Number.MAX_SAFE_INTEGER))
    .option('-o, --out <folder>', 'keep configuration, logs, evidence and captures there')
    .option('--pcap', 'captures of all routers, from the start')
    .option('--trace', 'every decision of every router, as lines of JSON')
    .addOption(durationOption('--interval', 'between beacons', '1s'))
    .addOption(durationOption('--wait', 'how long a pair of hosts is tried', '60s'))
    .addOption(formatOption())
    .addHelpText('after', help)
    .action((kind: Fabric['kind'], file: string, flags: EmulateFlags) => run(kind, file, flags, version))
}

function readRouter(text: string, before: readonly IsdAs[]): readonly IsdAs[] {
  const [as = '', kind] = text.split('=')
  if (kind !== 'go') throw new UserError(`"${text}" names no router`, 'expected ISD-AS=go')
  return [...before, parseIsdAs(as)]
}

async function run(kind: Fabric['kind'], file: string, flags: EmulateFlags, version: string): Promise<void> {
  const network = readNetworkFile(file)
  const { scenario } = network
  if (scenario !== undefined) requireLive(scenario, kind)
  if (scenario?.epochS !== undefined && flags.router.length > 0)
    throw new UserError("the reference's router knows no time but this machine's", 'leave out epoch, or --router')
  const kept = flags.out ?? (scenario && join('runs', `${scenario.name}-${kind}`))
  const path = kept ?? mkdtempSync(join(tmpdir(), 'hopproof-'))
  // However it ends.
  process.on('exit', () => kept === undefined && rmSync(path, { recursive: true, force: true }))
  const plan = planOf(kind, network, path, flags)
  const folder = openRunFolder(path)
  writeLiveGiven(folder, network, plan.seed)
  const results: LiveResult[] = []
  const act = async (emulation: Emulation, started: number): Promise<boolean> => {
    if (flags.test !== undefined) return test(emulation, started, flags.wait)
    if (scenario === undefined) return prompt(emulation)
    const result = await runTimeline(emulation, scenario, text => warn(`*** ${text}`))
    results.push(result)
    return result.passed
  }
  if (!(await during(plan, act))) process.exitCode = exits.no
  // Routers write until they end: read before, a packet might have come from a router that has not said so.
  for (const result of results) {
    writeLiveResults(folder, plan.folder, network, result, version)
    emit(flags.format, liveSummary(result), () => liveText(result, scenario?.note, path))
  }
}

/** Everything runs while `act` does, or until a signal comes: then false. */
export async function during(plan: EmulationPlan, act: (emulation: Emulation, startedMs: number) => Promise<boolean>): Promise<boolean> {
  const started = performance.now()
  let emulation: Emulation | undefined
  const stopped = new Promise<false>(resolve => {
    // Before all runs there is nothing to end in order: what was begun goes with us.
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.once(signal, () => (emulation === undefined ? process.exit(exits.no) : resolve(false)))
  })
  emulation = await startEmulation(plan)
  try {
    const count = emulation.supervisor.names().length
    warn(`${count} processes run after ${secondsSince(started)}; delay and loss: ${emulation.net.impairments}`)
    return await Promise.race([act(emulation, started), stopped])
  } finally {
    // The prompt may still wait for a line.
    process.stdin.destroy()
    await emulation.end()
  }
}

const secondsSince = (startedMs: number): string => `${((performance.now() - startedMs) / 1000).toFixed(1)} s`

function planOf(kind: Fabric['kind'], { topology, scenario }: NetworkFile, folder: string, flags: EmulateFlags): EmulationPlan {
  const guardOff = flags.guardOff ?? scenario?.guardOff
  return {
    kind,
    topology: kind === 'loopback' ? forLoopback(topology) : forNamespaces(topology),
    seed: flags.seed ?? scenario?.seed ?? 1,
    folder: join(folder, 'processes'),
    intervalNs: scenario?.control.propagationIntervalNs ?? flags.interval,
    ...(scenario?.bfd && { bfd: scenario.bfd }),
    goRouters: new Set(flags.router),
    ...(guardOff !== undefined && { guardOff }),
    ...(scenario?.epochS !== undefined && { clockAheadS: scenario.epochS - Math.floor(Date.now() / 1000) }),
    ...(scenario && { watched: attackedLinks(scenario) }),
    evidence: flags.trace ?? scenario !== undefined,
    pcap: flags.pcap ?? false,
    note: text => warn(`*** ${text}`),
  }
}

async function test(emulation: Emulation, started: number, waitNs: number): Promise<boolean> {
  say('*** Ping: testing ping reachability')
  const result = await pingAll(emulation.hosts, performance.now() + waitNs / 1e6, say)
  for (const failure of result.failures) warn(failure)
  say(pingAllText(result))
  warn(`done after ${secondsSince(started)}`)
  return result.failures.length === 0
}

const prompt = (emulation: Emulation): Promise<boolean> =>
  runPrompt(emulation, { input: process.stdin, output: process.stdout, isTerminal: process.stdin.isTTY })
