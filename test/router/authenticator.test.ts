import { expect, test } from 'vitest'
import { epochAt, sinceBeginNs } from '#crypto/drkey-epoch.ts'
import { createIssuer } from '#crypto/drkey-issuer.ts'
import { spaoMac } from '#crypto/spao.ts'
import { carriesValidAuthenticator, issuedKeys, standInKeys } from '#router/authenticator.ts'
import { createPacket, loadPacket, readLayers } from '#router/packet.ts'
import { type Bytes, concatBytes } from '#wire/bytes.ts'
import { buildExtension, type Option } from '#wire/extensions.ts'
import { buildPacket, headerLength, pathTypes, protocols } from '#wire/header.ts'
import { parseHost } from '#wire/host-address.ts'
import { buildSpao } from '#wire/spao.ts'
import { createStoryRouter, epochS, now } from './network.ts'

const { state } = createStoryRouter()
const sinceMidnight = (epochS % 86_400) * 1e9 + now
const payload = Uint8Array.of(130, 0, 0, 0, 1, 2, 3, 4)

interface Made {
  readonly before?: readonly Option[]
  readonly timestampSn?: number
  readonly algorithm?: number
  readonly macLength?: number
  readonly keyByte?: number
  readonly key?: Bytes
  readonly host?: { readonly type: number; readonly bytes: Bytes }
  readonly spi?: number
}

/** A packet with an authenticator option, valid but for what is asked for. */
function made(m: Made = {}): Bytes {
  const option = buildSpao({
    spi: m.spi ?? 0,
    algorithm: m.algorithm ?? 0,
    timestampSn: m.timestampSn ?? sinceMidnight,
    authenticator: new Uint8Array(m.macLength ?? 16),
  })
  const extension = buildExtension(protocols.scmp, [...(m.before ?? []), option])
  const head = {
    trafficClass: 0,
    flowId: 0,
    nextHeader: protocols.endToEnd,
    pathType: pathTypes.empty,
    dstIsdAs: '1-1',
    srcIsdAs: '1-2',
  } as const
  const hosts = { dstHost: parseHost('10.0.0.1'), srcHost: m.host ?? parseHost('10.0.0.2') }
  const packet = buildPacket({ ...head, ...hosts }, new Uint8Array(0), concatBytes(extension, payload))
  const end = packet.length - payload.length
  if (m.macLength !== undefined) return packet
  packet.set(
    spaoMac(m.key ?? new Uint8Array(16).fill(m.keyByte ?? 0), packet, packet.subarray(end - 28, end), protocols.scmp, payload),
    end - 16,
  )
  return packet
}

function isValid(bytes: Bytes, router = state): boolean {
  const p = createPacket(state.links.internal)
  loadPacket(p, bytes, state.links.internal, '', now)
  expect(readLayers(p)).toBeUndefined()
  return carriesValidAuthenticator(p, router)
}

test('valid with the zero key, any SPI, also behind other options', () => {
  expect([{}, { spi: 1 }, { spi: 1 << 21 }, { algorithm: 1 }].map(m => isValid(made(m)))).toEqual([true, true, true, true])
  const pad = { type: 0, data: new Uint8Array(0) }
  const other = { type: 77, data: new Uint8Array(5) }
  expect([[pad], [other], [pad, other, pad]].map(before => isValid(made({ before })))).toEqual([true, true, true])
})

test('not valid: another key, an old or future timestamp, another length, a source that is no host', () => {
  expect(isValid(made({ keyByte: 1 }))).toBe(false)
  expect([-151e9, -149e9, 149e9, 151e9].map(d => isValid(made({ timestampSn: sinceMidnight + d })))).toEqual([false, true, true, false])
  expect(isValid(made({ macLength: 12 }))).toBe(false)
  expect(isValid(made({ host: { type: 5, bytes: new Uint8Array(8) } }))).toBe(false)
})

test('each bit of authenticator, timestamp and payload counts', () => {
  const good = made()
  const from = good.length - payload.length - 22
  for (let bit = 8 * from; bit < 8 * good.length; bit++) {
    const flipped = good.slice()
    flipped[bit >> 3]! ^= 0x80 >> (bit & 7)
    expect(isValid(flipped), `bit ${bit}`).toBe(false)
  }
})

test('no option, options that reach beyond the extension: not valid, and no further reading', () => {
  const without = made()
  without[without.length - payload.length - 30] = 99
  expect(isValid(without)).toBe(false)
  const beyond = made({ before: [{ type: 77, data: new Uint8Array(2) }] })
  beyond[36 + 3] = 255
  expect(isValid(beyond)).toBe(false)
})

test('behind the authenticator other options may stand, but whole ones', () => {
  const good = made()
  const end = good.length - payload.length
  const longer = (length: number): Bytes => {
    const b = concatBytes(good.subarray(0, end), Uint8Array.of(77, length, 0, 0), payload)
    b[headerLength(b) + 1]! += 1
    return b
  }
  expect(isValid(longer(2))).toBe(true)
  expect(isValid(longer(3))).toBe(false)
})

test('with real keys: the key of the AS and host the packet names, of the epoch it was made in', () => {
  const issuer = createIssuer(Uint8Array.of(1, 2, 3), 3600)
  const real = { ...state, scmpKeys: issuedKeys(issuer) }
  const epoch = epochAt(epochS, 3600)
  const since = sinceBeginNs(epoch, state.clock, now)
  const source = parseHost('10.0.0.2')
  const key = issuer.asHost(1, '1-2', source, epoch)
  expect(isValid(made({ key, timestampSn: since }), real)).toBe(true)
  const wrong = [
    made({ timestampSn: since }),
    made({ key: issuer.asHost(1, '1-3', source, epoch), timestampSn: since }),
    made({ key: issuer.asHost(1, '1-2', parseHost('10.0.0.3'), epoch), timestampSn: since }),
    made({ key: issuer.asHost(1, '1-2', source, epochAt(epochS - 3600, 3600)), timestampSn: since }),
    made({ key: issuer.asHost(2, '1-2', source, epoch), timestampSn: since }),
  ]
  expect(wrong.map(b => isValid(b, real))).toEqual(wrong.map(() => false))
  expect(isValid(made({ key, timestampSn: since }), { ...state, scmpKeys: standInKeys })).toBe(false)
})
