/**
 * The cover of T1 as real UDP packets: each is sent to the router of its step, by the socket of the neighbour, sibling or host it comes from, in a
 * network of namespaces. What the routers write down of their decisions is what the model says.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { startEmulation } from '#emulate/net/emulation.ts'
import { watchEvidence } from '#emulate/net/evidence.ts'
import { forNamespaces } from '#emulate/net/readdress.ts'
import { waitUntilSettled } from '#emulate/net/settling.ts'
import { readGoldens } from '#proofs/checks/golden.ts'
import { networkOf } from '#proofs/checks/replay.ts'
import type { ModelStep } from '#proofs/model/step.ts'
import { packetBytes } from '#proofs/replay/concrete.ts'
import type { ReplayNetwork } from '#proofs/replay/network.ts'
import { createSymbols } from '#proofs/replay/symbols.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { describeWith, type Need } from '#test/availability.ts'
import { namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'
import { findProgram } from '#test/provision.ts'
import { findAs, interfacesOf } from '#topology/model.ts'
import { append } from '#topology/network.ts'
import type { UnderlayAddress } from '#wire/actor.ts'
import { type Bytes, toHex } from '#wire/bytes.ts'
import { headerLength } from '#wire/header.ts'
import { parseUnderlay } from '#wire/underlay-address.ts'

/** half seconds: when the packets of T1 arrive, EPIC's and late ones apart, which no clock of ours can hit */
const modelNow = 2000
const seed = 1

interface Shot {
  readonly step: ModelStep
  /** in whose namespace it is sent */
  readonly node: string
  readonly from: UnderlayAddress
  readonly to: UnderlayAddress
  readonly bytes: Bytes
  readonly left: Bytes
}

const headerHex = (b: Bytes): string => toHex(b.subarray(0, headerLength(b)))

function shotOf({ topology }: ReplayNetwork, step: ModelStep, write: (step: ModelStep, left: boolean) => Bytes): Shot {
  const { as: isdAs, router: id, in: ingress, from } = step.arrival
  const as = findAs(topology, isdAs)!
  const router = as.routers.find(r => r.id === id)!
  const sent = { step, bytes: write(step, false), left: write(step, true) }
  if (ingress === 0) {
    const sibling = as.routers.find(r => r.id === from)
    const service = as.controlServices[0]!
    const source = sibling?.internalAddress ?? service.address.replace(/\d+$/, '40001')
    return { ...sent, node: sibling?.id ?? service.id, from: source, to: router.internalAddress }
  }
  const link = router.interfaces.find(i => i.ifId === ingress)!
  const far = [...interfacesOf(findAs(topology, link.neighbor)!)].find(i => i.interface.ifId === link.neighborIfId)!
  return { ...sent, node: far.router.id, from: link.remote, to: link.local }
}

/** Lines "source-port address port hex": the kernel writes the IP header, another process has the port. */
const sender = `
import socket, struct, sys, time
out = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_UDP)
for line in sys.stdin:
    source, port, ip, to, data = line.split()
    payload = bytes.fromhex(data)
    out.bind((source, 0))
    out.sendto(struct.pack('!HHHH', int(port), int(to), 8 + len(payload), 0) + payload, (ip, 0))
    time.sleep(0.002)
`

function shoot(shots: readonly Shot[], inside: (node: string) => readonly string[]): void {
  const byNode = new Map<string, Shot[]>()
  for (const shot of shots) append(byNode, shot.node, shot)
  for (const [node, own] of byNode) {
    const input = own.map(({ from, to, bytes }) => {
      const [source, target] = [parseUnderlay(from), parseUnderlay(to)]
      return `${source.ip} ${source.port} ${target.ip} ${target.port} ${toHex(bytes)}\n`
    })
    const [command, ...words] = [...inside(node), 'python3', '-c', sender]
    const { status, stderr } = spawnSync(command!, words, { input: input.join(''), timeout: 60_000 })
    expect(status, String(stderr)).toBe(0)
  }
}

const arrivedAs = (router: string, ingress: number, from: string, before: string): string => `${router} ${ingress} ${from} ${before}`
const nameOf = ({ step, from, bytes }: Shot): string => arrivedAs(step.arrival.router, step.arrival.in, from, headerHex(bytes))

const python: Need = { what: 'python3', path: findProgram('python3'), why: 'not on PATH', how: 'apt-get install python3', obtainable: true }

/** What the model says, in the words of the evidence. */
function expectedOf({ step: { outcome }, left }: Shot): object {
  const { verdict, rule, reason, egress, scmpType, scmpCode } = outcome
  return {
    verdict,
    rule,
    ...(reason !== '' && { reason }),
    ...(verdict === 'forward' && { egress }),
    ...(verdict === 'answer' ? { scmp: expect.stringMatching(`^${scmpType}/${scmpCode}\\b`) } : { after: headerHex(left) }),
  }
}

describeWith([namespaces, python], 'packets of the model, sent to real routers', () => {
  test('more than 300, each decided as the model says', async () => {
    const named = networkOf({ network: 'T1', name: 'T1' })
    const topology = forNamespaces(named.topology)
    const network = { ...named, topology }
    const symbols = createSymbols(network, seed, Math.floor(Date.now() / 1000) - modelNow / 2)
    const steps = readGoldens()
      .get('T1')!
      .steps.map(s => s.step)
      .filter(s => s.arrival.now === modelNow && s.packet.kind === 'scion')
    const write = (step: ModelStep, left: boolean): Bytes =>
      packetBytes(left ? step.outcome.packet : step.packet, { symbols, hvfOf: network.hvfOf, now: modelNow, placed: [] })
    const shots = steps.map(step => shotOf(network, step, write))
    expect(new Set(shots.map(nameOf)).size).toBeGreaterThanOrEqual(300)

    const folder = join(temporaryFolder(), 'network')
    const e = await startEmulation({ kind: 'netns', topology, seed, folder, evidence: true, note: () => {} })
    onTestFinished(() => e.end())
    await waitUntilSettled(e, { steps: [], warmupNs: 60e9 })
    const evidence = watchEvidence(
      e.folder,
      topology.ases.flatMap(as => as.routers.map(r => r.id)),
    )
    shoot(shots, node => e.net.fabric.inside(node))
    const seen = (): Map<string, TraceEvent> =>
      new Map(evidence.events().map(event => [arrivedAs(event.router, event.in, event.from, event.before), event]))
    for (let waited = 0; waited < 100 && !shots.every(shot => seen().has(nameOf(shot))); waited++) await setTimeout(100)
    const decided = seen()
    for (const shot of shots) expect(decided.get(nameOf(shot)), nameOf(shot)).toMatchObject(expectedOf(shot))
  })
})
