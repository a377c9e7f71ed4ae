import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { countDrops, watchEvidence } from '#emulate/net/evidence.ts'
import { evidenceFile } from '#emulate/net/jobs.ts'
import type { TraceEvent } from '#router/evidence.ts'
import { temporaryFolder } from './lab.ts'

const event = (router: string, reason?: string): TraceEvent =>
  ({ as: '1-ff00:0:110', router, verdict: reason === undefined ? 'forward' : 'drop', ...(reason && { reason }) }) as unknown as TraceEvent
const line = (e: TraceEvent): string => `${JSON.stringify(e)}\n`

test('what was written since, whole lines only, of files that come later too', () => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, 'evidence'))
  writeFileSync(evidenceFile(folder, 'br1'), line(event('br1')))
  const evidence = watchEvidence(folder, ['br1', 'br2'])
  expect(evidence.events()).toEqual([])
  appendFileSync(evidenceFile(folder, 'br1'), `${line(event('br1', 'macMismatch'))}{"as":`)
  writeFileSync(evidenceFile(folder, 'br2'), line(event('br2')))
  expect(evidence.events()).toEqual([event('br1', 'macMismatch'), event('br2')])
})

test('drops by router, in the order of names and of the table', () => {
  const events = ['pathExpired', 'macMismatch', 'macMismatch', undefined].map(reason => event('br2', reason))
  expect(countDrops([...events, event('br1', 'macMismatch')]).map(d => `${d.router} ${d.reason} ${d.count}`)).toEqual([
    'br1 macMismatch 1',
    ...countDrops(events).map(d => `br2 ${d.reason} ${d.count}`),
  ])
  expect(countDrops(events).reduce((sum, d) => sum + d.count, 0)).toBe(3)
})
