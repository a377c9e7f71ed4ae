import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createExplainer } from '#cli/explain/explain.ts'
import { readPackets } from '#cli/explain/input.ts'
import { loadNetwork } from '#cli/explain/network.ts'
import { createProgram } from '#cli/program.ts'
import { describeWith, root, shared } from '#test/availability.ts'
import { writeAsTopology } from '#topology/json.ts'
import { toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { captureOf, master, places, routers, topology, writeLab } from './lab.ts'

const lab = writeLab()
afterAll(() => rmSync(lab.folder, { recursive: true }))
afterEach(() => {
  process.exitCode = undefined
  vi.restoreAllMocks()
})

/** What a run prints on stdout, and its exit code. */
async function explain(...args: string[]): Promise<{ readonly out: string; readonly code: number }> {
  let out = ''
  process.exitCode = undefined
  vi.spyOn(process.stdout, 'write').mockImplementation(text => {
    out += String(text)
    return true
  })
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  await (await createProgram()).parseAsync(['node', 'hopproof', 'explain', ...args])
  return { out, code: Number(process.exitCode ?? 0) }
}

const hexOf = (place: number): string => toHex(places[place]!.payload)
function forged(place: number): string {
  const bytes = places[place]!.payload.slice()
  bytes[36 + 4 + 16 + 12 + 6 + 5]! ^= 1
  return toHex(bytes)
}

test('a capture of several packets is listed with what becomes of each', async () => {
  const { out, code } = await explain(lab.capture, '--topology', lab.topo)
  expect(code).toBe(0)
  expect(out.match(/4\/4 MACs ok/g)).toHaveLength(4)
  expect(out).toContain(`handed to sibling router ${routers.out}`)
  expect((await explain(lab.capture, '--limit', '1')).out.trim().split('\n')).toHaveLength(1)
  expect((await explain(lab.capture, '--filter', 'nothing like this')).out).toBe('no packet\n')
})

test('one frame: fields, path, rules, verdict', async () => {
  const { out, code } = await explain(lab.capture, '--frame', '2', '--topology', lab.topo, '--walk')
  expect(code).toBe(0)
  for (const piece of [
    'SCMP echoRequest (128/0) id 7 seq 1',
    '1-ff00:0:111 [41]--->[1] 1-ff00:0:110 [2]--->[51] 1-ff00:0:112',
    '^ the packet is on this link',
    `comes in at interface 1 of router ${routers.in} of 1-ff00:0:110`,
    'ConsEgress   1',
    'dataplane#hopfld',
    'valid until',
    `handed to sibling router ${routers.out}`,
    'all 4 MACs right',
    'delivered to 10.0.0.2:30041',
  ])
    expect(out).toContain(piece)
})

test('hex and a .topo file are enough: the path tells the router', async () => {
  const { out, code } = await explain(hexOf(3), '--topology', lab.topo)
  expect(code).toBe(0)
  expect(out).toContain(`comes in at interface 51 of router ${routers.east}`)
  expect(out).toContain('the time the packet itself tells')
  expect(out).toContain('delivered to 10.0.0.2:30041')
})

test('a forged MAC is stopped, exit 1; in transit where the router is another, it is wrong all the same', async () => {
  const stopped = await explain(forged(1), '--topology', lab.topo)
  expect(stopped.code).toBe(1)
  expect(stopped.out).toContain(
    'refused: the hop field MAC is not ours; the sender gets SCMP parameterProblem invalidHopFieldMac (4/51), pointer 68',
  )
  expect(stopped.out).toContain('decided by macIsValid: macMismatch, #hf-mac-calc')
  const elsewhere = await explain(forged(0), '--topology', lab.topo)
  expect(elsewhere.code).toBe(1)
  expect(elsewhere.out).toContain('1 of 4 checked MACs WRONG')
})

test('an expired packet at another time; another seed has other keys', async () => {
  const late = await explain(hexOf(1), '--topology', lab.topo, '--time', '2030-01-01T00:00:00Z')
  expect(late.code).toBe(1)
  expect(late.out).toContain('the hop field has expired')
  expect((await explain(hexOf(1), '--topology', lab.topo, '--seed', '2')).code).toBe(1)
})

test('without a key it says what it cannot check, and judges the rest', async () => {
  const file = join(lab.folder, 'topology.json')
  writeFileSync(file, JSON.stringify(writeAsTopology(topology.ases[0]!)))
  const blind = await explain(hexOf(1), '--topology', file, '--at', routers.in)
  expect(blind.code).toBe(0)
  expect(blind.out).toContain('not checked: no key of 1-ff00:0:110')
  expect(blind.out).toContain('the verdict holds only if the MACs are right')
  const wrong = await explain(hexOf(1), '--topology', file, '--at', routers.in, '--key', `1-ff00:0:110=${master}`)
  expect(wrong.code).toBe(1)
  expect(wrong.out).toContain('WRONG, expected')
})

test('--at and --in choose the router and the link', async () => {
  const { out } = await explain(hexOf(1), '--topology', lab.topo, '--at', routers.in, '--in', 'internal')
  expect(out).toContain('not from the sibling router that owns the ingress interface')
  const strayed = await explain(hexOf(2), '--topology', lab.topo, '--at', routers.out, '--in', '2')
  expect(strayed.out).toContain('it did not come in by the interface its hop field names')
  expect((await explain(hexOf(2), '--topology', lab.topo, '--at', routers.out, '--in', routers.in)).code).toBe(0)
})

test('- reads stdin', () => {
  const bin = join(root, 'cli', 'hopproof.mjs')
  const { status, stdout } = spawnSync(process.execPath, [bin, 'explain', '-', '--topology', lab.topo], {
    input: hexOf(1),
    encoding: 'utf8',
  })
  expect(stdout).toContain('bytes from stdin')
  expect(status).toBe(0)
})

test('JSON is the same as data', async () => {
  const value = JSON.parse((await explain(lab.capture, '--frame', '3', '--topology', lab.topo, '--format', 'json')).out)
  expect(value).toMatchObject({
    frame: 3,
    passes: true,
    path: {
      current: 2,
      standing: 'inside',
      hops: [{ check: 'ok' }, { check: 'ok' }, { check: 'ok', isdAs: '1-ff00:0:110' }, { check: 'ok' }],
    },
    router: { decidedBy: 'forwardToEgress', before: { CurrHF: '2' }, after: { CurrHF: '3' } },
  })
  expect(value.fields.find((f: { name: string }) => f.name === 'CurrHF')).toMatchObject({
    layer: 'path.meta',
    byte: 36,
    bit: 2,
    width: 6,
    value: 2,
  })
  const list = JSON.parse((await explain(lab.capture, '--format', 'json')).out)
  expect(list).toMatchObject({ left: 0, others: 0, failed: 0, packets: [{ frame: 1, outcome: null }, {}, {}, {}] })
})

test.each([
  [['nosuch'], '"nosuch" is neither a file nor hex'],
  [['00'.repeat(20), '--at', 'br1'], '--at: no router "br1"'],
  [['00'.repeat(20), '--in', '3'], '--in needs --at'],
  [[lab.capture, '--frame', '99'], 'has 4 frames, no frame 99'],
  [['00', '--topology', join(lab.folder, 'none.topo')], 'no such file'],
  [[lab.topo], 'is text, but not hex'],
  [['00', '--topology', lab.topo, '--at', routers.in, '--in', '9'], 'has no link "9"'],
])('bad input %j', async (args, message) => {
  await expect(explain(...args)).rejects.toThrow(expect.objectContaining({ message: expect.stringContaining(message), name: 'UserError' }))
})

test.each(['--frame=0', '--time=yesterday', '--limit=x', '--seed=1.5'])('bad option %s', async option => {
  await expect(explain('00', option)).rejects.toMatchObject({ code: 'commander.invalidArgument' })
})

test('any bytes as a capture or a packet: explained, or a UserError', () => {
  const explainer = createExplainer(loadNetwork({ topologies: [lab.topo], keys: [], seed: 1 }), { walk: true })
  const file = join(lab.folder, 'noise')
  const capture = captureOf(places)
  const edits = fc.array(fc.tuple(fc.nat(capture.length - 1), fc.nat(255)), { maxLength: 20 })
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ minLength: 1, maxLength: 200 }),
        edits.map(es => spoil(capture, es)),
      ),
      bytes => {
        writeFileSync(file, bytes)
        try {
          for (const packet of readPackets(file).packets) explainer.explain(packet)
        } catch (error) {
          if (!(error instanceof UserError)) throw error
        }
      },
    ),
    { numRuns: 100 },
  )
})

