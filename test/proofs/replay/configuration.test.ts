import { expect, test } from 'vitest'
import { readConstants } from '#proofs/replay/configuration.ts'

const configuration = `CONSTANTS
  Macs <- KnownMacs
  ForgedTags = {901, 902}
  DownLinks <- LostLinks
  DownSiblings = {}
  Leaked = {"1-ff00:0:111"}
  Off = {}
  SentAt = 1999
INIT Init
`
const module = `---- MODULE M ----
LostLinks == {[as |-> "1-ff00:0:110", id |-> 2]}
====`

test('constants, some by definitions of the module', () => {
  expect(readConstants(configuration, module)).toEqual({
    downLinks: [{ as: '1-ff00:0:110', id: 2 }],
    downSiblings: [],
    leaked: ['1-ff00:0:111'],
    forgedTags: [901, 902],
    sentAt: 1999,
  })
})

test('what is missing, or no configuration of whole routers', () => {
  expect(() => readConstants(configuration.replace('SentAt', 'Sent'), module)).toThrow('SentAt is not given')
  expect(() => readConstants(configuration, '')).toThrow('DownLinks is not given')
  expect(() => readConstants(configuration.replace('Off = {}', 'Off = {"macIsValid"}'), module)).toThrow('rules left out')
  expect(() => readConstants(configuration.replace('{901, 902}', '{901,'), module)).toThrow('expected')
})
