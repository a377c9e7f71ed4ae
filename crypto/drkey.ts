/**
 * DRKey: keys that one side derives in a moment and the other side fetches once.   pkg/drkey; doc/cryptography/drkey.rst
 *
 *   master secret ── PBKDF2(protocol, epoch) ──> secret value of AS A     level 0: A alone, and routers it trusts
 *     └─ B ──> key A→B                                                    level 1: control services of A and B
 *          ├─ host of B ──> AS-host key                                   level 2: A's routers, that host
 *          └─ host of A ──> host-AS key                                   level 2: that host
 *               └─ host of B ──> host-host key                            level 3: both hosts
 *
 * A is the fast side: all of it from one secret. Each arrow below the first is an AES-CBC-MAC (`cbcMac`) over
 *
 *   level 1:   0 8 | ISD-AS of B 64 | zero to 16 bytes
 *   specific:  key type 8 | host type 8 | host | zero to whole blocks
 *   generic:   key type 8 | protocol 16 | host type 8 | host | zero to whole blocks     (level 2; level 3 is as the specific one)
 */
import { pbkdf2 } from '@noble/hashes/pbkdf2.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, concatBytes, setU16, setU32, setU64 } from '#wire/bytes.ts'
import { assert } from '#wire/error.ts'
import type { RawHost } from '#wire/header.ts'
import { type IsdAs, setIsdAs } from '#wire/isdas.ts'
import { cbcMac } from './aes.ts'
import type { Epoch } from './drkey-epoch.ts'

/** Protocols with a derivation of their own; every other 16-bit number is a niche protocol below `generic`. */
export const drkeyProtocols = { generic: 0, scmp: 1 } as const
export const isPredefined = (protocol: number): boolean => protocol === drkeyProtocols.generic || protocol === drkeyProtocols.scmp

const keyTypes = { asAs: 0, asHost: 1, hostAs: 2, hostHost: 3 } as const

/** Level 0, 16 bytes. `secret`: the AS's master secret, at least one byte; `protocol`: 16 bits. */
export function secretValue(secret: Bytes, protocol: number, epoch: Epoch): Bytes {
  assert(secret.length > 0, 'a master secret is not empty')
  const head = new Uint8Array(8)
  const tail = new Uint8Array(10)
  setU64(head, 0, BigInt(secret.length))
  setU16(tail, 0, protocol)
  setU32(tail, 2, epoch.beginS)
  setU32(tail, 6, epoch.endS)
  return pbkdf2(sha256, concatBytes(head, secret, tail), 'Derive DRKey Key', { c: 1000, dkLen: 16 })
}

/** The key between the AS whose `secretValue` this is and `subject`, the AS that fetches it. */
export function level1Key(secretValue: Bytes, subject: IsdAs): Bytes {
  const input = new Uint8Array(16)
  input[0] = keyTypes.asAs
  setIsdAs(input, 1, subject)
  return cbcMac(secretValue, input)
}

/** Levels 2 and 3 of one protocol. Keys are 16 bytes; a host of a header's SVC type is a key's host as well. */
export interface Derivation {
  /** `host`: of the subject AS */
  asHost(level1: Bytes, host: RawHost): Bytes
  /** `host`: of the issuing AS */
  hostAs(level1: Bytes, host: RawHost): Bytes
  /** `host`: of the subject AS */
  hostHost(hostAs: Bytes, host: RawHost): Bytes
}

const specificKey = (key: Bytes, keyType: number, host: RawHost): Bytes =>
  cbcMac(key, concatBytes(Uint8Array.of(keyType, host.type), host.bytes))

export const specificDerivation: Derivation = {
  asHost: (level1, host) => specificKey(level1, keyTypes.asHost, host),
  hostAs: (level1, host) => specificKey(level1, keyTypes.hostAs, host),
  hostHost: (hostAs, host) => specificKey(hostAs, keyTypes.hostHost, host),
}

export function genericDerivation(protocol: number): Derivation {
  const key = (level1: Bytes, keyType: number, host: RawHost): Bytes =>
    cbcMac(level1, concatBytes(Uint8Array.of(keyType, protocol >> 8, protocol & 0xff, host.type), host.bytes))
  return {
    asHost: (level1, host) => key(level1, keyTypes.asHost, host),
    hostAs: (level1, host) => key(level1, keyTypes.hostAs, host),
    hostHost: specificDerivation.hostHost,
  }
}

/** The derivation a protocol has: its own, or below the generic level-1 key. */
export const derivationOf = (protocol: number): Derivation => (isPredefined(protocol) ? specificDerivation : genericDerivation(protocol))

/** Whose level-1 key a protocol's keys come from. */
export const level1Protocol = (protocol: number): number => (isPredefined(protocol) ? protocol : drkeyProtocols.generic)
