import { placeAttacks } from '#proofs/gallery/entries/places.ts'
import { theyHold } from '../holds.ts'

theyHold(placeAttacks)
