import { expect, test } from 'vitest'
import { createAuthority } from '#control/trust/authority.ts'
import { softwareEcdsa } from '#crypto/ecdsa.ts'
import { cryptoTree } from '#emulate/config/crypto-tree.ts'
import { seedBytes } from '#sim/random.ts'

test('files lie where scion-pki testcrypto lays them, and the topology generator the rest', () => {
  const roles = { core: true, voting: true, authoritative: true, issuing: true }
  const authority = createAuthority({
    ases: [
      { isdAs: '1-ff00:0:110', ...roles },
      { isdAs: '1-64512', core: false, voting: false, authoritative: false, issuing: false },
    ],
    seed: name => seedBytes(1, name),
    ecdsa: softwareEcdsa,
    notBeforeS: 1_700_000_000,
  })
  const files = cryptoTree(authority, { isdFolders: false, masterSecret: () => new Uint8Array(16) })
  expect(files.map(f => f.path).sort()).toEqual(
    [
      ['trcs', 'ISD1/trcs', 'ASff00_0_110/certs', 'AS64512/certs'].map(at => `${at}/ISD1-B1-S1.trc`),
      ['root.crt', 'ca.crt', 'sensitive.crt', 'regular.crt', 'pem'].map(name => `certs/ISD1-ASff00_0_110.${name}`),
      ['ISD1-ASff00_0_110.root.crt', 'cp-root.key', 'cp-root.tmpl', 'ISD1-ASff00_0_110.ca.crt', 'cp-ca.key', 'cp-ca.tmpl'].map(
        name => `ASff00_0_110/crypto/ca/${name}`,
      ),
      ['ISD1-ASff00_0_110.sensitive.crt', 'sensitive-voting.key', 'sensitive.tmpl'].map(name => `ASff00_0_110/crypto/voting/${name}`),
      ['ISD1-ASff00_0_110.regular.crt', 'regular-voting.key', 'regular.tmpl'].map(name => `ASff00_0_110/crypto/voting/${name}`),
      ['ISD1-ASff00_0_110.pem', 'cp-as.key', 'cp-as.tmpl'].map(name => `ASff00_0_110/crypto/as/${name}`),
      ['ISD1-AS64512.pem', 'cp-as.key', 'cp-as.tmpl'].map(name => `AS64512/crypto/as/${name}`),
      ['ASff00_0_110', 'AS64512'].flatMap(as => [`${as}/keys/master0.key`, `${as}/keys/master1.key`]),
      'certs/ISD1-AS64512.pem',
    ]
      .flat()
      .sort(),
  )
  expect(files.filter(f => f.secret).every(f => f.path.endsWith('.key'))).toBe(true)
  const template = files.find(f => f.path === 'AS64512/crypto/as/cp-as.tmpl')!
  expect(JSON.parse(template.text)).toEqual({ isd_as: '1-64512', common_name: '1-64512 AS Certificate' })
})
