import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatAcl } from '#control/path/acl.ts'
import { filterPaths } from '#control/path/policy.ts'
import { readPolicyFile } from '#control/path/policy-document.ts'
import { UserError } from '#wire/error.ts'

const yaml = `
# no way through ISD 3
acl: ["- 3", +]
sequence: 0* 1-ff00:0:110 0*
local_isd_ases: [1-ff00:0:111]
remote_isd_ases:
  - { isd_as: 2-0, reject: true }
  - {}
options:
  - { weight: 1, policy: {} }
  - { weight: 2, policy: { acl: ["- 1-ff00:0:120", "+"] } }
`

test('YAML, with every key', () => {
  const policy = readPolicyFile(yaml)
  expect(formatAcl(policy.acl!)).toEqual(['- 3-0#0', '+'])
  expect(policy.sequence!.text).toBe('0* 1-ff00:0:110 0*')
  expect(policy.localIsdAses).toEqual(['1-ff00:0:111'])
  expect(policy.remoteIsdAses).toEqual([
    { isd: 2, as: '0', reject: true },
    { isd: 0, as: '0', reject: false },
  ])
  expect(policy.options!.map(o => o.weight)).toEqual([2, 1])
})

test('JSON with keys in any case, null for nothing, nothing for no policy', () => {
  expect(readPolicyFile('{ "Sequence": "0 0", "acl": null }').sequence!.text).toBe('0 0')
  expect(readPolicyFile('')).toEqual({})
  expect(readPolicyFile('{}')).toEqual({})
})

const several = 'shared: { acl: ["- 2", "+"] }\nstrict: { extends: [shared], sequence: 0 0 }\n'

test('one of several policies by its name, the only one without', () => {
  expect(Object.keys(readPolicyFile(several, 'p.yml', 'strict'))).toEqual(['acl', 'sequence'])
  expect(readPolicyFile('mine: { sequence: 0 0 }').sequence!.text).toBe('0 0')
  expect(() => readPolicyFile(several, 'p.yml')).toThrow('holds 2 policies')
  expect(() => readPolicyFile(several, 'p.yml', 'other')).toThrow('there is no policy "other"')
  expect(() => readPolicyFile('sequence: 0', 'p.yml', 'other')).toThrow('one policy without a name')
})

/** [text of a file, what is said of it] */
const wrong: readonly [string, string][] = [
  ['acl: ["+ 1"]', 'p.yml:1:6: acl: the ACL has no default'],
  ['acl:\n  - "+"\n  - "- 1"', 'p.yml:2:3: acl: ACL entries after the default "+"'],
  ['acl:\n  - "+ 1-"\n  - "-"', 'p.yml:2:5: acl.0: "" is not an AS number'],
  ['acl: [null]', 'acl.0: expected a text, found nothing'],
  ['acl: x', 'expected a list'],
  ['sequence: "0 x"', 'p.yml:1:11: sequence: sequence "0 x": unexpected "x"'],
  ['sequence: [0]', 'expected a text'],
  ['local_isd_ases: [1]', 'local_isd_ases.0: "1" is not an ISD-AS'],
  ['remote_isd_ases: [{ isd: 1 }]', 'remote_isd_ases.0.isd: is not known here'],
  ['remote_isd_ases: [{ reject: 1 }]', 'expected true or false'],
  ['options: [{ weight: 1 }]', 'p.yml:1:11: options.0: the option has no policy'],
  ['options: [{ weight: heavy, policy: {} }]', 'expected an integer'],
  ['options: [{ weight: 1, policy: { extends: [a] } }]', 'only policies with a name extend others'],
  ['extends: [a]', 'only policies with a name extend others'],
  ['acl: ["+"]\nacll: []', 'p.yml:2:1: acll: is not known here'],
  ['a: { extends: [b] }\nb: { extends: [a] }', 'holds 2 policies'],
  ['a: { extends: [a] }', 'policy "a" extends itself: a > a'],
  ['- 1', 'expected a mapping'],
  [`${'{options: [{policy: '.repeat(40)}{}${'}]}'.repeat(40)}`, 'more than 16 policies inside each other'],
]

test('what is wrong is said with its place', () => {
  for (const [text, said] of wrong) {
    const error = caught(() => readPolicyFile(text, 'p.yml'))
    expect(error.text, text).toContain(said)
    expect(error.place?.file, text).toBe('p.yml')
  }
})

function caught(run: () => unknown): UserError {
  try {
    run()
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

test('any text is a policy or a UserError', () => {
  const piece = fc.constantFrom(
    'acl: ',
    'options: ',
    'policy: ',
    'extends: ',
    '[',
    ']',
    '{',
    '}',
    ', ',
    '"+"',
    'a',
    ': ',
    '0',
    '\n',
    '  ',
    '- ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), pieces => {
      try {
        expect(filterPaths(readPolicyFile(pieces.join('')), [])).toEqual([])
      } catch (error) {
        expect(error).toBeInstanceOf(UserError)
      }
    }),
  )
})
