/** `npm start` as a newcomer runs it. */
import { type ExecFileSyncOptionsWithStringEncoding, execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { describeWith, node, program, root } from '#test/availability.ts'
import { otherNodes } from '#test/provision.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'

const captureFile = join(root, 'runs', 'demo-1', 'packets.pcapng')
const mostMs = 15_000

interface Started {
  readonly out: string
  readonly capture: Uint8Array
}

/** Runs `npm start` under this Node; fails unless it ends well and in time. */
function npmStart(nodePath: string): Started {
  const env = { ...process.env, PATH: `${dirname(nodePath)}${delimiter}${process.env.PATH}`, NO_COLOR: '1', FORCE_COLOR: undefined }
  const begin = Date.now()
  const { status, stdout, stderr } = spawnSync('npm', ['start', '--silent'], { cwd: root, env, encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  expect(Date.now() - begin).toBeLessThan(mostMs)
  return { out: stdout, capture: readFileSync(captureFile) }
}

const here = npmStart(process.execPath)

test('the demo ends well, in time, with commands for npm', () => {
  expect(here.out).toMatch(/\nseed 1, \d+ events, digest [\da-f]{32}\n/)
  expect(here.out).toContain('\n  npm run hopproof -- paths examples/topologies/demo16.topo alice bob\n')
})

for (const major of otherNodes)
  describeWith([node(major)], `Node ${major}`, path => {
    test('prints the same, digest included, and captures the same packets', () => {
      const other = npmStart(path)
      expect(other.out).toBe(here.out)
      expect(Buffer.compare(other.capture, here.capture)).toBe(0)
    })
  })

describeWith([program('tshark')], "the demo's capture in tshark", tool => {
  test('has our frames, each with its interface and what became of it', () => {
    const fields = ['-T', 'fields', '-e', 'frame.interface_name', '-e', 'frame.comment']
    const options: ExecFileSyncOptionsWithStringEncoding = { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'ignore'] }
    const theirs = execFileSync(tool, ['-r', captureFile, ...fields], options)
      .replace(/\n$/, '')
      .split('\n')
    const ours = [...readCapture(here.capture)].map(f => (isMalformed(f) ? f.malformed : `${f.interfaceName}\t${f.comment}`))
    expect(theirs).toEqual(ours)
    expect(theirs.filter(line => line.includes('macMismatch'))).toHaveLength(2)
  })
})
