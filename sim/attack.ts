/** Runs attacks in a network and reports what became of their packets. */
import type { Path } from '#control/path/path.ts'
import { endhostPort } from '#host/responder.ts'
import { nsPerS, type Outbox, unixSeconds } from '#wire/actor.ts'
import { type Bytes, fromHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { type AttackPlan, attackKinds, type OnPathPlan, type PacketPlan, type SeenPath, type SentPlan } from './attackers.ts'
import { attackIntervalNs, type Crafted, choosePath, craftAttack, type Route } from './crafting.ts'
import { doorOf } from './given.ts'
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

/** How long packets under way are waited for, and how long someone on a link waits for packets; nanoseconds. */
const settleNs = 2 * nsPerS
export const patienceNs = 30 * nsPerS
/** Beacons have been renewed everywhere by then: the splice has newer segments to try. */
export const renewalNs = 12 * nsPerS

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
    else if (plan.kind === 'packet') sendGiven(run, plan)
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

/** Packets with the same end are one row. */
export function countFate(fates: Map<string, FateCount>, fate: Fate): void {
  const name = [fate.end, fate.as, fate.router, fate.rule, fate.reason, fate.loss].join(' ')
  const known = fates.get(name)
  fates.set(name, known === undefined ? { ...fate, packets: 1 } : { ...known, packets: known.packets + 1 })
}

/** All of them, and how many ended how. */
export function sums(fates: ReadonlyMap<string, FateCount>): Pick<AttackReport, 'delivered' | 'refused' | 'lost' | 'fates'> {
  const all = [...fates.values()]
  const count = (end: Fate['end']): number => all.filter(f => f.end === end).reduce((n, f) => n + f.packets, 0)
  return { delivered: count('delivered'), refused: count('refused'), lost: count('lost'), fates: all }
}

/** Ends as soon as all is decided, at the latest after `settleNs`. */
function waitFor({ loop }: Network, witness: Witness, end: () => void): void {
  const giveUpAt = loop.now + settleNs
  const look = (now: number): void => {
    if (witness.open === 0 || now >= giveUpAt) end()
    else loop.at(now + attackIntervalNs, look)
  }
  loop.at(loop.now + attackIntervalNs, look)
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
    loop.at(now + (waits ? attackIntervalNs : copiesNs), waits ? look : leave)
  }
  loop.at(loop.now + attackIntervalNs, look)
}

/** Where packets are sent from and to, and by whom. */
interface Sender {
  readonly attacker: HostNode
  readonly route: Route
  /** the host whose paths are used */
  readonly owner: HostNode
}

function attackFrom(run: Run, plan: SentPlan): void {
  const { network } = run
  const attacker = requireHost(network, plan.from)
  const owner = plan.kind === 'inject' && plan.overheard !== undefined ? requireHost(network, plan.overheard) : attacker
  const { endpoint } = attacker.host
  const route: Route = {
    as: attacker.as,
    source: { ...endpoint, isdAs: (plan.kind === 'inject' ? plan.claims : undefined) ?? endpoint.isdAs },
    destination: requireHost(network, plan.to).host.endpoint,
    ownPaths: owner.as === attacker.as,
  }
  const sender = { attacker, route, owner }
  lookUp(run, sender, false, known => {
    const { path, paths } = choosePath(plan, known)
    if (plan.kind === 'splice' && !isPossible(run, plan, route, path, paths)) retrySplice(run, plan, sender, path, paths)
    else sendAll(run, plan, sender, path, paths)
  })
}

/** All paths share their segments: later beacons make others. */
function retrySplice(run: Run, plan: SentPlan, sender: Sender, path: SeenPath, paths: readonly Path[]): void {
  const { loop } = run.network
  loop.at(loop.now + renewalNs, () => lookUp(run, sender, true, later => sendAll(run, plan, sender, path, [...paths, ...later])))
}

function isPossible(run: Run, plan: SentPlan, route: Route, path: SeenPath, paths: readonly Path[]): boolean {
  try {
    craft(run, plan, route, path, paths)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

function lookUp(run: Run, { owner, route }: Sender, refresh: boolean, then: (paths: readonly Path[]) => void): void {
  run.network.onHost(owner, (host, now, out) =>
    host.paths.find(route.destination.isdAs, refresh, now, out, found =>
      guarded(run, () => {
        if ('reason' in found) throw new UserError(`no paths: ${found.reason}`)
        then(found.paths)
      }),
    ),
  )
}

const craft = ({ network }: Run, plan: SentPlan, route: Route, path: SeenPath, paths: readonly Path[]): Crafted =>
  craftAttack(plan, route, { path, paths, nowS: unixSeconds(network.clock, network.loop.now), keyOf: isdAs => keyIn(network, isdAs) })

function keyIn(network: Network, isdAs: Path['src']): Bytes {
  const key = network.keyOf(isdAs)
  if (key === undefined) throw new UserError(`there is no AS ${isdAs}`)
  return key
}

function sendAll(run: Run, plan: SentPlan, { attacker, route }: Sender, path: SeenPath, paths: readonly Path[]): void {
  const { nextHop, packet } = craft(run, plan, route, path, paths)
  const send = (bytes: Bytes): void =>
    run.network.onHost(attacker, (host, _, out: Outbox) => host.sendPacket(endhostPort, nextHop, bytes, out))
  sendEach(run, plan, packet, send)
}

function sendGiven(run: Run, plan: PacketPlan): void {
  const bytes = fromHex(plan.hex)
  if (bytes === undefined) throw new UserError('the packet is not hexadecimal')
  sendEach(run, plan, () => bytes.slice(), doorOf(run.network, plan))
}

/** The first packet leaves at once, the others after it. */
function sendEach(run: Run, plan: { readonly packets?: number }, packet: Crafted['packet'], send: (bytes: Bytes) => void): void {
  const { loop } = run.network
  const count = plan.packets ?? 1
  for (let i = 0; i < count; i++)
    loop.at(loop.now + i * attackIntervalNs, () => {
      const bytes = packet(i)
      run.follow(bytes)
      send(bytes)
      if (i === count - 1) run.endWhenSettled()
    })
}
