import { expect, test } from 'vitest'
import { drawSvg } from '#topology/svg.ts'
import { drawn } from './drawings.ts'
import { network } from './networks.ts'

const svg = drawSvg(drawn)

/** Tags open and close in order, and no raw & or < is left: as far as that goes, it is XML. */
function expectWellFormed(xml: string): void {
  const open: string[] = []
  for (const [, close, name, rest] of xml.matchAll(/<(\/?)([a-z]+)((?:[^<>"]|"[^"]*")*)>/gi)) {
    if (close === '/') expect(open.pop()).toBe(name)
    else if (!rest!.endsWith('/')) open.push(name!)
  }
  expect(open).toEqual([])
  expect(xml.replace(/<(?:[^<>"]|"[^"]*")*>/g, '')).not.toMatch(/[<]|&(?!amp;|lt;|gt;|quot;)/)
}

test('it is well-formed, with names escaped and control characters gone', () => {
  expectWellFormed(svg)
  expect(svg).toContain('&lt;a &amp; &quot;b&quot;&gt;')
  expect(svg).toContain('a &lt;note&gt;')
  expect(svg).not.toContain('\u0007')
})

test('every AS, ISD and link is there, with its kind', () => {
  expect(svg.match(/class="as core"/g)).toHaveLength(2)
  expect(svg.match(/class="as"/g)).toHaveLength(1)
  expect(svg).toContain('>ISD 1<')
  expect(svg).toContain('>64512<')
  // One of each kind is the legend's.
  for (const kind of ['core', 'child', 'peer']) expect(svg.match(new RegExp(`class="link ${kind}"`, 'g'))).toHaveLength(2)
  for (const id of [11, 12, 13, 14, 15, 16]) expect(svg).toContain(`>${id}</text>`)
  expect(svg).toContain('<title>1-ff00:0:110#13 &gt; 1-ff00:0:111#14, 1ms, 10Mbps, loss 2%</title>')
})

test('no number is NaN, and the picture is no wider than it must be', () => {
  expect(svg).not.toContain('NaN')
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number)
  expect(width! < 900 && height! < 600).toBe(true)
})

test('many links: no interface ids', () => {
  const links = Array.from({ length: 61 }, () => '1-1 1-2 CHILD')
  expect(drawSvg(network('1-1* 1-2', links))).not.toContain('class="if"')
})

test('one AS, and illegal networks, can be drawn', () => {
  for (const topology of [network('1-1*'), network('1-1 1-2', ['1-1 1-1 PEER', '1-1 1-2 CHILD', '1-2 1-1 CHILD'])])
    expectWellFormed(drawSvg(topology))
})
