import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bfdKeys, readBfd, writeBfd } from '#topology/bfd.ts'
import { wrapData } from '#topology/document.ts'
import { onlyFieldsOf } from '#topology/fields.ts'
import type { BfdSettings } from '#topology/model.ts'

const read = (data: object): BfdSettings => readBfd(onlyFieldsOf(wrapData(data), bfdKeys))

test('what is said is read; zero says the default', () => {
  const all = { disable: true, detect_mult: 5, desired_min_tx_interval: '50ms', required_min_rx_interval: '1500ms' }
  expect(read(all)).toEqual({ disable: true, detectMult: 5, desiredMinTxNs: 50e6, requiredMinRxNs: 1.5e9 })
  expect(read({ disable: false, detect_mult: 0, desired_min_tx_interval: '0s', required_min_rx_interval: '0ms' })).toEqual({
    disable: false,
  })
  expect(read({})).toEqual({})
})

test.each([
  [{ disable: 'yes' }, /disable: expected true or false/],
  [{ detect_mult: 256 }, /detect_mult: expected an integer from 0 to 255/],
  [{ desired_min_tx_interval: '200' }, /desired_min_tx_interval: "200" is not a duration/],
  [{ required_min_rx_interval: '999ns' }, /required_min_rx_interval: "999ns" does not fit into BFD packets/],
  [{ required_min_rx_interval: '72m' }, /required_min_rx_interval: "72m" does not fit into BFD packets/],
  [{ desired_min_tx_interval: '1.5s' }, /desired_min_tx_interval: "1.5s" is not a duration/],
  [{ interval: '1s' }, /interval is not known/],
])('%j is refused', (data, error) => expect(() => read(data)).toThrow(error))

test('what is written is read again', () => {
  const settings = fc.record(
    {
      disable: fc.boolean(),
      detectMult: fc.integer({ min: 1, max: 255 }),
      desiredMinTxNs: fc.integer({ min: 1000, max: 3600e9 }),
      requiredMinRxNs: fc.integer({ min: 1000, max: 3600e9 }),
    },
    { requiredKeys: [] },
  )
  fc.assert(fc.property(settings, s => void expect(read(writeBfd(s))).toEqual(s)))
})
