import { beforeAll, describe, expect, test } from 'vitest'
import { formatPem } from '#crypto/pem.ts'
import { readCertificate, readCertificates, readChain, readKey, readKeyOf, readTrc, readTrcOrPayload } from '#emulate/files/trust-files.ts'
import { UserError } from '#wire/error.ts'
import { type PkiLab, tinyLab } from '../../cli/pki/lab.ts'

let lab: PkiLab
beforeAll(async () => {
  lab = await tinyLab()
})

const trc = () => lab.at('gen/trcs/ISD1-B1-S1.trc')
const chain = () => lab.at('gen/certs/ISD1-ASff00_0_111.pem')
const key = () => lab.at('gen/ASff00_0_111/crypto/as/cp-as.key')

test('what testcrypto writes is read', () => {
  expect(readTrc(trc()).signers).toHaveLength(2)
  expect(readChain(chain()).ca.subject.isdAs).toBe('1-ff00:0:110')
  expect(readCertificates(chain())).toHaveLength(2)
  expect(readKeyOf(readChain(chain()).as, key())).toEqual(readKey(key()))
})

test('a TRC in DER, and a payload in either form', () => {
  const signed = readTrc(trc())
  expect(readTrc(lab.put('der.trc', signed.der)).trc.id).toEqual(signed.trc.id)
  for (const content of [signed.trc.der, formatPem({ label: 'TRC PAYLOAD', der: signed.trc.der })])
    expect(readTrcOrPayload(lab.put('payload', content))).toMatchObject({ trc: { id: signed.trc.id }, signers: [] })
  expect(readTrcOrPayload(trc()).signers).toHaveLength(2)
})

describe('foreign files are named by what they hold', () => {
  const readers = { readTrc, readTrcOrPayload, readCertificate, readCertificates, readChain, readKey }
  const fault = (read: (file: string) => unknown, file: string): string => {
    try {
      read(file)
    } catch (error) {
      if (error instanceof UserError) return error.text
      throw error
    }
    return 'read'
  }

  test.each(Object.entries(readers))('%s', (name, read) => {
    const garbage = lab.put(
      'garbage',
      Uint8Array.from({ length: 300 }, (_, i) => (i * 73) & 0xff),
    )
    const empty = lab.put('empty', '')
    const cut = lab.put('cut', lab.text('gen/trcs/ISD1-B1-S1.trc').slice(0, 500))
    for (const file of [garbage, empty]) expect(fault(read, file)).toContain('it holds no PEM block')
    expect(fault(read, cut)).toContain('without its end')
    expect(fault(read, lab.at('none'))).toContain('no such file')
    if (name !== 'readKey') expect(fault(read, key())).toContain('it holds: PRIVATE KEY')
    if (!name.startsWith('readTrc')) expect(fault(read, trc())).toContain('it holds: TRC')
  })

  test('a chain is no certificate, a certificate no chain, and a key belongs to one certificate', () => {
    expect(fault(readCertificate, chain())).toContain('holds 2 certificates')
    expect(fault(readChain, lab.at('gen/certs/ISD1-ASff00_0_110.ca.crt'))).toContain('1 certificates, a chain has two')
    expect(fault(file => readKeyOf(readChain(chain()).ca, file), key())).toContain('is not the key of "1-ff00:0:110 Secure CA Certificate"')
  })
})
