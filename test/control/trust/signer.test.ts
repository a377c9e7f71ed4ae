import { expect, test } from 'vitest'
import { encodeFields } from '#control/segment/protobuf.ts'
import { modelledSigner, modelledVerifier } from '#control/trust/signer.ts'
import { toHex } from '#wire/bytes.ts'
import { segmentAlong } from '../segments.ts'

test('modelled: the body stands in a SignedMessage without header and signature', () => {
  const body = Uint8Array.of(1, 2, 3)
  expect(toHex(modelledSigner.sign(body, () => [], 0)!)).toBe(toHex(encodeFields([[1, encodeFields([[2, body]])]])))
})

test('modelled: every segment passes, and what signatures would weigh is told', () => {
  expect(modelledVerifier(segmentAlong(['1-1', '1-11']), 0)).toEqual({ kind: 'holds' })
  expect(modelledSigner.missingBytes).toBeGreaterThan(70)
})
