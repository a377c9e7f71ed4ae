/** Graphviz draws what we write for it; librsvg draws our SVG. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, program, root } from '#test/availability.ts'
import { drawDot } from '#topology/dot.ts'
import { drawSvg } from '#topology/svg.ts'
import { readTopo } from '#topology/topo.ts'
import { drawn } from './drawings.ts'

const folder = join(root, 'examples', 'topologies')
const examples = readdirSync(folder).map(name => readTopo(readFileSync(join(folder, name), 'utf8'), name).topology)
const networks = [drawn, ...examples].map(t => [t.name, t] as const)

describeWith([program('dot')], 'Graphviz', dot => {
  test.each(networks)('%s', (_, topology) => {
    const svg = execFileSync(dot!, ['-Tsvg'], { input: drawDot(topology), encoding: 'utf8' })
    expect(svg.match(/class="node"/g)).toHaveLength(topology.ases.length)
    expect(svg.match(/class="edge"/g)).toHaveLength(topology.links.length)
  })
})

describeWith([program('rsvg-convert')], 'librsvg', rsvg => {
  test.each(networks)('%s', (_, topology) => {
    const png = execFileSync(rsvg!, ['-f', 'png'], { input: drawSvg(topology), maxBuffer: 1 << 26 })
    expect(png.subarray(1, 4).toString()).toBe('PNG')
    expect(png.length).toBeGreaterThan(5000)
  })
})
