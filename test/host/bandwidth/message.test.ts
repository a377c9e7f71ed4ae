import { expect, test } from 'vitest'
import {
  arrivalsOf,
  dataMessage,
  kindOf,
  plainMessage,
  plansOf,
  reportMessage,
  sequenceOf,
  startMessage,
  testIdOf,
  tokenMessage,
  tokenOf,
} from '#host/bandwidth/message.ts'
import { toHex } from '#wire/bytes.ts'

const token = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)

test('bytes, and back', () => {
  const [toServer, toClient] = [
    { durationNs: 3e9, size: 1000, count: 30 },
    { durationNs: 1e9, size: 16, count: 1 },
  ] as const
  const start = startMessage(7, token, toServer, toClient)
  expect(toHex(start)).toBe('0300000000000007' + '0102030405060708' + '00000bb8000003e80000001e' + '000003e80000001000000001')
  expect([kindOf(start), testIdOf(start), toHex(tokenOf(start)), plansOf(start)]).toEqual([
    'start',
    7,
    toHex(token),
    { toServer, toClient },
  ])
  const data = dataMessage(7, 9, 20)
  expect([data.length, kindOf(data), sequenceOf(data)]).toEqual([20, 'data', 9])
  const arrivals = { packets: 5, minNs: 1, averageNs: 2, maxNs: 1e12, deviationNs: 4 }
  expect(arrivalsOf(reportMessage(7, arrivals))).toEqual(arrivals)
})

test('answers are no longer than the questions of strangers', () => {
  expect(plainMessage('hello', 1).length).toBe(tokenMessage('welcome', 1, token).length)
  expect(tokenMessage('ask', 1, token).length).toBe(
    reportMessage(1, { packets: 0, minNs: 0, averageNs: 0, maxNs: 0, deviationNs: 0 }).length,
  )
})

test('what is none of these', () => {
  for (const bytes of [
    [],
    [0],
    [9, 0, 0, 0, 0, 0, 0, 0],
    [1, 0, 0, 0],
    [...startMessage(1, token, { durationNs: 1, size: 1, count: 1 }, { durationNs: 1, size: 1, count: 1 })].slice(0, 39),
  ])
    expect(kindOf(Uint8Array.from(bytes))).toBe(undefined)
})
