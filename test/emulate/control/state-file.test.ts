import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { readState, type StateFile, writeState } from '#emulate/control/state-file.ts'
import { root } from '#test/availability.ts'
import { temporaryFolder } from '../lab.ts'

const fileIn = (folder: string): StateFile => ({ path: join(folder, 'cs1.trust.db.ndjson'), kind: 'trust', isdAs: '1-ff00:0:110' })

test('what was written last is read; only its owner may read what is secret', () => {
  const folder = temporaryFolder()
  const file = fileIn(folder)
  expect(readState(file, r => r, expect.fail)).toEqual([])
  writeState(file, [{ a: 1 }], true)
  writeState(file, [{ a: 2 }, { a: 3 }], true)
  expect(readState(file, r => r.a, expect.fail)).toEqual([2, 3])
  expect(statSync(file.path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['cs1.trust.db.ndjson'])
})

test('a process that died while it wrote leaves the file before', () => {
  const file = fileIn(temporaryFolder())
  writeState(file, [{ a: 1 }], false)
  writeFileSync(`${file.path}.new`, '{"hopproof":"trust da')
  expect(readState(file, r => r.a, expect.fail)).toEqual([1])
  writeState(file, [{ a: 2 }], false)
  expect(readState(file, r => r.a, expect.fail)).toEqual([2])
})

test('a file that cannot be written whole is not taken', () => {
  const file = fileIn(temporaryFolder())
  writeState(file, [{ a: 1 }], false)
  const source = pathToFileURL(join(root, 'emulate/control/state-file.ts')).href
  const code = `
    import { writeState } from ${JSON.stringify(source)}
    try { writeState(${JSON.stringify(file)}, [{ a: 'x'.repeat(3e6) }], false) } catch (error) { console.log(error.code) }`
  // No file may have more than a megabyte: the system takes a part of what is written, and says so only when asked for more.
  const { stdout } = spawnSync('sh', ['-c', `trap '' XFSZ; ulimit -f 2048; exec "$0" "$@"`, process.execPath, '--import', 'tsx', '--input-type=module', '-e', code], { cwd: root, encoding: 'utf8' }) // biome-ignore format: one line
  expect(stdout.trim()).toBe('EFBIG')
  expect(readState(file, r => r.a, expect.fail)).toEqual([1])
})

test('what cannot be understood is put aside, and said', () => {
  const broken = [
    '{',
    'SQLite format 3\u0000',
    '{"hopproof":"path database","version":1,"isdAs":"1-ff00:0:110"}\n',
    '{"hopproof":"trust database","version":2}\n',
  ]
  for (const text of broken) {
    const file = fileIn(temporaryFolder())
    writeFileSync(file.path, text)
    const said: string[] = []
    expect(
      readState(
        file,
        r => r,
        line => said.push(line),
      ),
    ).toEqual([])
    expect(said).toEqual([expect.stringMatching(/cannot be read .* begins without what it knew/)])
    expect(existsSync(file.path)).toBe(false)
    expect(readFileSync(`${file.path}.unreadable`, 'utf8')).toBe(text)
  }
})

test('one line that is no record spoils the file', () => {
  const file = fileIn(temporaryFolder())
  writeState(file, [{ a: 1 }, { a: 'x' }], false)
  const said: string[] = []
  const read = ({ a }: { readonly a?: unknown }): number => {
    if (typeof a !== 'number') throw new Error('no number')
    return a
  }
  expect(readState(file, read, line => said.push(line))).toEqual([])
  expect(said[0]).toContain('no number')
})
