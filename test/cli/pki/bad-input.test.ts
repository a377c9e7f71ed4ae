/** Whatever a file holds: a message for the user or a verdict, never a crash. */
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { formatPem, parsePem } from '#crypto/pem.ts'
import { isMalformed } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import { onDay, type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
beforeAll(async () => {
  lab = await tinyLab()
})
onDay(1)

const trc = 'gen/trcs/ISD1-B1-S1.trc'
const chain = 'gen/certs/ISD1-ASff00_0_111.pem'
const ca = 'gen/certs/ISD1-ASff00_0_110.ca.crt'
const caKey = 'gen/ASff00_0_110/crypto/ca/cp-ca.key'
const voter = 'gen/ASff00_0_110/crypto/voting/regular-voting.key'

/** Each with the bad file in the place of one that it needs. */
const commands: readonly (readonly [original: string, args: (bad: string) => readonly string[]])[] = [
  [trc, bad => ['trc', 'inspect', bad]],
  [trc, bad => ['trc', 'inspect', '--predecessor', bad, lab.at(trc), '--format', 'json']],
  [trc, bad => ['trc', 'verify', lab.at(trc), '--anchor', bad]],
  [trc, bad => ['trc', 'verify', bad]],
  [trc, bad => ['trc', 'update', bad, '-k', lab.at(voter), '--out', lab.at('out'), '--force']],
  [chain, bad => ['trc', 'update', lab.at(trc), '-c', bad, '-k', lab.at(voter), '--out', lab.at('out'), '--force']],
  [voter, bad => ['trc', 'update', lab.at(trc), '-k', bad, '--out', lab.at('out'), '--force']],
  [chain, bad => ['certificate', 'inspect', bad]],
  [chain, bad => ['certificate', 'verify', bad, '--trc', lab.at(trc)]],
  [ca, bad => ['certificate', 'create', bad, lab.at('c'), lab.at('k'), '--profile', 'cp-root', '--force']],
  [ca, bad => ['certificate', 'create', '1-1', lab.at('c'), lab.at('k'), '--ca', bad, '--ca-key', lab.at(caKey), '--force']],
]

/** A byte of a DER block is another, a byte is missing, or the file is cut. */
function damage(text: string, block: number, at: number, how: number): string {
  const blocks = parsePem(text)
  if (isMalformed(blocks) || how === 0) return text.slice(0, at % text.length)
  return blocks
    .map(({ label, der }, i) => {
      if (i !== block % blocks.length) return formatPem({ label, der })
      const bytes = how === 1 ? der.filter((_, j) => j !== at % der.length) : der.slice()
      if (how > 1) bytes[at % bytes.length]! ^= how
      return formatPem({ label, der: bytes })
    })
    .join('')
}

test('damaged files: said, or judged', async () => {
  const counts = { said: 0, judged: 0 }
  const property = fc.asyncProperty(fc.nat(commands.length - 1), fc.nat(3), fc.nat(2000), fc.nat(255), async (which, block, at, how) => {
    const [original, args] = commands[which]!
    const bad = lab.put('bad', damage(lab.text(original), block, at, how))
    try {
      const { exit } = await lab.pki(...args(bad))
      expect([undefined, 1]).toContain(exit)
      counts.judged++
    } catch (error) {
      expect(error).toBeInstanceOf(UserError)
      counts.said++
    }
  })
  await fc.assert(property, { numRuns: 100 })
  expect(counts.said).toBeGreaterThan(3)
  expect(counts.judged).toBeGreaterThan(3)
})
