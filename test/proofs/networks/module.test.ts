import { expect, test } from 'vitest'
import { networkModule } from '#proofs/networks/module.ts'
import { loadTopo } from '#topology/load.ts'

const { topology } = loadTopo(`
name: pair
note: two ASes
ASes: {"1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true}, "1-ff00:0:111": {cert_issuer: "1-ff00:0:110"}}
links: [{a: "1-ff00:0:110#7", b: "1-ff00:0:111#8", linkAtoB: CHILD}]
`)

test('interfaces know their router, their type and the other end', () => {
  expect(networkModule('Pair', topology)).toContain(
    '[as |-> "1-ff00:0:110", id |-> 7, router |-> "br1-ff00_0_110-1", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 8, farRouter |-> "br1-ff00_0_111-1"]',
  )
})

test('segments carry the SegID as the set of what was folded before', () => {
  const text = networkModule('Pair', topology)
  expect(text).toContain('[as |-> "1-ff00:0:111", in |-> 8, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {}]')
  expect(text).toMatch(/^---- MODULE Pair -+\n\(\* two ASes\n/)
})
