import { expect, test } from 'vitest'
import { drawDot } from '#topology/dot.ts'
import { drawn } from './drawings.ts'

const dot = drawDot(drawn)

test('a cluster per ISD, its core ASes on one rank', () => {
  expect(dot.match(/subgraph cluster_\d/g)).toEqual(['subgraph cluster_1', 'subgraph cluster_2'])
  expect(dot).toContain('{rank=same; "1-ff00:0:110"}')
})

test('links with their ids and kind', () => {
  expect(dot).toMatch(/"1-ff00:0:110" -> "2-64512" \[.*dir=none.*taillabel="11", headlabel="12"/)
  expect(dot).toMatch(/"1-ff00:0:111" -> "2-64512" \[.*style=dashed.*tooltip="1ms"/)
})

test('names are quoted', () => {
  expect(dot).toContain('digraph "<a & \\"b\\">" {')
  expect(dot).toContain('with\\nlines"')
  expect(dot.split('"').length % 2).toBe(1)
})
