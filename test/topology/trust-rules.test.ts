import { expect, test } from 'vitest'
import { readTopo } from '#topology/topo.ts'
import { brokenRules } from './networks.ts'

const check = (customer: string) =>
  brokenRules(
    readTopo(`{ASes: {1-1: {core: true, issuing: true}, 1-2: {${customer}}, 2-1: {core: true, issuing: true}}, links: [
      {a: 1-1, b: 1-2, linkAtoB: CHILD}, {a: 1-1, b: 2-1, linkAtoB: CORE}]}`).topology,
  )

test.each([
  ['cert_issuer: 1-1', []],
  ['authoritative: true', ['authoritativeIsCore']],
  ['cert_issuer: 1-9', ['issuerKnown']],
  ['cert_issuer: 2-1', ['issuerKnown']],
  ['cert_issuer: 1-2', ['issuerKnown']],
  ['cert_issuer: 1-2, issuing: true', []],
])('%s', (customer, rules) => expect(check(customer)).toEqual(rules))
