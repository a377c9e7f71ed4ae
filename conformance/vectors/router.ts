/** Replays recorded decisions of a border router ("scion-router-vectors/1"): the action, where it leaves, and every byte. */
import { forwardingKeyOf } from '#crypto/key.ts'
import { dropRule } from '#router/drops.ts'
import type { RouterLink } from '#router/links.ts'
import { createRouter, type Router } from '#router/router.ts'
import type { Verdict } from '#router/verdict.ts'
import { readAsTopology } from '#topology/json.ts'
import { type BfdState, bfdStateNames } from '#wire/bfd.ts'
import { type Bytes, fromHex, getU16, isMalformed, toHex } from '#wire/bytes.ts'
import { epicLength } from '#wire/epic.ts'
import { UserError } from '#wire/error.ts'
import { findUpperLayer } from '#wire/extensions.ts'
import { checkHeader, headerLength, pathAt, pathType, pathTypes, payloadLength, protocols } from '#wire/header.ts'
import { oneHopLength } from '#wire/onehop.ts'
import { currHf, hopAt, numHops } from '#wire/path.ts'
import { type Difference, differ, type Outcome, type VectorFormat } from '../outcome.ts'

interface RouterUnderTest {
  readonly id: string
  readonly topology: unknown
  readonly router_toml?: string
  readonly master0_key_base64: string
  readonly hop_field_key_hex: string
  readonly scmp_authentication: boolean
  readonly links_down: readonly string[] | null
}

interface Where {
  readonly link: 'external' | 'sibling' | 'internal'
  readonly ifid: number
  readonly router?: string
  readonly addr: string
}

interface Vector {
  readonly name: string
  readonly router: string
  readonly now_ns: string
  readonly in: Where
  readonly pkt: string
  readonly out: Partial<Where> & {
    readonly action: string
    readonly pkt?: string
    readonly scmp?: string
    readonly any_addr?: readonly string[]
    /** what the BFD session made of it; `transition`: "Down to state Init on event Down" */
    readonly bfd?: { readonly accepted: boolean; readonly transition?: string }
  }
}

interface VectorFile {
  readonly format: string
  readonly routers: Readonly<Record<string, RouterUnderTest>>
  readonly vectors: readonly Vector[]
}

/** What a router did, in the words of the format. */
type Done = Readonly<Record<string, string>>

const nsPerS = 1_000_000_000n

/** Clock time is split so that nanoseconds stay exact integers. */
function createUnderTest(config: RouterUnderTest, nowNs: bigint): Router {
  const as = readAsTopology(config.topology)
  const key = forwardingKeyOf(config.master0_key_base64)
  if (toHex(key) !== config.hop_field_key_hex)
    throw new UserError(`router ${config.id}: hop_field_key_hex is not derived from master0_key_base64`)
  const clock = { epochS: Number(nowNs / nsPerS) }
  const bfd = /^\[router\.bfd\]\s+disable = true$/m.test(config.router_toml ?? '') ? {} : { bfd: {} }
  const router = createRouter({ as, id: config.id, key, clock, random: () => 0, scmpAuthentication: config.scmp_authentication, ...bfd })
  const { external, siblings } = router.state.links
  for (const link of [...external, ...siblings]) link.up = true
  for (const name of config.links_down ?? []) {
    const link = /^\d+$/.test(name) ? router.state.links.byIfId[Number(name)] : siblings.find(s => s.routerId === name)
    if (link === undefined || link.kind === 'internal') throw new UserError(`router ${config.id}: links_down names no link: ${name}`)
    link.up = false
  }
  return router
}

function linkOf(router: Router, where: Where): RouterLink {
  const { links } = router.state
  const found =
    where.link === 'internal'
      ? links.internal
      : where.link === 'external'
        ? links.external.find(l => l.ifId === where.ifid)
        : (links.siblings.find(s => s.routerId === where.router) ?? links.siblingAt.get(where.addr))
  if (found === undefined) throw new UserError(`router ${router.state.id} has no ${where.link} link ${where.router ?? where.ifid}`)
  return found
}

