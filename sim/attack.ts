/** Runs attacks in a network and reports what became of their packets. */
import type { Path } from '#control/path/path.ts'
import { parseSequence } from '#control/path/sequence.ts'
import { allowedPaths } from '#host/choice.ts'
import { type Endpoint, writePacket } from '#host/packet.ts'
import { endhostPort } from '#host/responder.ts'
import { nsPerS, type Outbox, type UnderlayAddress, unixSeconds } from '#wire/actor.ts'
import type { Bytes } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { pathTypes, protocols } from '#wire/header.ts'
import { buildPath } from '#wire/path.ts'
import { buildScmp } from '#wire/scmp.ts'
import { type AttackPlan, attackKinds, attackPath, type OnPathPlan, type SentPlan } from './attackers.ts'
import { type HostNode, type Network, requireHost } from './network.ts'
import { requireField, startOnPath } from './on-path.ts'
import { createWitness, type Fate, type Witness } from './witness.ts'

/** Packets with the same end. `events`: of the first of them. */
export interface FateCount extends Fate {
  readonly packets: number
}

export interface AttackReport {
  readonly kind: AttackPlan['kind']
  /** the kind in words */
  readonly what: string
  /** packets made, changed or sent again */
  readonly packets: number
  readonly delivered: number
  readonly refused: number
  readonly lost: number
  readonly fates: readonly FateCount[]
  /** why the attack could not be made in this network */
  readonly failed?: UserError
}

export interface RunningAttack {
  readonly report: AttackReport
  readonly done: boolean
}

/** How long packets under way are waited for, how long someone on a link waits for packets, and between packets sent; nanoseconds. */
const settleNs = 2 * nsPerS
const patienceNs = 30 * nsPerS
const intervalNs = 0.01 * nsPerS
/** Beacons have been renewed everywhere by then: the splice has newer segments to try. */
const renewalNs = 12 * nsPerS

/** Runs the network until the attack is over. Throws `UserError` when it cannot be made. */
export function attack(network: Network, plan: AttackPlan): AttackReport {
  const running = startAttack(network, plan)
  network.runUntil(() => running.done, Infinity)
  if (running.report.failed !== undefined) throw running.report.failed
  return running.report
}

/** Starts an attack in a running network; `ended` is called once. What cannot be made is in the report, as `failed`. */
export function startAttack(network: Network, plan: AttackPlan, ended: (report: AttackReport) => void = () => {}): RunningAttack {
  const fates = new Map<string, FateCount>()
  let packets = 0
  let done = false
  let failed: UserError | undefined
  const witness = createWitness(network, fate => countFate(fates, fate))
  const run: Run = {
    network,
    follow(bytes) {
      packets++
      witness.follow(bytes)
    },
    end(error) {
      if (done) return
      done = true
      failed = error
      witness.end()
      ended(running.report)
    },
    endWhenSettled: () => waitFor(network, witness, run.end),
  }
  const running: RunningAttack = {
    get report() {
      return { kind: plan.kind, what: attackKinds[plan.kind], packets, ...sums(fates), ...(failed && { failed }) }
    },
    get done() {
      return done
    },
  }
  guarded(run, () => {
    requireCounts(plan)
    if (plan.kind === 'rewrite' || plan.kind === 'replay') attackLink(run, plan)
    else attackFrom(run, plan)
  })
  return running
}

interface Run {
  readonly network: Network
  follow(bytes: Bytes): void
  end(failed?: UserError): void
  endWhenSettled(): void
}

/** An attack that cannot be made ends; nothing is thrown into the loop. */
function guarded(run: Run, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    run.end(error)
  }
}

function requireCounts(plan: AttackPlan): void {
  requireCount('packets', plan.packets ?? 1)
  if (plan.kind === 'replay') requireCount('copies', plan.copies ?? 1)
}

function requireCount(of: string, n: number): void {
  if (!(Number.isSafeInteger(n) && n >= 1)) throw new UserError(`${n} is no number of ${of}`, 'expected a whole number from 1')
}

function countFate(fates: Map<string, FateCount>, fate: Fate): void {
  const name = [fate.end, fate.as, fate.router, fate.rule, fate.reason, fate.loss].join(' ')
  const known = fates.get(name)
  fates.set(name, known === undefined ? { ...fate, packets: 1 } : { ...known, packets: known.packets + 1 })
}

function sums(fates: ReadonlyMap<string, FateCount>): Pick<AttackReport, 'delivered' | 'refused' | 'lost' | 'fates'> {
  const all = [...fates.values()]
  const count = (end: Fate['end']): number => all.filter(f => f.end === end).reduce((n, f) => n + f.packets, 0)
  return { delivered: count('delivered'), refused: count('refused'), lost: count('lost'), fates: all }
}

/** Ends as soon as all is decided, at the latest after `settleNs`. */
function waitFor({ loop }: Network, witness: Witness, end: () => void): void {
  const giveUpAt = loop.now + settleNs
  const look = (now: number): void => {
    if (witness.open === 0 || now >= giveUpAt) end()
    else loop.at(now + intervalNs, look)
  }
  loop.at(loop.now + intervalNs, look)
}

