import { expect, test } from 'vitest'
import { addCounts, cannotRun, closingLine, describeMissing, readReport } from './report.ts'

const result = (status: string, title = 'x', ...ancestorTitles: string[]) => ({ status, title, ancestorTitles })
const file = (status: string, ...assertionResults: ReturnType<typeof result>[]) => ({ name: 'f', status, assertionResults })
const read = (testResults: ReturnType<typeof file>[], ended = true) => readReport(() => JSON.stringify({ testResults }), ended)

test('tests are counted over all files', () => {
  const { counts } = read(
    [file('passed', result('passed'), result('skipped')), file('failed', result('failed'), result('pending'), result('passed'))],
    false,
  )
  expect(counts).toEqual({ passed: 2, failed: 1, skipped: 2 })
  expect(closingLine(addCounts(counts, { passed: 1, failed: 0, skipped: 0 }))).toBe('3 passed, 1 failed, 2 skipped')
})

test('nothing that went wrong is lost: a file that did not load, an error outside any test, no report at all', () => {
  expect(read([file('failed'), file('failed', result('failed'))], false).counts.failed).toBe(2)
  expect(read([file('passed', result('passed'))], false).counts.failed).toBe(1)
  expect(readReport(() => '', true).counts.failed).toBe(1)
})

test('suites that cannot run are gathered by what they miss', () => {
  const title = `${cannotRun}tshark | not on PATH | apt-get install tshark`
  const { missing } = read([
    file('passed', result('skipped', title, 'captures')),
    file('passed', result('skipped', title, 'demo', 'pcapng'), result('passed')),
  ])
  expect(describeMissing(missing)).toBe('  tshark: not on PATH; get it: apt-get install tshark\n    - captures\n    - demo > pcapng')
})
