import { expect, test } from 'vitest'
import { scenarioSchema } from '#sim/schema.ts'

const parse = (more: object) => scenarioSchema.safeParse({ name: 'n', topology: 't', duration: '1s', ...more })
const complaint = (more: object): string | undefined => parse(more).error?.issues[0]?.message

test('times, rates and shares become numbers; what is left out gets its default', () => {
  expect(parse({}).data).toMatchObject({ seed: 1, warmup: 20e9, duration: 1e9, timeline: [], expect: [] })
  const timeline = [
    { at: '1.5s', ping: { from: 'a', to: 'b' } },
    { udp: { from: 'a', to: 'b', rate: '2Mbps', for: '500ms' } },
    { shape: { link: 'x', loss: '5%', delay: '3ms' } },
  ]
  expect(parse({ timeline }).data!.timeline).toMatchObject([
    { at: 1.5e9, ping: { count: 1, interval: 1e9 } },
    { at: 0, udp: { rate: 2e6, size: 1000, for: 5e8 } },
    { shape: { loss: 0.05, delay: 3e6 } },
  ])
})

test.each([
  [{ timeline: [{ at: '1s' }] }, 'names no action'],
  [{ timeline: [{ cut: 'x', mend: 'x' }] }, 'names cut and mend: one action each'],
  [{ expect: [{}] }, 'names no expectation'],
  [{ duration: '1 parsec' }, '"1 parsec" is not a duration'],
  [{ duration: '9999999h' }, '"9999999h" is not a duration'],
  [{ name: '../x' }, 'a name is letters, digits, dots, dashes and underscores: it names a folder'],
  [{ topology: undefined }, 'names no network'],
  [{ timeline: [{ ping: { from: 'a', to: 'b', sequence: '((' } }] }, expect.stringMatching(/sequence|expected/i)],
  [{ timeline: [{ attack: { kind: 'magic' } }] }, expect.stringContaining('forgedMac')],
  [{ timeline: [{ attack: { kind: 'packet', hex: '00' } }] }, 'names no sender'],
  [{ timeline: [{ attack: { kind: 'packet', from: 'a', link: 'b', hex: '00' } }] }, 'names from and link: one sender each'],
  [{ timeline: [{ attack: { kind: 'packet', from: 'a', hex: '0x' } }] }, 'is not hexadecimal'],
  [{ guardOff: 'everything' }, expect.stringContaining('there is no rule "everything"')],
  [{ seed: 1.5 }, expect.stringContaining('int')],
])('%j: %s', (more, message) => {
  expect(complaint(more)).toEqual(message)
})