function processVector(router: Router, v: Vector, bytes: Bytes): Done {
  const link = linkOf(router, v.in)
  const session = link.kind === 'internal' ? undefined : link.session
  const before = session?.state
  const { verdict, sent } = router.process(link, v.in.addr, bytes, Number(BigInt(v.now_ns) % nsPerS))
  const done = describe(verdict, sent, link, v.in.addr)
  if (done.action !== 'bfd') return done
  const after = session?.state
  const moved = before !== after && { transition: `${sayState(before)} to state ${sayState(after)}` }
  return { ...done, accepted: String(verdict.kind === 'bfd'), ...moved }
}

const sayState = (state: BfdState | undefined): string => (state === undefined ? 'none' : bfdStateNames[state])

/** The event is what the packet says: left out, as the packet is known. */
const expectedOf = ({ out }: Vector): Readonly<Record<string, unknown>> => ({
  ...out,
  ...(out.bfd === undefined ? {} : { accepted: out.bfd.accepted, transition: out.bfd.transition?.replace(/ on event .*/, '') }),
})

const leavesBy = (link: RouterLink, addr: string): Done => ({
  link: link.kind,
  ifid: String(link.ifId),
  addr,
  ...(link.kind === 'sibling' ? { router: link.routerId } : {}),
})

function describe(verdict: Verdict, sent: Bytes | undefined, ingress: RouterLink, from: string): Done {
  const pkt = sent === undefined ? {} : { pkt: toHex(sent) }
  switch (verdict.kind) {
    case 'drop':
      // The reference counts as dropped what cannot be decoded; the session itself refuses the rest.
      return verdict.reason === 'bfdUnsupported' || verdict.reason === 'bfdImplausible' ? { action: 'bfd' } : { action: 'drop' }
    case 'bfd':
      return { action: 'bfd' }
    case 'forward':
      return { action: 'forward', ...leavesBy(verdict.link, verdict.link.remote), ...pkt }
    case 'handOver':
      return { action: 'forward', ...leavesBy(verdict.link, verdict.link.address), ...pkt }
    case 'deliver':
      return { action: 'deliver', link: 'internal', ifid: '0', addr: verdict.to, ...pkt }
    case 'answer':
      if (verdict.with === 'stun') return { action: 'stun', ...leavesBy(ingress, from), ...pkt }
      return {
        action: 'scmp',
        ...leavesBy(ingress, from),
        ...pkt,
        scmp: verdict.with === 'traceroute' ? '131/0' : scmpText(verdict.reason, sent!),
      }
  }
}

/** "type/code" or, of a parameter problem, "4/code/pointer", read from the end of the header of the answer. */
function scmpText(reason: Parameters<typeof dropRule>[0], sent: Bytes): string {
  const at = sent.length - payloadLength(sent) + (sent[4] === 201 ? 32 : 0)
  const problem = dropRule(reason).scmp!.type === 4 ? `/${getU16(sent, at + 6)}` : ''
  return `${sent[at]}/${sent[at + 1]}${problem}`
}

const recordedFields = ['action', 'link', 'ifid', 'router', 'addr', 'pkt', 'scmp', 'accepted', 'transition'] as const

function compare(expected: Readonly<Record<string, unknown>>, actual: Done, anyAddr: readonly string[] = []): Difference[] {
  const differences: Difference[] = []
  for (const field of recordedFields) {
    const want = expected[field] === undefined ? '' : String(expected[field])
    const got = actual[field] ?? ''
    if (want === got || (field === 'addr' && anyAddr.includes(got))) continue
    differences.push(...(field === 'pkt' ? comparePackets(want, got) : [{ field, expected: want, actual: got }]))
  }
  return differences
}

function comparePackets(want: string, got: string): Difference[] {
  let at = 0
  while (at < want.length && want[at] === got[at]) at++
  const byte = at >> 1
  return [
    {
      field: `pkt[${byte}]`,
      expected: want.slice(2 * byte, 2 * byte + 32) || '(end)',
      actual: got.slice(2 * byte, 2 * byte + 32) || '(end)',
    },
  ]
}

