/** `npm start`: a network beacons, hosts ping over three ways, a link is cut, forged packets are refused. All of it happens when it is printed. */
import { readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Command } from 'commander'
import type { Path } from '#control/path/path.ts'
import { platformEcdsa } from '#emulate/crypto/ecdsa.ts'
import { disjointPaths, hopRecords } from '#host/choice.ts'
import { type PingOptions, ping } from '#host/ping.ts'
import { pingReplyLine } from '#host/print-ping.ts'
import { hopsText, type PingResult } from '#host/result.ts'
import { type TraceEvent, traceDecisions } from '#router/evidence.ts'
import { attack } from '#sim/attack.ts'
import { startCapture } from '#sim/capture.ts'
import { findLink } from '#sim/faults.ts'
import { addressOf, createNetwork, type HostNode, type Network } from '#sim/network.ts'
import { loadTopo } from '#topology/load.ts'
import { nsPerS } from '#wire/actor.ts'
import { fromHex, isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { assert } from '#wire/error.ts'
import { dstIsdAs } from '#wire/header.ts'
import { hopTable } from './explain/hop-table.ts'
import { columns, paint, say } from './output.ts'
import { describeFate, fateHeading } from './sim/fate.ts'
import { openRunFolder } from './sim/run-folder.ts'
import { settle } from './tools/tool-network.ts'

const seed = 1
const home = fileURLToPath(new URL('..', import.meta.url))
const topologyFile = join(home, 'examples', 'topologies', 'demo16.topo')
const runFolder = join('runs', `demo-${seed}`)
const captureName = 'packets.pcapng'

interface Demo {
  readonly network: Network
  readonly alice: HostNode
  readonly bob: HostNode
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('a tour in a few seconds: beacons, authenticated paths, a cut link, refused forgeries')
    .action(() => void runDemo())
}

/** Prints the tour. Gives the digest of its run. Throws `UserError` where the folder of the run cannot be written. */
export function runDemo(): string {
  const text = readFileSync(topologyFile, 'utf8')
  const { topology } = loadTopo(text, topologyFile)
  // Software signs, so that each run has the same bytes; the platform verifies, because it is faster.
  const network = createNetwork(topology, { seed, trust: { signer: 'reproducible', ecdsa: platformEcdsa } })
  const folder = openRunFolder(runFolder)
  folder.write('network.topo', text)
  startCapture(network, { fileOf: 'all', internal: false, write: (_, piece) => folder.append(captureName, piece) })
  const demo: Demo = { network, alice: network.findHost('alice')!, bob: network.findHost('bob')! }

  say(paint('bold', `hopproof: ${topology.ases.length} ASes, ${topology.links.length} links, ${network.routers.length} border routers`))
  say(`${topology.note}\n`)
  beacon(demo)
  const ways = threeWays(demo)
  for (const way of ways) showWay(demo, way)
  cutAndMove(demo)
  attackAndRefuse(demo)
  const { digest, events } = network.loop
  folder.end({ name: 'demo', seed, events, digest: digest.value() })
  finish(network)
  return digest.value()
}

const heading = (n: number, text: string): void => say(paint('bold', `\n${n}. ${text}`))

function beacon({ network }: Demo): void {
  heading(1, 'Core ASes send beacons; each AS adds a hop field with a MAC only it can make, and signs')
  settle(network)
  const total = (name: 'originated' | 'propagated' | 'accepted' | 'registered' | 'signature') =>
    network.services.reduce((n, s) => n + s.service.counters[name], 0)
  const seconds = network.loop.now / nsPerS
  say(`  ${seconds} s of virtual time: ${total('originated')} beacons begun, ${total('propagated')} sent on, ${total('accepted')} accepted`)
  say(`  every entry signed, and verified by certificate and TRC: ${total('signature')} signatures refused`)
  say(`  ${total('registered')} down segments registered at core ASes for others to look up`)
}

/** Three paths of alice to bob with as little in common as can be. */
function threeWays({ network, alice, bob }: Demo): readonly Path[] {
  heading(2, 'alice asks her control service for paths to bob, and pings over three that share no AS')
  let found: readonly Path[] = []
  network.onHost(alice, (host, now, out) =>
    host.paths.find(bob.as.isdAs, false, now, out, answer => {
      found = 'paths' in answer ? answer.paths : []
    }),
  )
  network.runUntil(() => found.length > 0, network.loop.now + 10 * nsPerS)
  assert(found.length >= 3, 'there are three paths in the demo network')
  say(`  ${found.length} paths from ${alice.as.isdAs} to ${bob.as.isdAs}, from up, core and down segments, shortcuts and peering links`)
  return disjointPaths(found, 3)
}

function showWay(demo: Demo, path: Path): void {
  say(`\n  ${paint('cyan', hopsText(hopRecords(path)))}`)
  const { result, events } = pingOnce(demo, { fingerprint: path.fingerprint })
  say(hopTable(events))
  for (const reply of result.replies ?? []) say(`  ${pingReplyLine(reply)}`)
}

/** One ping, and what every router on the way to bob decided. */
function pingOnce(demo: Demo, options: Partial<PingOptions>): { readonly result: PingResult; readonly events: readonly TraceEvent[] } {
  const { network, alice, bob } = demo
  const events: TraceEvent[] = []
  const stop = network.observe(
    traceDecisions(e => {
      if (dstIsdAs(fromHex(e.before)!) === bob.as.isdAs) events.push(e)
    }),
  )
  const plan = { destination: addressOf(bob), count: 1, intervalNs: nsPerS, timeoutNs: nsPerS, ...options }
  const operation = network.onHost(alice, (host, now, out) => ping(host, plan, now, out))
  network.runUntil(() => operation.outcome !== undefined, network.loop.now + 60 * nsPerS)
  stop()
  assert(operation.outcome?.kind === 'done', 'the ping has ended')
  return { result: operation.outcome.result, events }
}

/** The link of the path in use fails in the middle of a ping; the router at the cut says so, and the next request takes another way. */
function cutAndMove(demo: Demo): void {
  const { network, alice, bob } = demo
  const way = hopRecords(pingPath(demo))
  const middle = way[way.length - 2]!
  const end = `${middle.isd_as}#${middle.interface}`
  const { index } = findLink(network, end)
  heading(3, `alice pings bob once a second; after two the link ${end} is cut`)
  const start = network.loop.now
  network.loop.at(start + 1.5 * nsPerS, () => network.setLink(index, false))
  const second = (now: number): string => `${((now - start) / nsPerS).toFixed(1)} s`.padStart(7)
  const options: PingOptions = {
    destination: addressOf(bob),
    count: 6,
    intervalNs: nsPerS,
    timeoutNs: nsPerS,
    mayChangePath: true,
    onReply: (reply, now) => say(`${second(now)}  ${pingReplyLine(reply)}`),
    onError: (text, now) => say(`${second(now)}  ${paint('yellow', text)}`),
  }
  const operation = network.onHost(alice, (host, now, out) => ping(host, options, now, out))
  network.runUntil(() => operation.outcome !== undefined, start + 60 * nsPerS)
  say(`  the way now: ${paint('cyan', hopsText(hopRecords(pingPath(demo))))}`)
  network.setLink(index, true)
  network.run(network.loop.now + 12 * nsPerS)
}

/** The path alice would take now. */
function pingPath({ network, alice, bob }: Demo): Path {
  let first: Path | undefined
  network.onHost(alice, (host, now, out) =>
    host.paths.find(bob.as.isdAs, false, now, out, answer => {
      first = 'paths' in answer ? answer.paths[0] : undefined
    }),
  )
  assert(first !== undefined, 'paths to bob are known')
  return first
}

const attacks = [
  { kind: 'forgedMac', title: 'a hop field with a forged MAC' },
  { kind: 'expiredHop', title: 'a hop field that has expired' },
  { kind: 'splice', title: 'two segments spliced that do not belong together' },
] as const

function attackAndRefuse({ network }: Demo): void {
  heading(4, 'alice turns hostile: each of her packets is refused where the rule is broken')
  const rows = attacks.map(({ kind, title }) => {
    const report = attack(network, { kind, from: 'alice', to: 'bob' })
    return report.fates.map(fate => [title, ...describeFate(fate)])
  })
  say(columns([['packet', ...fateHeading].map(text => paint('dim', text)), ...rows.flat()], { indent: '  ' }))
}

/** Number of the first frame that a router refused for its MAC, counted from 1 as Wireshark does. */
function forgedFrame(captureFile: string): number {
  let frame = 0
  for (const captured of readCapture(readFileSync(captureFile))) {
    frame++
    if (!isMalformed(captured) && captured.comment.includes('macMismatch')) return frame
  }
  return 1
}

function finish({ loop }: Network): void {
  const capture = join(runFolder, captureName)
  const example = (...names: string[]): string => relative('.', join(home, 'examples', ...names))
  const command = relative('.', home) === '' ? 'npm run hopproof --' : 'hopproof'
  say(paint('bold', `\nseed ${seed}, ${loop.events} events, digest ${loop.digest.value()}`))
  say(`every packet between ASes: ${capture} (tshark -r ${capture})

Try next:
  ${command} paths ${example('topologies', 'demo16.topo')} alice bob
  ${command} explain ${capture} --topology ${example('topologies', 'demo16.topo')} --frame ${forgedFrame(capture)}
  ${command} sim run ${example('scenarios', 'link-cut.yaml')}`)
}
