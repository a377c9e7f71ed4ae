import { expect, test } from 'vitest'
import { drawText } from '#topology/text.ts'
import { drawn } from './drawings.ts'
import { network } from './networks.ts'

test('trees of customers, then core and peering links', () =>
  expect(drawText(drawn).split('\n').slice(3).join('\n')).toBe(
    `
ISD 1
  1-ff00:0:110  core
  └─ #13 ─> #14  1-ff00:0:111  1ms, 10Mbps, loss 2%

ISD 2
  2-64512  core

core links
  1-ff00:0:110 #11 ═══ #12 2-64512  20ms

peering links
  1-ff00:0:111 #15 ╌╌╌ #16 2-64512  1ms
`.replace(/^\n/, ''),
  ))

test('a second provider points back, ASes below no core are shown, a cycle ends', () => {
  const text = drawText(
    network('1-1* 1-2 1-3 1-4 1-5', ['1-1 1-2 CHILD', '1-1 1-3 CHILD', '1-2 1-3 CHILD', '1-4 1-5 CHILD', '1-5 1-4 CHILD']),
  )
  expect(text).toContain('│  └─ #2 ─> #2  1-3  1ms\n')
  expect(text).toContain('└─ #2 ─> #1  1-3  1ms  (above)')
  expect(text).toContain('\n  1-4\n  └─ #1 ─> #1  1-5  1ms\n     └─ #2 ─> #2  1-4  1ms  (above)')
})

test('a long chain neither overflows the stack nor grows with its square', () => {
  const names = Array.from({ length: 5000 }, (_, i) => `1-${i + 1}`)
  const text = drawText(
    network(
      `${names[0]}* ${names.slice(1).join(' ')}`,
      names.slice(1).map((name, i) => `${names[i]} ${name} CHILD`),
    ),
  )
  expect(text.length).toBeLessThan(5000 * 250)
})

test('control characters of a file do not reach the terminal', () => expect(drawText(drawn).split('\n')[1]).toBe('a <note> with lines'))

test('counts', () => expect(drawText(network('1-1*'))).toMatch(/^network: 1 AS in 1 ISD, 0 links\n/))
