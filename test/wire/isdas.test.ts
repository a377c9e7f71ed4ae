import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '#wire/error.ts'
import {
  asOf,
  compareIsdAs,
  formatAs,
  formatIsdAs,
  getIsdAs,
  type IsdAs,
  isAsNumber,
  isdAsNumber,
  isdAsOfNumber,
  isdOf,
  isWildcard,
  makeIsdAs,
  parseAs,
  parseIsd,
  parseIsdAs,
  parseStyledIsdAs,
  setIsdAs,
} from '#wire/isdas.ts'
import { isdAs, u16, u48 } from './arbitrary.ts'
import { refusal } from './refusal.ts'

describe('text', () => {
  test('BGP AS numbers are decimal, greater ones three groups of hex', () => {
    expect([0, 64512, 0xffff_ffff, 0x1_0000_0000, 0xff00_0000_0110].map(formatAs)).toEqual([
      '0',
      '64512',
      '4294967295',
      '1:0:0',
      'ff00:0:110',
    ])
  })

  test('every accepted spelling gives the canonical one', () => {
    expect(['1-FF00:0:0110', '01-ff00:00000:110', '1-0:0:1', '0-0'].map(parseIsdAs)).toEqual(['1-ff00:0:110', '1-ff00:0:110', '1-1', '0-0'])
  })

  test.each([
    '',
    '-',
    '1',
    '1-',
    '-1',
    '1-1-1',
    '65536-1',
    '1-4294967296',
    '1-10000:0:0',
    '1-ff00:0',
    '1-ff00::110',
    '+1-1',
    '1-0x1',
    ' 1-1',
    '1-1 ',
  ])('"%s" is refused', text => {
    expect(() => parseIsdAs(text)).toThrow(UserError)
  })

  test('a person is told what is wrong with which part', () => {
    const asHint = 'expected decimal (64512) or three groups of hex (ff00:0:110)'
    const isdHint = 'expected a decimal number from 0 to 65535'
    expect(
      ['1', '1-1-1', '-1', '1x-1', '65536-1', '1-ff00:0', '1-xff00:0:1', '1-ff00:0:1x', '1-4294967296'].map(t =>
        refusal(() => parseIsdAs(t)),
      ),
    ).toEqual([
      '"1" is not an ISD-AS\n  hint: expected ISD-AS, like 1-ff00:0:110',
      '"1-1-1" is not an ISD-AS\n  hint: expected ISD-AS, like 1-ff00:0:110',
      `"" is not an ISD number\n  hint: ${isdHint}`,
      `"1x" is not an ISD number\n  hint: ${isdHint}`,
      `"65536" is not an ISD number\n  hint: ${isdHint}`,
      `"ff00:0" is not an AS number\n  hint: ${asHint}`,
      `"xff00:0:1" is not an AS number\n  hint: ${asHint}`,
      `"ff00:0:1x" is not an AS number\n  hint: ${asHint}`,
      'AS number 4294967296 is above 4294967295\n  hint: write large AS numbers as three groups of hex, like ff00:0:110',
    ])
    const style = { prefixes: true, separator: '_' } as const
    expect(refusal(() => parseStyledIsdAs('1-1', style))).toBe('"1-1" is not an ISD-AS\n  hint: expected it spelt like ISD1-ASff00_0_110')
  })

  test('formatting what was parsed is the identity', () => {
    fc.assert(
      fc.property(u16, u48, (isd, as) => {
        const text = makeIsdAs(isd, as)
        expect(parseIsdAs(text)).toBe(text)
        expect([isdOf(text), asOf(text), parseAs(formatAs(as)), parseIsd(String(isd))]).toEqual([isd, as, as, isd])
      }),
    )
  })

  test('file names and prefixes are spellings of their own', () => {
    const styles = [false, true].flatMap(prefixes => ([':', '_'] as const).map(separator => ({ prefixes, separator })))
    const texts = styles.map(style => formatIsdAs('1-ff00:0:110', style))
    expect(texts).toEqual(['1-ff00:0:110', '1-ff00_0_110', 'ISD1-ASff00:0:110', 'ISD1-ASff00_0_110'])
    styles.forEach((style, i) => {
      texts.forEach((text, j) => {
        if (i === j) expect(parseStyledIsdAs(text, style)).toBe('1-ff00:0:110')
        else expect(() => parseStyledIsdAs(text, style)).toThrow(UserError)
      })
    })
    expect(parseStyledIsdAs('12-64512', { prefixes: false, separator: '_' })).toBe('12-64512')
    expect(parseStyledIsdAs('ISD12-AS64512', { prefixes: true, separator: '_' })).toBe('12-64512')
    for (const text of ['xISD1-AS1', 'ISD1-AS1-', '1-AS1']) expect(() => parseStyledIsdAs(text, styles[2]!), text).toThrow(UserError)
    for (const text of ['1-1-1', '-1-1', '1-1-']) expect(() => parseStyledIsdAs(text, styles[0]!), text).toThrow(UserError)
  })
})

test('bytes there and back, for more ASes than are remembered', () => {
  const b = new Uint8Array(9)
  fc.assert(
    fc.property(isdAs, text => {
      setIsdAs(b, 1, text)
      expect(getIsdAs(b, 1)).toBe(text)
      expect(getIsdAs(b, 1)).toBe(text)
    }),
  )
  for (let as = 1; as < 100_010; as++) {
    setIsdAs(b, 1, `3-${as}`)
    if (getIsdAs(b, 1) !== `3-${as}`) expect.fail(`3-${as}`)
  }
})

test('the 64-bit number, there and back', () => {
  expect(isdAsNumber('1-ff00:0:110')).toBe(0x0001_ff00_0000_0110n)
  for (const isdAs of ['0-0', '65535-ffff:ffff:ffff', '2-64512'] as const) expect(isdAsOfNumber(isdAsNumber(isdAs))).toBe(isdAs)
})

test('order is that of the 64-bit number', () => {
  const sorted: IsdAs[] = ['0-0', '1-5', '1-64512', '1-ff00:0:110', '2-1', '10-1']
  expect([...sorted].reverse().sort(compareIsdAs)).toEqual(sorted)
  expect(compareIsdAs('1-5', '1-5')).toBe(0)
})

test('a zero ISD or AS is a wildcard', () => {
  expect((['0-0', '1-0', '0-1', '1-ff00:0:0', '1-10'] as IsdAs[]).map(isWildcard)).toEqual([true, true, true, false, false])
})

test('AS numbers have 48 bits', () => {
  expect([0, 0xffff_ffff_ffff, 0x1_0000_0000_0000, -1, 1.5].map(isAsNumber)).toEqual([true, true, false, false, false])
})
