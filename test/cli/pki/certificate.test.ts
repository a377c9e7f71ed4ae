import { beforeAll, expect, test } from 'vitest'
import { type PkiLab, tinyLab } from './lab.ts'

let lab: PkiLab
beforeAll(async () => {
  lab = await tinyLab()
})
const chain = () => lab.at('gen/certs/ISD1-ASff00_0_111.pem')
const trc = () => lab.at('gen/trcs/ISD1-B1-S1.trc')
const verify = (...flags: string[]) => lab.pki('certificate', 'verify', chain(), '--trc', trc(), ...flags)

test('inspect: each certificate of the file, for people and for scripts', async () => {
  const { out } = await lab.pki('certificate', 'inspect', chain())
  expect(out).toMatch(/^cp-as certificate: sound\n.*\ncp-ca certificate: sound\n/s)
  const { certificates } = JSON.parse((await lab.pki('cert', 'inspect', chain(), '--format', 'json')).out) as { certificates: object[] }
  expect(certificates).toMatchObject([{ type: 'cp-as' }, { type: 'cp-ca' }])
})

test('verify: at a time, exit 1 with the reason', async () => {
  const good = await verify('--at', '2026-01-02T00:00:00Z')
  expect(good).toMatchObject({
    out: 'gen/certs/ISD1-ASff00_0_111.pem: verified, chain of 1-ff00:0:111 with ISD1-B1-S1 at 2026-01-02T00:00:00Z\n',
    exit: undefined,
  })
  const late = await verify('--at', '2026-01-05T00:00:00Z', '--format', 'json')
  expect(late.exit).toBe(1)
  expect(JSON.parse(late.out)).toMatchObject({ verified: false, trcs: ['ISD1-B1-S1'], reason: expect.stringContaining('is expired') })
  expect((await verify('--at', '2028-01-05T00:00:00Z')).out).toContain('refused, the latest TRC is not valid at 2028-01-05T00:00:00Z')
})

test('files that are something else', async () => {
  expect(await lab.fails('certificate', 'verify', trc(), '--trc', trc())).toContain('is not certificates')
  expect(await lab.fails('certificate', 'verify', chain(), '--trc', chain())).toContain('is not a TRC')
  expect(await lab.fails('certificate', 'verify', lab.at('gen/certs/ISD1-ASff00_0_110.root.crt'), '--trc', trc())).toContain(
    'holds no certificate chain',
  )
  expect(await lab.fails('certificate', 'inspect', lab.at('gen'))).toContain('is a directory')
})
