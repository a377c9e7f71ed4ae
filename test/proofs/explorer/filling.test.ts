/** What no router has read cannot matter: two explorations, that fill it in two ways, come to the same decisions in the same order. */
import { expect, test } from 'vitest'
import { type Draft, headerStart, lengthsOf, type Pointer, writeDraft } from '#proofs/explorer/draft.ts'
import { explore } from '#proofs/explorer/explore.ts'
import { createForge } from '#proofs/explorer/forge.ts'
import { parseProperty } from '#proofs/explorer/property.ts'
import { createStepper } from '#proofs/explorer/step.ts'
import { randomFor } from '#sim/random.ts'
import { type Bytes, setU16, setU32 } from '#wire/bytes.ts'
import { firstHopAt, oneHopLength, secondHopAt } from '#wire/onehop.ts'
import { hopLength, infoLength, metaLength } from '#wire/path.ts'
import { as, worldOf } from './lab.ts'

/** Everything that is not chosen: how far segments go, hop and info fields to come and long passed, hosts, ports, flow, reserved bits, payload. */
function filledWith(random: () => number) {
  const byte = (): number => random() & 0xff
  return (draft: Draft, pointer: Pointer): Bytes => {
    const plain = writeDraft(draft, pointer)
    if (draft.oneHop) return filledOneHop(plain, byte)
    const [from, to] = [lengthsOf(draft), lengthsOf(draft)]
    for (let i = draft.lens.length; i < to.length; i++) if (to[i]! > 1) to[i]! += random() % 3
    const [infosAt, infosEnd] = [headerStart + metaLength, headerStart + metaLength + infoLength * draft.segments]
    const count = sum(to)
    const end = infosEnd + hopLength * count
    const payload = plain.subarray(infosEnd + hopLength * sum(from))
    const b = new Uint8Array(end + payload.length).map(byte)
    b.set(plain.subarray(0, infosEnd), 0)
    b.set(plain.subarray(infosEnd, infosEnd + hopLength * draft.hops.length), infosEnd)
    b.set(payload.subarray(0, 8), end)

    setU32(b, 0, random() & 0x0fff_ffff)
    b[5] = end / 4
    setU16(b, 10, random() & 0xffff)
    b[31] = 1 + (byte() & 0x7f)
    b[35] = 1 + (byte() & 0x7f)
    const [first, second = 0, third = 0] = to
    setU32(
      b,
      headerStart,
      ((pointer.inf << 30) | (pointer.hf << 24) | ((byte() & 0x3f) << 18) | (first! << 12) | (second << 6) | third) >>> 0,
    )
    // Reserved bits, and info fields that are not current: one before may be asked for the segment that the packet comes from.
    for (let i = 0; i < draft.segments; i++) {
      const at = infosAt + infoLength * i
      b[at]! |= byte() & 0xfc
      b[at + 1] = byte()
      if (i < pointer.inf - 1 || i >= draft.infos.length) for (let j = 0; j < infoLength; j++) b[at + j] = byte()
    }
    for (let i = 0; i < draft.hops.length; i++) {
      const at = infosEnd + hopLength * i
      b[at]! |= byte() & 0xfc
      if (i < pointer.hf - 1) for (let j = 0; j < hopLength; j++) b[at + j] = byte()
    }
    return b
  }
}

/** Flow, hosts, reserved bits, the second hop field and the payload. */
function filledOneHop(b: Bytes, byte: () => number): Bytes {
  const path = headerStart
  for (const at of [1, 2, 3, 10, 11, 30, 34, path + 1]) b[at] = byte()
  for (const at of [path, firstHopAt(path)]) b[at]! |= byte() & 0xfc
  for (let at = secondHopAt(path); at < path + oneHopLength; at++) b[at] = byte()
  return b
}

const sum = (lengths: readonly number[]): number => lengths.reduce((total, n) => total + n, 0)

function decisionsOf(name: string, attacker: string, leaked: readonly string[], write = writeDraft): string[] {
  const { world, known, network } = worldOf(name)
  const keys = new Set(leaked.map(text => as(network, text)))
  const said: string[] = []
  const stepper = createStepper(world, createForge(world, keys), {
    maxHops: 3,
    write,
    watch: (p, verdict) => {
      const to = verdict.kind === 'forward' ? verdict.link.ifId : verdict.kind === 'handOver' ? verdict.link.routerId : ''
      said.push(`${p.rule} ${verdict.kind} ${'reason' in verdict ? verdict.reason : to}`)
    },
  })
  const property = parseProperty('loop-free', { known, leaked: keys })
  const attackers = new Set([as(network, attacker)])
  explore({ world, stepper, property, attackers, times: [network.loop.now], maxStates: 100_000, confirm: () => false })
  return said
}

test.each([
  ['tiny', '111', ['110', '111']],
  ['shortcut', '113', []],
  ['peering', '111', ['111']],
] as const)('%s, attacker %s, leaked %o', (name, attacker, leaked) => {
  const plain = decisionsOf(name, attacker, leaked)
  expect(plain.length).toBeGreaterThan(500)
  const filled = decisionsOf(name, attacker, leaked, filledWith(randomFor(7, 'filling')))
  expect(filled.length).toBe(plain.length)
  expect(filled.findIndex((text, i) => text !== plain[i])).toBe(-1)
})
