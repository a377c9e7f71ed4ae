/**
 * What comes out of a router is told apart by 20 bits that it hands on unchanged: the FlowID, which forwarded packets keep and SCMP messages
 * copy, or in a STUN message the beginning of the transaction.
 */
import { type Bytes, getU16, getU32, setU32 } from '#wire/bytes.ts'
import { flowId } from '#wire/header.ts'
import { isStun } from '#wire/stun.ts'

export const identities = 1 << 20
const transactionAt = 8

/** A STUN request is signed as a whole: its maker has put the identity in. */
export function stampIdentity(b: Bytes, identity: number): void {
  if (b.length >= 4 && !isStun(b)) setU32(b, 0, ((getU32(b, 0) & 0xfff0_0000) | identity) >>> 0)
}

/** The identity of what came out, or nothing where it is too short to have one. */
export function identityOf(b: Bytes): number | undefined {
  if (isStun(b)) return ((getU16(b, transactionAt) << 4) | (b[transactionAt + 2]! >> 4)) & (identities - 1)
  return b.length >= 4 ? flowId(b) : undefined
}

/** The 12 bytes of a STUN transaction. */
export function transactionOf(identity: number): Bytes {
  const b = new Uint8Array(12)
  setU32(b, 0, identity << 12)
  return b
}
