import { expect, test } from 'vitest'
import { explainFailure } from '#cli/failure.ts'
import type { AttackReport } from '#sim/attack.ts'
import { attackKinds } from '#sim/attackers.ts'
import { diamond, hopproof, type Ran, tiny } from '../tools/lab.ts'

/** With what `main.ts` makes of an error. */
async function attack(...args: readonly string[]): Promise<Ran> {
  try {
    return await hopproof('attack', ...args)
  } catch (error) {
    const { text, exitCode } = explainFailure(error, false)
    return { out: '', err: text, exit: exitCode }
  }
}

async function reported(...args: readonly string[]): Promise<AttackReport> {
  return JSON.parse((await attack(...args, '--format', 'json')).out) as AttackReport
}

test('the way of the packet, who refuses it, by which rule and clause; exit 0', async () => {
  const { out, err, exit } = await attack(tiny, 'forgedMac', 'alice', 'bob', '--hop', '2')
  expect(out.replaceAll(/(?<= {2})[\da-f]{4}(?= )/g, 'XXXX')).toBe(`forgedMac: a hop field whose MAC is guessed

1 packet, on the way of the first:
  router            in      out    hop field          SegID before  after  MAC    rules                     verdict
  1-ff00:0:111 br1  inside  if 41  0 (41,0)           XXXX          XXXX   ok     22 ok                     forward
  1-ff00:0:110 br1  if 1    if 1   1 (0,1) > 2 (0,2)  XXXX                 WRONG  14 ok, crossedMacIsValid  answer: macMismatch (SCMP 4/51/80)

  refused by        rule               why                            clause        SCMP
  1-ff00:0:110 br1  crossedMacIsValid  the hop field MAC is not ours  #hf-mac-calc  4/51/80

1 packet: 1 refused, 0 delivered, 0 lost
`)
  expect({ err, exit }).toEqual({ err: '', exit: undefined })
})

test('what gets through: exit 1', async () => {
  const { out, exit } = await attack(tiny, 'inject', 'alice', 'bob', '--packets', '3')
  expect(out).toContain('3 packets, on the way of the first:')
  expect(out).toContain('nobody: it was delivered')
  expect(out).toMatch(/\n3 packets: 0 refused, 3 delivered, 0 lost\n$/)
  expect(exit).toBe(1)
})

/** What becomes of each kind, in the smallest network that has it. */
const outcomes: readonly (readonly [args: string, rule: string, exit: number | undefined])[] = [
  ['forgedMac alice bob', 'crossedMacIsValid', undefined],
  ['forgedMac alice bob --hop 1-ff00:0:112', 'macIsValid', undefined],
  ['expiredHop alice bob', 'hopNotExpired', undefined],
  ['splice alice bob', 'macIsValid', undefined],
  ['leakedKey alice bob --of 1-ff00:0:110', 'deliveredIfLocal', 1],
  ['inject alice bob --claims 1-ff00:0:999', 'isdAsPlausible', undefined],
  ['inject alice server --overheard bob', 'macIsValid', undefined],
  ['inject alice bob', 'deliveredIfLocal', 1],
  ['rewrite --link 1-ff00:0:110#1 --field path.hop[current].MAC --value 0x112233445566', 'macIsValid', undefined],
  ['rewrite --link 1-ff00:0:110#1 --field path.hop[current].ExpTime --value 255', 'macIsValid', undefined],
  ['rewrite --link 1-ff00:0:110#1 --field common.FlowID --value 7', 'deliveredIfLocal', 1],
  ['replay --link 1-ff00:0:110#1', 'deliveredIfLocal', 1],
]

test('every kind has an outcome here, but that of scenarios', () => {
  const { packet: _, ...kinds } = attackKinds
  expect(new Set(outcomes.map(([args]) => args.split(' ')[0]))).toEqual(new Set(Object.keys(kinds)))
})

for (const [args, rule, code] of outcomes)
  test(`${args}: ${rule}`, async () => {
    const { out, exit } = await attack(tiny, ...args.split(' '), '--format', 'json')
    const { packets, fates } = JSON.parse(out) as AttackReport
    expect({ packets, rules: fates.map(f => f.rule), exit }).toEqual({ packets: 1, rules: [rule], exit: code })
  })

test('a rewritten field is the one asked for: hex digits after 0x, else a number', async () => {
  const mac = async (value: string): Promise<string> => {
    const report = await reported(tiny, 'rewrite', '--link', '1-ff00:0:110#1', '--field', 'path.hop[1].MAC', '--value', value)
    return report.fates[0]!.events[0]!.before.slice(-12)
  }
  expect(await mac('0x112233445566')).toBe('112233445566')
  expect(await mac('abcdefabcdef')).toBe('abcdefabcdef')
  expect(await mac('1')).toBe('000000000001')
})

