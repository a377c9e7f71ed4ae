/** The fast side of DRKey: every key of an AS from its master secret.   control/drkey/secret_value_mgr.go, service_engine.go */
import type { Bytes } from '#wire/bytes.ts'
import type { RawHost } from '#wire/header.ts'
import type { IsdAs } from '#wire/isdas.ts'
import { derivationOf, level1Key, level1Protocol, secretValue } from './drkey.ts'
import type { Epoch } from './drkey-epoch.ts'

/** Keys are 16 bytes. `protocol`: the one whose packets the key is for, 16 bits; `subject`: the AS on the other, slow side. */
export interface Issuer {
  readonly epochLengthS: number
  level1(protocol: number, subject: IsdAs, epoch: Epoch): Bytes
  /** `host`: of the subject */
  asHost(protocol: number, subject: IsdAs, host: RawHost, epoch: Epoch): Bytes
}

/** A secret value costs a thousand hashes: those of the epochs around now, for every predefined protocol, are kept. */
const maxSecretValues = 8

/** `secret`: the AS's master secret (keys/master0.key). */
export function createIssuer(secret: Bytes, epochLengthS: number): Issuer {
  const values = new Map<string, Bytes>()
  function secretValueOf(protocol: number, epoch: Epoch): Bytes {
    const name = `${protocol} ${epoch.beginS}`
    const known = values.get(name)
    if (known !== undefined) return known
    if (values.size >= maxSecretValues) values.delete(values.keys().next().value!)
    const value = secretValue(secret, protocol, epoch)
    values.set(name, value)
    return value
  }
  const issuer: Issuer = {
    epochLengthS,
    level1: (protocol, subject, epoch) => level1Key(secretValueOf(level1Protocol(protocol), epoch), subject),
    asHost: (protocol, subject, host, epoch) => derivationOf(protocol).asHost(issuer.level1(protocol, subject, epoch), host),
  }
  return issuer
}