function spoil(bytes: Uint8Array, edits: readonly (readonly [number, number])[]): Uint8Array {
  const out = bytes.slice()
  for (const [at, value] of edits) out[at] = value
  return out
}

describeWith([shared('captures/tiny4')], 'the capture of a real network', folder => {
  const capture = join(folder, 'tiny4.pcap')
  const known = loadNetwork({ topologies: [folder], keys: [], seed: 1 })
  const { packets, others } = readPackets(capture)
  const explainer = createExplainer(known, {})
  const seen = packets.map(packet => explainer.explain(packet))

  test('every packet is explained, every MAC of every hop is right, no rule stops one', () => {
    expect({ packets: seen.length, others }).toEqual({ packets: 1398, others: 0 })
    expect(seen.every(e => e.passes && e.malformed === undefined)).toBe(true)
    const checks = seen.flatMap(e => e.path?.hops.map(hop => hop.check) ?? [])
    expect(checks.filter(check => check !== 'ok' && check !== 'absent')).toEqual([])
    expect(checks.length).toBeGreaterThan(2000)
    expect(seen.flatMap(e => e.checks).filter(c => c.result === 'wrong')).toEqual([])
    const named = seen.every((e, i) => e.fields.reduce((bits, f) => bits + f.width, 0) === packets[i]!.bytes.length * 8)
    expect(named).toBe(true)
  })

  test('what a router sends is what the capture holds next', () => {
    const later = new Set(packets.map(p => toHex(p.bytes)))
    const forwarded = seen.filter(e => e.router?.verdict.startsWith('forwarded'))
    const found = forwarded.filter(e => later.has(e.router!.sent))
    expect(forwarded.length).toBeGreaterThan(300)
    expect(found.length / forwarded.length).toBeGreaterThan(0.99)
  })

  test('one flipped bit of a key, and the MACs of that AS are wrong', () => {
    const spoilt = { ...known, keyOf: (isdAs: `${number}-${string}`) => spoilKey(known.keyOf(isdAs)!, isdAs === '1-ff00:0:110') }
    const other = createExplainer(spoilt, {})
    const pings = packets.filter(p => p.bytes.length > 130).map(packet => other.explain(packet))
    const hops = pings.flatMap(e => e.path?.hops ?? []).filter(hop => hop.check !== 'absent')
    expect(hops.length).toBeGreaterThan(300)
    expect(hops.every(hop => (hop.isdAs === '1-ff00:0:110') === (hop.check === 'wrong'))).toBe(true)
  })
})

function spoilKey(key: Uint8Array, spoilt: boolean): Uint8Array {
  const out = key.slice()
  if (spoilt) out[3]! ^= 1
  return out
}