/** Where the hop fields begin that this router may handle: the current one, and the next after a crossing. */
function ownHops(b: Bytes): number[] {
  const at = pathAt(b) + (pathType(b) === pathTypes.epic ? epicLength : 0)
  const hf = currHf(b, at)
  return [hf, hf + 1].filter(i => i < numHops(b, at)).map(i => hopAt(b, at, i))
}

const hasAlert = (b: Bytes): boolean => ownHops(b).some(at => (b[at]! & 3) !== 0)

/** What we send on when an alert is not a traceroute request is what we would have sent without the alert. */
function withoutAlerts(packet: Bytes): Bytes {
  const b = packet.slice()
  for (const at of ownHops(b)) b[at]! &= ~3
  return b
}

function carriesScmpError(b: Bytes): boolean {
  const upper = findUpperLayer(b)
  return !isMalformed(upper) && upper.protocol === protocols.scmp && (b[upper.at] ?? 0) < 128
}

/** A one-hop path in a header too long for it: the reference sends it on in shambles. */
const isLongOneHop = (b: Bytes): boolean =>
  checkHeader(b) === undefined && pathType(b) === pathTypes.oneHop && headerLength(b) > pathAt(b) + oneHopLength

/**
 * Where the reference bounces or crashes (each is a `Divergence:` in the rules): a refused SVC source, an unknown egress 0, an alert ignored.
 */
function compareInstead(router: Router, v: Vector): Difference[] {
  const actual = processVector(router, v, fromHex(v.pkt)!)
  if (isLongOneHop(fromHex(v.pkt)!)) return differ('action', 'drop', actual.action)
  if (v.out.action === 'panic' || !hasAlert(fromHex(v.pkt)!)) {
    const allowed = ['4/33/0', '4/49', '4/50']
    // Where the reference dies before it sees that the packet is itself an SCMP error, silence is right.
    const fine =
      actual.action === 'scmp'
        ? allowed.some(a => actual.scmp!.startsWith(a))
        : actual.action === 'drop' && carriesScmpError(fromHex(v.pkt)!)
    return fine ? [] : [{ field: 'scmp', expected: allowed.join(' or '), actual: actual.scmp ?? actual.action! }]
  }
  const quiet = processVector(router, v, withoutAlerts(fromHex(v.pkt)!))
  return actual.action === quiet.action && actual.addr === quiet.addr
    ? []
    : [{ field: 'action', expected: quiet.action!, actual: actual.action! }]
}

function replayVector(router: Router, v: Vector): Outcome {
  const bytes = fromHex(v.pkt)
  if (bytes === undefined) throw new UserError(`vector ${v.name}: pkt is not hex`)
  const diverges = v.out.action === 'bounce' || v.out.action === 'panic' || isLongOneHop(bytes)
  const differences = diverges ? compareInstead(router, v) : compare(expectedOf(v), processVector(router, v, bytes), v.out.any_addr)
  const reason = diverges ? { reason: `the reference's ${v.out.action} is a defect: see docs/divergences.md` } : {}
  return { name: v.name, result: differences.length === 0 ? 'passed' : 'failed', differences, ...reason }
}

export const routerVectors: VectorFormat = {
  name: 'router',
  recognises: file => (file as VectorFile | null)?.format === 'scion-router-vectors/1',
  *replay(file) {
    const { routers, vectors } = file as VectorFile
    const underTest = new Map<string, Router>()
    for (const v of vectors) {
      const config = routers[v.router]
      if (config === undefined) throw new UserError(`vector ${v.name}: no router "${v.router}" in the file`)
      // BFD sessions remember: each of their packets finds a new router.
      const key = `${v.router} ${BigInt(v.now_ns) / nsPerS} ${v.out.action === 'bfd' ? v.name : ''}`
      const router = underTest.get(key) ?? createUnderTest(config, BigInt(v.now_ns))
      underTest.set(key, router)
      yield replayVector(router, v)
    }
  },
}
