import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeArtefacts } from '#conformance/run/artefacts.ts'
import { temporaryFolder } from '#test/emulate/lab.ts'
import { isMalformed } from '#wire/bytes.ts'
import { readCapture } from '#wire/capture.ts'
import { failed } from './outcomes.ts'

test('a capture of what was sent, wanted and got, and the packets field by field', () => {
  const folder = writeArtefacts(temporaryFolder(), failed)
  const frames = [...readCapture(new Uint8Array(readFileSync(join(folder, 'packets.pcapng'))))]
  expect(frames.map(f => (isMalformed(f) ? f : f.interfaceName))).toEqual(['input', 'want', 'got'])
  const text = readFileSync(join(folder, 'differences.txt'), 'utf8')
  expect(text).toContain(`${failed.case.id}: ${failed.case.title}\n`)
  expect(text).toContain('scmp.Code: expected 51')
  expect(text).toMatch(/--- input: 127\.7\.13\.3:40000 > 127\.7\.13\.2:50000, \d+ bytes\ncommon @0/)
  expect(text).toContain('--- got: ')
})
