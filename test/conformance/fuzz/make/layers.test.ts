import { expect, test } from 'vitest'
import { layersOf } from '#conformance/fuzz/make/layers.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { walkedFields } from '#wire/walk.ts'

test('the headers are those of a walk through the packet, at the same places', () => {
  for (const story of allStories()) {
    const bytes = buildInput(story)
    const { fields, malformed } = walkedFields(bytes)
    if (malformed !== undefined) continue
    for (const { at, table } of layersOf(bytes)) {
      expect(at + table.length).toBeLessThanOrEqual(bytes.length)
      for (const field of table.fields) expect(fields.filter(f => f.bit === at * 8 + field.bit).map(f => f.width)).toContain(field.width)
    }
  }
})

test('bytes of any kind have only headers that fit', () => {
  const noise = Uint8Array.from({ length: 400 }, (_, i) => (i * 7) & 0xff)
  for (let length = 0; length < 400; length++)
    for (const { at, table } of layersOf(noise.subarray(0, length))) expect(at + table.length).toBeLessThanOrEqual(length)
})
