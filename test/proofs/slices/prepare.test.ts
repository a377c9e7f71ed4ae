import { expect, test } from 'vitest'
import { readLog } from '#proofs/slices/log.ts'
import { prepareSlices } from '#proofs/slices/prepare.ts'
import { changed, events, lines, topology } from './lines.ts'

const prepare = (text: readonly string[]) => prepareSlices(readLog(text, topology), topology)

test('all of a log is looked at, and counted', () => {
  const { slices, decisions, outside, seen, objections } = prepare(lines)
  expect(objections).toEqual([])
  expect(slices).toBeGreaterThan(3)
  expect(decisions + outside.bfd + outside.unreadable + outside.otherPath).toBe(events.length)
  expect(seen.get('answer macIsValid macMismatch')).toBe(3)
})

test('what cannot be read any more, and what was never sent, is objected to', () => {
  const at = events.findIndex(e => e.verdict === 'deliver')
  expect(prepare(changed(at, e => ({ ...e, after: 'ff' }))).objections.map(o => o.text)).toContain('what the packet became cannot be read')
  const forwarded = events.findIndex((e, i) => e.verdict === 'forward' && events.slice(i).some(o => o.before === e.after))
  expect(prepare(changed(forwarded, () => undefined)).objections.map(o => o.text)).toContain(
    'it came from another router, and none had sent it',
  )
})
