import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createRecorder } from '#emulate/record/recorder.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { createObservers } from '#sim/observers.ts'
import { createStoryRouter, now } from '#test/router/network.ts'
import { allStories, buildInput } from '#test/router/story.ts'
import { internalPort } from '#wire/actor.ts'
import { isMalformed } from '#wire/bytes.ts'
import { type Captured, readCapture } from '#wire/capture.ts'
import { temporaryFolder } from '../lab.ts'

/** Two runs of all stories, one after the other into the same files. */
function record() {
  const folder = temporaryFolder()
  const [evidence, pcap] = [join(folder, 'e.ndjson'), join(folder, 'p.pcapng')]
  const stories = allStories()
  for (let run = 0; run < 2; run++) {
    const recorder = createRecorder({ evidence, pcap, failed: reason => expect.fail(reason) })
    const observer = createObservers()
    for (const one of recorder.observers) observer.add(one)
    const router = createStoryRouter({ observer })
    for (const story of stories) {
      const [port, from] = typeof story.in === 'number' ? [story.in, '192.168.1.1:1'] : [internalPort, story.in]
      router.on({ kind: 'datagram', port, from, bytes: buildInput(story) }, now, { send: () => {} })
    }
    recorder.close()
  }
  const events = readFileSync(evidence, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line) as TraceEvent) // biome-ignore format: one line
  return { stories, events, capture: new Uint8Array(readFileSync(pcap)) }
}

test('every decision and every packet, in files that are continued', () => {
  const { stories, events, capture } = record()
  expect(events.length).toBe(2 * stories.length)
  const leaving = events.filter(e => e.verdict !== 'drop').length
  const frames = [...readCapture(capture)]
  expect(frames.filter(isMalformed)).toEqual([])
  expect(frames.length).toBe(events.length + leaving)
})

test('a capture cut anywhere is good up to its last whole record', () => {
  const { capture } = record()
  const whole = [...readCapture(capture)] as Captured[]
  const cut = [...readCapture(capture.subarray(0, Math.floor(capture.length / 2)))]
  const good = cut.filter(f => !isMalformed(f))
  expect(cut.length - good.length).toBeLessThanOrEqual(1)
  expect(good.length).toBeGreaterThan(whole.length / 4)
  expect(good).toEqual(whole.slice(0, good.length))
})