function attackLink(run: Run, plan: OnPathPlan): void {
  if (plan.kind === 'rewrite') requireField(plan)
  const { loop } = run.network
  const onPath = startOnPath(run.network, plan, run.follow)
  const copiesNs = plan.kind === 'replay' ? (plan.copies ?? 1) * (plan.afterNs ?? nsPerS) : 0
  const giveUpAt = loop.now + patienceNs
  const leave = (): void => {
    onPath.end()
    if (onPath.failed === undefined) run.endWhenSettled()
    else run.end(onPath.failed)
  }
  const look = (now: number): void => {
    const waits = onPath.picked < (plan.packets ?? 1) && onPath.failed === undefined && now < giveUpAt
    loop.at(now + (waits ? intervalNs : copiesNs), waits ? look : leave)
  }
  loop.at(loop.now + intervalNs, look)
}

/** Where packets are sent from and to. */
interface Route {
  readonly attacker: HostNode
  readonly source: Endpoint
  readonly destination: Endpoint
  /** the host whose paths are used */
  readonly owner: HostNode
}

function attackFrom(run: Run, plan: SentPlan): void {
  const { network } = run
  const attacker = requireHost(network, plan.from)
  const { endpoint } = attacker.host
  const claims = plan.kind === 'inject' ? plan.claims : undefined
  const route: Route = {
    attacker,
    source: { ...endpoint, isdAs: claims ?? endpoint.isdAs },
    destination: requireHost(network, plan.to).host.endpoint,
    owner: plan.kind === 'inject' && plan.overheard !== undefined ? requireHost(network, plan.overheard) : attacker,
  }
  const sequence = plan.sequence === undefined ? {} : { sequence: parseSequence(plan.sequence) }
  lookUp(run, route, false, known => {
    const paths = allowedPaths(known, sequence)
    const path = typeof plan.path === 'object' ? plan.path : choose(paths, plan.path ?? 0)
    if (plan.kind === 'splice' && !isPossible(run, plan, path, paths)) retrySplice(run, plan, route, path, paths)
    else sendAll(run, plan, route, path, paths)
  })
}

/** All paths share their segments: later beacons make others. */
function retrySplice(run: Run, plan: SentPlan, route: Route, path: Path, paths: readonly Path[]): void {
  const { loop } = run.network
  loop.at(loop.now + renewalNs, () => lookUp(run, route, true, later => sendAll(run, plan, route, path, [...paths, ...later])))
}

function isPossible(run: Run, plan: SentPlan, path: Path, paths: readonly Path[]): boolean {
  try {
    makePath(run, plan, path, paths)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

function lookUp(run: Run, { owner, destination }: Route, refresh: boolean, then: (paths: readonly Path[]) => void): void {
  run.network.onHost(owner, (host, now, out) =>
    host.paths.find(destination.isdAs, refresh, now, out, found =>
      guarded(run, () => {
        if ('reason' in found) throw new UserError(`no paths: ${found.reason}`)
        then(found.paths)
      }),
    ),
  )
}

function choose(paths: readonly Path[], index: number): Path {
  const path = paths[index]
  if (path === undefined) throw new UserError(`there is no path ${index}`, `there are ${paths.length}; beacons may need more time`)
  if (path.bytes.length === 0) throw new UserError('inside an AS there is no path to attack', 'choose hosts of two ASes')
  return path
}

const makePath = (run: Run, plan: SentPlan, path: Path, paths: readonly Path[]): ReturnType<typeof attackPath> =>
  attackPath(plan, { path, paths, nowS: unixSeconds(run.network.clock, run.network.loop.now), keyOf: isdAs => keyIn(run.network, isdAs) })

function keyIn(network: Network, isdAs: Path['src']): Bytes {
  const key = network.keyOf(isdAs)
  if (key === undefined) throw new UserError(`there is no AS ${isdAs}`)
  return key
}

/** The first packet leaves at once, the others after it. */
function sendAll(run: Run, plan: SentPlan, route: Route, path: Path, paths: readonly Path[]): void {
  const { loop } = run.network
  const { raw, like } = makePath(run, plan, path, paths)
  const bytes = buildPath(raw)
  const nextHop = firstRouter(route, like)
  const count = plan.packets ?? 1
  for (let i = 0; i < count; i++)
    loop.at(loop.now + i * intervalNs, () =>
      run.network.onHost(route.attacker, (host, _, out: Outbox) => {
        const packet = craft(route, bytes, i)
        run.follow(packet)
        host.sendPacket(endhostPort, nextHop, packet, out)
        if (i === count - 1) run.endWhenSettled()
      }),
    )
}

/** Over an overheard path the first router is one of the attacker's own AS: from elsewhere he cannot send. */
function firstRouter({ attacker, owner }: Route, path: Path): UnderlayAddress {
  const first = path.interfaces[0]!.ifId
  const routers = attacker.as.routers
  const router = owner.as === attacker.as ? routers.find(r => r.interfaces.some(i => i.ifId === first)) : routers[0]
  if (router === undefined) throw new UserError(`${attacker.as.isdAs} has no border router for this path`)
  return router.internalAddress
}

/** An echo request: if it gets through, it is even answered. */
const craft = ({ source, destination }: Route, path: Bytes, sequence: number): Bytes =>
  writePacket(
    { source, destination, path: { type: pathTypes.scion, bytes: path }, protocol: protocols.scmp },
    buildScmp({ kind: 'echoRequest', code: 0, identifier: endhostPort, sequence: sequence & 0xffff, data: new Uint8Array(16) }),
  )
