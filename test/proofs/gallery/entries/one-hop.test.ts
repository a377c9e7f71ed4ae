import { oneHopAttacks } from '#proofs/gallery/entries/one-hop.ts'
import { theyHold } from '../holds.ts'

theyHold(oneHopAttacks)
