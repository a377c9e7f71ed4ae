import { byteAttacks } from '#proofs/gallery/entries/bytes.ts'
import { theyHold } from '../holds.ts'

theyHold(byteAttacks)
