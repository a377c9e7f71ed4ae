/** Replays recorded DRKey derivations, and the forwarding keys and hop MACs recorded with them (control/drkey.json). */
import { cbcMac } from '#crypto/aes.ts'
import { type Derivation, genericDerivation, isPredefined, level1Key, secretValue, specificDerivation } from '#crypto/drkey.ts'
import { forwardingKeyOf } from '#crypto/key.ts'
import { chainSegId, createHopMac, hopMac } from '#crypto/mac.ts'
import { type Bytes, fromHex, toHex } from '#wire/bytes.ts'
import { UserError } from '#wire/error.ts'
import type { RawHost } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { type Difference, differ, outcome, type VectorFormat } from '../outcome.ts'
import { differMembers, type Members } from './members.ts'

interface Case extends Members {
  readonly secret: string
  readonly protocol: number
  readonly epoch_begin: number
  readonly epoch_end: number
  readonly dst_isd_as: IsdAs
  readonly src_host: string
  readonly dst_host: string
}

interface HopMac {
  readonly master0_b64: string
  readonly seg_id: number
  readonly timestamp: number
  readonly exp_time: number
  readonly ingress: number
  readonly egress: number
  readonly full_mac: string
  readonly mac: string
  readonly seg_id_after_update: number
}

interface DrkeyFile {
  readonly cases: readonly Case[]
  readonly errors: readonly { readonly host: string }[]
  readonly prf: readonly { readonly key: string; readonly input: string; readonly output: string }[]
  readonly hop_keys: readonly { readonly master0_b64: string; readonly cmac_of_16_zero_bytes: string }[]
  readonly hop_macs: readonly HopMac[]
}

function keysOf(derivation: Derivation, level1: Bytes, src: RawHost, dst: RawHost): Members {
  const hostAs = derivation.hostAs(level1, src)
  return {
    as_host: toHex(derivation.asHost(level1, dst)),
    host_as: toHex(hostAs),
    host_host: toHex(derivation.hostHost(hostAs, dst)),
  }
}

function replayCase(c: Case): Difference[] {
  const value = secretValue(fromHex(c.secret)!, c.protocol, { beginS: c.epoch_begin, endS: c.epoch_end })
  const level1 = level1Key(value, c.dst_isd_as)
  const [src, dst] = [parseHost(c.src_host), parseHost(c.dst_host)]
  const { protocol_predefined, secret_value, level1: recorded, specific, generic } = c
  return differMembers(
    { protocol_predefined, secret_value, level1: recorded, specific, generic },
    {
      protocol_predefined: isPredefined(c.protocol),
      secret_value: toHex(value),
      level1: toHex(level1),
      specific: keysOf(specificDerivation, level1, src, dst),
      generic: keysOf(genericDerivation(c.protocol), level1, src, dst),
    },
  )
}

function isHost(text: string): boolean {
  try {
    parseHost(text)
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

/** A router's MAC over a block of zeros tells the key without showing it; a hop of zeros is that block. */
const macOfZeros = (master: string): Bytes => hopMac(createHopMac(forwardingKeyOf(master)), 0, 0, 0, 0, 0)

function replayHopMac(h: HopMac): Difference[] {
  const mac = createHopMac(forwardingKeyOf(h.master0_b64))
  const full = hopMac(mac, h.seg_id, h.timestamp, h.exp_time, h.ingress, h.egress)
  return [
    ...differ('full_mac', h.full_mac, toHex(full)),
    ...differ('mac', h.mac, toHex(full.subarray(0, 6))),
    ...differ('seg_id_after_update', h.seg_id_after_update, chainSegId(h.seg_id, full)),
  ]
}

export const drkeyVectors: VectorFormat = {
  name: 'drkey',
  recognises: file => Array.isArray((file as DrkeyFile | null)?.prf) && Array.isArray((file as DrkeyFile).hop_macs),
  *replay(file) {
    const f = file as DrkeyFile
    for (const [i, c] of f.cases.entries()) yield outcome(`cases[${i}] protocol ${c.protocol}`, replayCase(c))
    for (const [i, { host }] of f.errors.entries()) yield outcome(`errors[${i}] "${host}"`, differ('accepted', false, isHost(host)))
    for (const [i, p] of f.prf.entries())
      yield outcome(`prf[${i}]`, differ('output', p.output, toHex(cbcMac(fromHex(p.key)!, fromHex(p.input)!))))
    for (const [i, k] of f.hop_keys.entries())
      yield outcome(`hop_keys[${i}]`, differ('cmac_of_16_zero_bytes', k.cmac_of_16_zero_bytes, toHex(macOfZeros(k.master0_b64))))
    for (const [i, h] of f.hop_macs.entries()) yield outcome(`hop_macs[${i}]`, replayHopMac(h))
  },
}
