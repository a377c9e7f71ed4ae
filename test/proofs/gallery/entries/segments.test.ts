import { segmentAttacks } from '#proofs/gallery/entries/segments.ts'
import { theyHold } from '../holds.ts'

theyHold(segmentAttacks)
