import { timeAttacks } from '#proofs/gallery/entries/times.ts'
import { theyHold } from '../holds.ts'

theyHold(timeAttacks)
