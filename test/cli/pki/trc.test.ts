import { beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { parseCertificates } from '#crypto/chain.ts'
import { parsePem } from '#crypto/pem.ts'
import { tiny } from '../tools/lab.ts'
import { type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
const base = () => lab.at('gen/trcs/ISD1-B1-S1.trc')
beforeAll(async () => {
  lab = await tinyLab()
})

describe('inspect', () => {
  test('for people and, the same, for scripts', async () => {
    expect((await lab.pki('trc', 'inspect', base())).out).toMatch(/^ISD1-B1-S1: a base TRC\n {2}valid +2026-01-01T00:00:00Z to /)
    const json = JSON.parse((await lab.pki('trc', 'inspect', base(), '--format', 'json')).out) as {
      certificates: object[]
      signatures: object[]
    }
    expect([json.certificates.length, json.signatures.length]).toEqual([3, 2])
    expect(parse((await lab.pki('trc', 'inspect', base(), '--format', 'yaml')).out)).toEqual(json)
  })
})

describe('verify', () => {
  const other = async (): Promise<string> => {
    await lab.pki('testcrypto', tiny, '--out', lab.at('other'), '--seed', '8')
    return lab.at('other/trcs/ISD1-B1-S1.trc')
  }

  test('a base TRC by its own voters, with a note; by an anchor, without', async () => {
    const alone = await lab.pki('trc', 'verify', base())
    expect(alone).toMatchObject({ out: expect.stringMatching(/^ISD1-B1-S1 {2}base {2}verified/), exit: undefined })
    expect(alone.err).toContain('nobody but its own voters')
    for (const anchor of [base(), lab.put('voters.pem', (await lab.pki('trc', 'extract', base())).out)])
      expect(await lab.pki('trc', 'verify', '-a', anchor, base())).toMatchObject({ err: '', exit: undefined })
  })

  test('another anchor: refused with the reason, exit 1', async () => {
    const { out, exit } = await lab.pki('trc', 'verify', '--anchor', await other(), base(), '--format', 'json')
    expect(exit).toBe(1)
    expect(JSON.parse(out)).toMatchObject({
      trcs: [{ id: 'ISD1-B1-S1', verified: false, reason: expect.stringContaining('the anchor does not have') }],
    })
  })

  test('files that are no TRCs or no anchor', async () => {
    const key = lab.at('gen/ASff00_0_110/crypto/voting/regular-voting.key')
    expect(await lab.fails('trc', 'verify', key)).toMatch(/regular-voting.key: is not a TRC: .*\n {2}hint: it holds: PRIVATE KEY$/)
    expect(await lab.fails('trc', 'verify', base(), '--anchor', key)).toContain('is not a TRC, nor certificates')
    expect(await lab.fails('trc', 'verify', base(), '--anchor', lab.at('none'))).toContain('none: no such file')
  })
})

test('extract: certificates that can be read, and the payload', async () => {
  expect(parseCertificates((await lab.pki('trc', 'extract', base())).out)).toHaveLength(3)
  await lab.pki('trc', 'extract', base(), '--part', 'payload', '-o', lab.at('payload.pem'))
  expect(parsePem(lab.text('payload.pem'))).toMatchObject([{ label: 'TRC PAYLOAD' }])
  expect((await lab.pki('trc', 'inspect', lab.at('payload.pem'))).out).toContain('not signed')
})
