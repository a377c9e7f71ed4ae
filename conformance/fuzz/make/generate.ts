/** Packet `index` of a seed, whatever came before it. */
import { below, pickFrom, randomFromSeed } from '#topology/random.ts'
import type { Random } from '#wire/actor.ts'
import { toHex } from '#wire/bytes.ts'
import { protocols } from '#wire/header.ts'
import { buildBindingRequest } from '#wire/stun.ts'
import { type Door, doorsOfKind, type Site } from '../site.ts'
import { chooseMutation } from './choose/mutation.ts'
import { choosePacket } from './choose/packet.ts'
import { rarely } from './choose/path.ts'
import { identities, transactionOf } from './identity.ts'
import type { Mutation } from './mutation.ts'
import type { NoisePlan, Recipe } from './recipe.ts'

export interface Generated {
  readonly site: Site
  readonly recipe: Recipe
}

/** Neighbouring seeds and indices shall share nothing. */
const mix = (seed: number, index: number): number => {
  let h = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(index + 1, 0xc2b2_ae35)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b_3c6d)
  return h ^ (h >>> 13)
}

export function generate(sites: readonly Site[], seed: number, index: number): Generated {
  const random = randomFromSeed(mix(seed, index))
  const site = pickFrom(random, sites)
  const identity = index % identities
  if (rarely(random, 40)) return { site, recipe: noise(random, site, identity) }
  const { door, packet } = choosePacket(random, site)
  const from = rarely(random, 25) ? pickFrom(random, site.doors) : door
  return { site, recipe: { door: site.doors.indexOf(from), identity, packet, mutations: chooseMutations(random, site) } }
}

/** None, one, two or three; made good again afterwards half of the time, so that what comes behind the MAC is reached. */
function chooseMutations(random: Random, site: Site): Mutation[] {
  const count = pickFrom(random, [0, 0, 0, 0, 1, 1, 1, 1, 2, 3])
  const mutations = Array.from({ length: count }, () => chooseMutation(random, site))
  return count > 0 && rarely(random, 2) ? [...mutations, { kind: 'repairLength' }, { kind: 'repairMac' }] : mutations
}

/** Bytes that are no packet, some of which look like the beginning of one; STUN requests. */
function noise(random: Random, site: Site, identity: number): Recipe {
  const isStun = rarely(random, 2)
  const door: Door = pickFrom(random, isStun && !rarely(random, 4) ? doorsOfKind(site, 'host') : site.doors)
  const packet: NoisePlan = { hex: isStun ? toHex(buildBindingRequest(transactionOf(identity))) : toHex(noiseBytes(random)) }
  const mutations = rarely(random, 3) ? [chooseMutation(random, site)] : []
  return { door: site.doors.indexOf(door), identity, packet, mutations }
}

function noiseBytes(random: Random): Uint8Array {
  const b = Uint8Array.from({ length: below(random, 300) }, () => below(random, 256))
  if (b.length > 9 && rarely(random, 2)) b.set([pickFrom(random, Object.values(protocols)), below(random, 64)], 4)
  return b
}