test('which path, which hop, how many packets, which seed', async () => {
  const of = (report: AttackReport): string => report.fates[0]!.as!
  expect(of(await reported(diamond, 'forgedMac', 'alice', 'server', '--path', '0', '--hop', '1'))).not.toBe(
    of(await reported(diamond, 'forgedMac', 'alice', 'server', '--path', '1', '--hop', '1')),
  )
  expect(of(await reported(tiny, 'forgedMac', 'alice', 'bob', '--hop', '0'))).toBe('1-ff00:0:111')
  expect(await reported(tiny, 'forgedMac', 'alice', 'bob', '--packets', '20')).toMatchObject({ packets: 20, refused: 20 })
  const keyed = async (seed: string): Promise<string> =>
    (await reported(tiny, 'forgedMac', 'alice', 'bob', '--seed', seed)).fates[0]!.events[0]!.before
  expect(await keyed('2')).not.toBe(await keyed('3'))
  expect(await keyed('2')).toBe(await keyed('2'))
})

test('JSON and YAML say the same as the text', async () => {
  const report = await reported(tiny, 'expiredHop', 'alice', 'bob')
  expect(report).toMatchObject({ kind: 'expiredHop', packets: 1, refused: 1, delivered: 0, lost: 0 })
  expect(report.fates).toEqual([
    expect.objectContaining({ end: 'refused', rule: 'hopNotExpired', reason: 'hopExpired', clause: '#process-router-ingress', packets: 1 }),
  ])
  expect((await attack(tiny, 'expiredHop', 'alice', 'bob', '--format', 'yaml')).out).toMatch(/^kind: expiredHop\n/)
})

const link = ['--link', '1-ff00:0:110#1'] as const
/** Exit code 2, and the words that help. */
const mistakes: readonly (readonly [args: readonly string[], text: RegExp])[] = [
  [['none.topo', 'forgedMac', 'alice', 'bob'], /none\.topo: no such file\n {2}hint: /],
  [[tiny, 'magic', 'alice', 'bob'], /unknown attack "magic"\n {2}hint: one of: forgedMac, .*replay/],
  [[tiny, 'forgedMac', 'alice'], /forgedMac needs TO\n {2}hint: forgedMac: a hop field/],
  [[tiny, 'forgedMac', 'alice', 'nobody'], /there is no host "nobody"\n {2}hint: known: /],
  [[tiny, 'forgedMac', 'alice', 'alice'], /no path/],
  [[tiny, 'forgedMac', 'alice', 'bob', '--path', '7'], /there is no path 7\n {2}hint: there are 1/],
  [[tiny, 'forgedMac', 'alice', 'bob', '--hop', '9'], /the path has no hop field 9\n {2}hint: it has 4, from 0/],
  [[tiny, 'forgedMac', 'alice', 'bob', '--hop', '1-ff00:0:9'], /the path has no hop field 1-ff00:0:9\n {2}hint: /],
  [[tiny, 'forgedMac', 'alice', 'bob', '--of', '1-ff00:0:110'], /forgedMac takes no --of\n {2}hint: .* FROM, TO, --path, --hop$/],
  [[tiny, 'leakedKey', 'alice', 'bob'], /leakedKey needs --of\n {2}hint: /],
  [[tiny, 'leakedKey', 'alice', 'bob', '--of', 'x'], /"x" is not an ISD-AS\n {2}hint: /],
  [[tiny, 'inject', 'alice', 'bob', '--claims', '1-1', '--claims', 'x'], /"x" is not an ISD-AS\n {2}hint: /],
  [[tiny, 'replay'], /replay needs --link\n {2}hint: /],
  [[tiny, 'replay', 'alice', 'bob', ...link], /replay takes no FROM\n {2}hint: /],
  [[tiny, 'replay', '--link', '1-ff00:0:110#9'], /no link ends at 1-ff00:0:110#9\n {2}hint: /],
  [[tiny, 'rewrite', ...link, '--field', 'path.hop[0].MAC'], /rewrite needs --value\n {2}hint: /],
  [[tiny, 'rewrite', ...link, '--field', 'nothing', '--value', '1'], /"nothing" is no field\n {2}hint: /],
  [[tiny, 'rewrite', ...link, '--field', 'path.hop[0].MAC', '--value', 'xyz'], /"xyz" is not hex/],
  [[tiny, 'rewrite', ...link, '--field', 'path.hop[40].MAC', '--value', '1'], /no packet to attack came by\n {2}hint: /],
]

for (const [args, text] of mistakes)
  test(`a mistake: ${args.slice(1).join(' ')}`, async () => {
    const { out, err, exit } = await attack(...args)
    expect(err).toMatch(text)
    expect({ out, exit }).toEqual({ out: '', exit: 2 })
  })

test('numbers out of their range, unknown flags and words too many are no usage', async () => {
  const honest = [tiny, 'forgedMac', 'alice', 'bob'] as const
  const wrong = [
    '--packets 0',
    '--packets 1000001',
    '--packets x',
    '--seed -1',
    '--path 1.5',
    '--hop 64',
    '--format xml',
    '--nope',
    'carol',
  ]
  for (const more of wrong) expect(await attack(...honest, ...more.split(' ')), more).toEqual({ out: '', err: '', exit: 2 })
  expect((await attack(tiny)).exit).toBe(2)
})
