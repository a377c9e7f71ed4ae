import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checks } from '#proofs/checks/table.ts'
import { clauseOf, configurationOf, findEntry, gallery } from '#proofs/gallery/gallery.ts'
import { parser } from '#router/packet.ts'
import { ruleSet } from '#router/rules.ts'
import { root } from '#test/availability.ts'
import { UserError } from '#wire/error.ts'

const guards = new Set(gallery.map(e => e.guard))

test('each attack has a name of its own, a clause, and where no rule stops it, what limits it', () => {
  expect(new Set(gallery.map(e => e.name)).size).toBe(gallery.length)
  expect(gallery.filter(e => !clauseOf(e).includes('#'))).toEqual([])
  expect(gallery.filter(e => (e.guard === undefined || e.guard === parser) && e.limits === undefined)).toEqual([])
})

/** Rules that no attack of the gallery is stopped by, and why. */
const withoutAttack: Readonly<Record<string, string>> = {
  segIdFoldedAtIngress: 'refuses nothing: without it good packets are refused',
  ingressAlertAnswered: 'refuses nothing',
  deliveredIfLocal: 'refuses what has no host to go to, after all checks of the path',
  crossOver: 'refuses nothing',
  egressAlertAnswered: 'refuses nothing',
  egressIsUp: 'tells the sender of a link that is down: nobody is protected',
  segIdFoldedAtEgress: 'refuses nothing: without it good packets are refused',
  forwardToEgress: 'refuses what has no next hop: no router could send it on',
  oneHopLengthFits: 'keeps the header from being written over what follows: without it the path would be longer, and no way further',
  oneHopAlong: 'against construction direction there is no first beacon: the hop would be judged by the wrong interface',
  oneHopForwarded: 'refuses nothing',
  oneHopCompleted: 'refuses what has no host to go to',
  epicRoleFound: 'refuses nothing',
}

test('every rule is the guard of an attack, or there is a reason', () => {
  const { bfd: _, ...arrays } = ruleSet
  const names = Object.values(arrays).flatMap(array => array.map(rule => rule.name))
  expect(names.filter(name => guards.has(name) === name in withoutAttack)).toEqual([])
})

test('the attacks of the issues of the reference are there', () => {
  const origins = gallery.map(e => e.origin?.replace('scionproto/scion#', ''))
  for (const issue of ['4148', '4497', '4524', '4531', '4541', '4482', '4080', '4241']) expect(origins).toContain(issue)
})

test('by name; a name that does not exist: the names there are', () => {
  expect(findEntry('valley-path').guard).toBe('linkPairAllowed')
  expect(() => findEntry('valley')).toThrow(UserError)
})

test('what finds it in the model leaves out its guard, and must be violated', () => {
  for (const entry of gallery) {
    const name = configurationOf(entry)
    if (name === undefined) continue
    const text = readFileSync(join(root, 'proofs/spec', `${name}.cfg`), 'utf8')
    if (entry.guard !== undefined) expect(text, entry.name).toMatch(new RegExp(`Off = \\{.*"${entry.guard}".*\\}`))
    const row = checks.find(check => check.engine === 'tlc' && check.config === name)
    if (row !== undefined) expect(row.expected, entry.name).toMatch(/^violated: /)
  }
})

/** The theorem that an operator of the specification states. */
const theoremOf: Readonly<Record<string, string>> = {
  ...{
    PathAuth: 'T1',
    PathAuthOfAll: 'T1',
    IfMatch: 'T2',
    NoFakeTransit: 'T2',
    ValleyFree: 'T4',
    Xover: 'T6',
    Crossover: 'T6',
    NoBounce: 'T8',
  },
  ...{ Peering: 'T11', SeamIsPeeringLink: 'T11', Expiry: 'T12' },
}

/** The model finds another theorem violated first. */
const secondFound: Readonly<Record<string, string>> = { 'split-pointers': 'T6', 'spurious-as': 'T1' }

test('the theorem it would break is the one that is violated there', () => {
  for (const entry of gallery) {
    const name = configurationOf(entry)
    if (name === undefined) continue
    const operator = /INVARIANTS?\s+(\w+)/.exec(readFileSync(join(root, 'proofs/spec', `${name}.cfg`), 'utf8'))![1]!
    expect(theoremOf[operator] ?? operator, entry.name).toBe(secondFound[entry.name] ?? entry.theorem)
  }
})
