import { copyFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createTrustStore, trustTrc } from '#control/trust/store.ts'
import { readTrustMaterial, requireUsable } from '#emulate/config/trust.ts'
import { tiny } from '#test/cli/tools/lab.ts'
import type { Finding } from '#topology/finding.ts'
import { complaintOf } from '../complaint.ts'
import { configured, nowS } from '../network-lab.ts'

const dayS = 86_400
const network = () => configured(tiny)
const pem = (as: string): string => join('crypto', 'as', `ISD1-ASff00_0_${as}.pem`)
const key = join('crypto', 'as', 'cp-as.key')

test('TRCs, chain and key, and the CA where the AS is one', () => {
  const { folderOf } = network()
  const core = readTrustMaterial(folderOf('1-ff00:0:110'), '1-ff00:0:110', true, [])
  expect(core.trcs.map(t => t.trc.id)).toEqual([{ isd: 1, base: 1n, serial: 1n }])
  expect(core.credentials.map(c => c.chain.as.subject.isdAs)).toEqual(['1-ff00:0:110'])
  expect(core.ca?.certificate.subject.isdAs).toBe('1-ff00:0:110')
  expect(readTrustMaterial(folderOf('1-ff00:0:111'), '1-ff00:0:111', false, []).ca).toBeUndefined()
})

test('what is missing or does not match is named, with what to do', () => {
  const { folderOf } = network()
  const [folder, other] = [folderOf('1-ff00:0:111'), folderOf('1-ff00:0:112')]
  const complaint = (isCa = false) => complaintOf(() => readTrustMaterial(folder, '1-ff00:0:111', isCa, []), folder)
  expect(complaint(true)).toMatch(/^crypto\/ca: has no CA certificate of 1-ff00:0:111 \| .*mode = "disabled"/)
  copyFileSync(join(other, key), join(folder, key))
  expect(complaint()).toMatch(/^crypto\/as\/ISD1-ASff00_0_111.pem: is not for the key in crypto\/as\/cp-as.key \| put the key there/)
  writeFileSync(join(folder, key), 'x')
  expect(complaint()).toMatch(/^crypto\/as\/cp-as.key: is not a private key/)
  rmSync(join(folder, key))
  expect(complaint()).toMatch(/^crypto\/as: has no key \|/)
  copyFileSync(join(other, pem('112')), join(folder, pem('112')))
  expect(complaint()).toMatch(/^crypto\/as\/ISD1-ASff00_0_112.pem: is the chain of 1-ff00:0:112 \| this is 1-ff00:0:111/)
  for (const name of readdirSync(join(folder, 'crypto', 'as'))) rmSync(join(folder, 'crypto', 'as', name))
  expect(complaint()).toMatch(/^crypto\/as: has no certificate chain/)
  writeFileSync(join(folder, 'certs', 'ISD1-B1-S2.trc'), 'x')
  expect(complaint()).toMatch(/^certs\/ISD1-B1-S2.trc: is not a TRC/)
  renameSync(join(folder, 'certs'), join(folder, 'elsewhere'))
  expect(complaint()).toMatch(/^certs: has no TRC of ISD 1 \|/)
})

test('a chain without its key beside one that has it is only warned about', () => {
  const [mine, before] = [network(), configured(tiny, { seed: 8 })].map(n => n.folderOf('1-ff00:0:111'))
  copyFileSync(join(before!, pem('111')), join(mine!, 'crypto', 'as', 'old.pem'))
  const warnings: Finding[] = []
  expect(readTrustMaterial(mine!, '1-ff00:0:111', false, warnings).credentials).toHaveLength(1)
  expect(warnings.map(w => w.text)).toEqual(['is a chain whose key is not here: not used'])
})

test('an expired TRC or chain, and one of another network, are refused with the reason', () => {
  const { folderOf } = network()
  const folder = folderOf('1-ff00:0:111')
  const material = readTrustMaterial(folder, '1-ff00:0:111', false, [])
  const store = createTrustStore()
  trustTrc(store, material.trcs[0]!)
  const complaint = (atS: number) => complaintOf(() => requireUsable(material, material.credentials, store, atS), folder)
  expect(complaint(nowS())).toBe('no complaint')
  expect(complaint(nowS() + 4 * dayS)).toMatch(/^crypto\/as: no certificate chain is to be trusted now: the newest expired 20/)
  expect(complaint(nowS() - dayS)).toMatch(/the newest begins 20/)
  expect(complaint(nowS() + 451 * dayS)).toMatch(/^certs: ISD1-B1-S1 has expired, 20.*get its update/)
  const foreign = readTrustMaterial(configured(tiny, { seed: 8 }).folderOf('1-ff00:0:111'), '1-ff00:0:111', false, [])
  expect(complaintOf(() => requireUsable(foreign, foreign.credentials, store, nowS()))).toContain(
    'no certificate chain is to be trusted now',
  )
})
