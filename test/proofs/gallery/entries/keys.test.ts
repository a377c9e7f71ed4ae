import { keyAttacks } from '#proofs/gallery/entries/keys.ts'
import { theyHold } from '../holds.ts'

theyHold(keyAttacks)
