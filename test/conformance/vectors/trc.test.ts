import { describe, expect, test } from 'vitest'
import { trcVectors } from '#conformance/vectors/trc.ts'
import { formatCertificates } from '#crypto/chain.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { toBase64 } from '#crypto/pem.ts'
import { signTrc, updateOf } from '#crypto/sign-trc.ts'
import { hold, makeIsd, signing, startS } from '#test/crypto/isd.ts'
import { failuresOf, unnoticedMembers } from './own.ts'
import { recordingPasses } from './replay.ts'

recordingPasses(trcVectors, 'vectors/control/trc.json', 121)

const isd = makeIsd(1)
const renewed = hold('regular-voting', '1-ff00:0:110', { generation: 2 })
const certificates = isd.content.certificates.map((c, i) => (i === 3 ? renewed.certificate : c))
const update = signTrc(
  updateOf(isd.base.trc, [3, 4], { certificates }),
  [isd.regular[0]!, isd.regular[1]!, renewed].map(signing),
  softwareEcdsa,
)
const certificateCase = {
  name: 'as',
  pem: formatCertificates([isd.as.certificate]),
  type: 'cp-as',
  error: '',
  subject_isd_as: '1-ff00:0:111',
}
const chainCase = {
  name: 'ok',
  pem: formatCertificates([isd.as.certificate, isd.ca.certificate]),
  trc: 'base',
  time: startS,
  validate_error: '',
  verify_error: '',
}
const updateFields = {
  type: 'regular',
  new_voters: ['1-ff00:0:110 regular-voting'],
  votes: ['1-ff00:0:110 regular-voting', '1-ff00:0:120 regular-voting'],
  root_acknowledgments: [] as string[],
}
const trcFields = {
  version: 1,
  id: 'ISD1-B1-S2',
  serial: '2',
  is_base: false,
  not_before: startS,
  votes: [3, 4],
  quorum: 2,
  core_ases: ['ff00:0:110', 'ff00:0:120', 'ff00:0:130'],
}
const updateCase = {
  id: 'update',
  der_b64: toBase64(update.der),
  predecessor: 'base' as string | null,
  decode_ok: true,
  verify_ok: true,
  trc: trcFields as Record<string, unknown>,
  update: updateFields as typeof updateFields | undefined,
}
const file = {
  trcs: [{ id: 'base', der_b64: toBase64(isd.base.der), predecessor: null as string | null, decode_ok: true, verify_ok: true }, updateCase],
  certs: [certificateCase],
  chains: [chainCase],
}
const failsWith = (change: Partial<typeof updateCase>) =>
  failuresOf(trcVectors, { ...file, trcs: [file.trcs[0]!, { ...updateCase, ...change }] }).length > 0

test('a file of our own passes, one outcome an element', () => {
  expect(trcVectors.recognises(file)).toBe(true)
  expect([...trcVectors.replay(file)].map(o => `${o.name} ${o.result}`)).toEqual(
    ['trcs/base', 'trcs/update', 'certs/as', 'chains/ok'].map(name => `${name} passed`),
  )
})

describe('a changed recording fails', () => {
  test('in any member of a TRC, a certificate, a chain', () => {
    expect(unnoticedMembers(trcVectors, file, 'trcs')).toEqual([])
    expect(unnoticedMembers(trcVectors, file, 'certs')).toEqual(['name'])
    // A second later the chain is as valid.
    expect(unnoticedMembers(trcVectors, file, 'chains')).toEqual(['name', 'time'])
  })

  test('in any field of a TRC', () => {
    for (const name of Object.keys(trcFields)) expect(failsWith({ trc: { ...trcFields, [name]: 'other' } }), name).toBe(true)
    expect(failsWith({ trc: { ...trcFields, core_ases: trcFields.core_ases.slice(1) } })).toBe(true)
    expect(failsWith({ trc: { ...trcFields, core_ases: trcFields.core_ases.slice(0, 2) } })).toBe(true)
  })

  test('in what kind of update it is, and whose', () => {
    for (const name of Object.keys(updateFields)) expect(failsWith({ update: { ...updateFields, [name]: ['x'] } }), name).toBe(true)
    expect(failsWith({ update: undefined })).toBe(true)
    expect(failsWith({ predecessor: null })).toBe(true)
  })
})

test('where the reference panics we must refuse', () => {
  const { verify_ok: _, ...panicking } = updateCase
  expect(failuresOf(trcVectors, { ...file, trcs: [file.trcs[0]!, panicking as typeof updateCase] })).toHaveLength(1)
})
