import { describe, expect, test } from 'vitest'
import { bfdFieldsPlausible, bfdHeard, bfdLengthFits, bfdSessionRuns, bfdSupported } from '#router/rules/bfd.ts'
import { type Bfd, bfdFlagBits, bfdStates, buildBfd } from '#wire/bfd.ts'
import { concatBytes, toHex } from '#wire/bytes.ts'
import { type Circumstances, reasonBy, standBefore } from './stand-before.ts'

const said: Bfd = {
  version: 1,
  diagnostic: 0,
  state: bfdStates.down,
  flags: 0,
  detectMult: 3,
  myDiscriminator: 9,
  yourDiscriminator: 0,
  desiredMinTxUs: 1_000_000,
  requiredMinRxUs: 200_000,
  requiredMinEchoRxUs: 0,
}
const from: Circumstances = { in: 131, from: '1-ff00:0:3,192.168.13.3', to: '1-ff00:0:1,192.168.13.2', oneHop: 'along 0x0 (0,311)' }
const inside: Circumstances = { ...from, in: '192.168.0.51:30041' }
const saying = (p: Partial<Bfd>, more = 0, at: Circumstances = from): Circumstances => ({
  ...at,
  config: { bfd: {} },
  payload: `bytes 203 ${toHex(concatBytes(buildBfd({ ...said, ...p }), new Uint8Array(more)))}`,
})

test('on links with a session', () => {
  expect(reasonBy(bfdSessionRuns, saying({}))).toBeUndefined()
  expect(reasonBy(bfdSessionRuns, { ...saying({}), config: {} })).toBe('bfdNotRunning')
  expect(reasonBy(bfdSessionRuns, saying({}, 0, inside))).toBe('bfdNotRunning')
})

test('as long as it says, and no longer', () => {
  expect(reasonBy(bfdLengthFits, saying({}))).toBeUndefined()
  expect(reasonBy(bfdLengthFits, saying({}, 1))).toBe('bfdMalformed')
  expect(reasonBy(bfdLengthFits, { ...saying({}), payload: 'bytes 203 20400318' })).toBe('bfdMalformed')
  expect(reasonBy(bfdLengthFits, { ...saying({}), payload: 'bytes 203 20400304' })).toBe('bfdMalformed')
})

describe('plain asynchronous mode of version 1', () => {
  test.each([
    [{}, undefined],
    [{ diagnostic: 7 }, undefined],
    [{ flags: bfdFlagBits.controlPlaneIndependent }, undefined],
    [{ version: 0 }, 'bfdUnsupported'],
    [{ version: 2 }, 'bfdUnsupported'],
    [{ flags: bfdFlagBits.poll }, 'bfdUnsupported'],
    [{ flags: bfdFlagBits.final }, 'bfdUnsupported'],
    [{ flags: bfdFlagBits.authenticationPresent }, 'bfdUnsupported'],
    [{ flags: bfdFlagBits.demand }, 'bfdUnsupported'],
    [{ flags: bfdFlagBits.multipoint }, 'bfdUnsupported'],
    [{ requiredMinEchoRxUs: 1 }, 'bfdUnsupported'],
  ])('%j: %s', (p, reason) => expect(reasonBy(bfdSupported, saying(p))).toBe(reason))
})

describe('who speaks, and to whom', () => {
  const { adminDown, down, init, up } = bfdStates
  test.each([
    [{ state: adminDown }, undefined],
    [{ state: down }, undefined],
    [{ state: init }, 'bfdImplausible'],
    [{ state: up }, 'bfdImplausible'],
    [{ state: up, yourDiscriminator: 1 }, undefined],
    [{ detectMult: 0 }, 'bfdImplausible'],
    [{ myDiscriminator: 0 }, 'bfdImplausible'],
  ])('%j: %s', (p, reason) => expect(reasonBy(bfdFieldsPlausible, saying(p))).toBe(reason))
})

test('then the session hears it', () => {
  const { p, apply } = standBefore(bfdHeard, saying({}))
  expect(apply()).toEqual({ kind: 'bfd', link: p.ingress })
})
