import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest'
import { createProgram } from '#cli/program.ts'
import { checkFile, describeFinding } from '#cli/topo/topo.ts'
import { root } from '#test/availability.ts'
import { readTopo } from '#topology/topo.ts'

const folder = mkdtempSync(join(tmpdir(), 'hopproof-topo-'))
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => void vi.restoreAllMocks())

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}
const demo = join(root, 'examples', 'topologies', 'demo16.topo')
const illegal = file('illegal.topo', 'ASes:\n  1-1: {core: true, x: 1}\n  1-2:\n')
const broken = file('broken.topo', 'ASes: [1-1]')

/** What `hopproof topo ...` prints, and its exit code. */
async function run(...args: string[]): Promise<{ out: string; err: string; exit: number | string | undefined }> {
  const [out, err]: [string[], string[]] = [[], []]
  vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0)
  process.exitCode = undefined
  await (await createProgram()).parseAsync(['node', 'hopproof', 'topo', ...args])
  const exit = process.exitCode
  process.exitCode = undefined
  return { out: out.join('').replaceAll(folder, ''), err: err.join(''), exit }
}

describe('check', () => {
  test('legal networks', async () =>
    expect(await run('check', demo)).toMatchObject({
      out: expect.stringMatching(/demo16.topo: legal \(16 ASes, 27 links\)\n$/),
      exit: undefined,
    }))

  test('broken rules, each with its place, exit 1', async () => {
    const { out, exit } = await run('check', demo, illegal)
    expect(exit).toBe(1)
    expect(out.split('\n').slice(1)).toEqual([
      '/illegal.topo:2:21: warning: ASes.1-1.x is not known and ignored [unknownKey]',
      '  hint: known here: core, voting, authoritative, issuing, cert_issuer, mtu, underlay, control_servers, hosts, internal_delay, note',
      '/illegal.topo:3:3: error: 1-2 does not reach a core AS [reachesCore]',
      '  hint: every AS reaches a core AS through its providers; else no beacon comes to it',
      '/illegal.topo: illegal (2 ASes, 0 links), 1 error, 1 warning',
      '',
    ])
  })

  test('what is no network at all, and no file, exit 2; the others are checked all the same', async () => {
    const { out, exit } = await run('check', broken, join(folder, 'none.topo'), demo)
    expect(exit).toBe(2)
    expect(out).toContain('/broken.topo:1:7: error: ASes: expected a mapping, found a list [readable]\n/broken.topo: unreadable, 1 error\n')
    expect(out).toContain('/none.topo: error: no such file')
    expect(out).toContain('demo16.topo: legal')
  })

  test('as JSON', async () => {
    const { files } = JSON.parse((await run('check', illegal, '--format', 'json')).out)
    expect(files[0]).toMatchObject({
      ases: 2,
      links: 0,
      findings: [
        { rule: 'unknownKey', place: { line: 2 } },
        { rule: 'reachesCore', severity: 'error' },
      ],
    })
    expect(checkFile(broken).ases).toBeUndefined()
  })

  test('a finding without place has the file', () =>
    expect(describeFinding({ rule: 'r', severity: 'error', text: 't' }, 'f')).toBe('f: error: t [r]'))
})

describe('generate', () => {
  test('to stdout: a legal network that says its seed; the same seed, the same text', async () => {
    const one = await run('generate', 'random', '--ases', '20', '--isds', '2', '--seed', '5')
    expect(readTopo(one.out).topology).toMatchObject({ name: 'random-20', note: expect.stringContaining('Seed 5.') })
    expect((await run('generate', 'random', '--ases', '20', '--isds', '2', '--seed', '5')).out).toBe(one.out)
    expect((await run('generate', 'random', '--ases', '20', '--isds', '2', '--seed', '6')).out).not.toBe(one.out)
  })
  test('to a file, named after it', async () => {
    await run('generate', 'tree', '--ases', '7', '--branching', '3', '-o', join(folder, 'mine.topo'))
    expect(readTopo(readFileSync(join(folder, 'mine.topo'), 'utf8')).topology).toMatchObject({ name: 'mine', links: { length: 6 } })
  })
  test.each([
    ['random', '--ases', 'x'],
    ['random', '--core-share', '2'],
    ['random', '--seed', '-1'],
    ['circle'],
    ['ring', '--ases', '2'],
    ['random', '--ases', '2', '--isds', '3'],
  ])('refuses %s %s %s', async (...args) => void (await expect(run('generate', ...args.filter(a => a !== undefined))).rejects.toThrow()))
})

describe('draw', () => {
  test('text, dot and SVG', async () => {
    expect((await run('draw', demo)).out).toMatch(/^demo16: 16 ASes in 3 ISDs, 27 links\n/)
    expect((await run('draw', demo, '--as', 'dot')).out).toMatch(/^digraph "demo16" {/)
    await run('draw', demo, '--as', 'svg', '-o', join(folder, 'demo.svg'))
    expect(readFileSync(join(folder, 'demo.svg'), 'utf8')).toMatch(/^<svg /)
  })
  test('also an illegal network, with its warnings on stderr', async () => {
    const { out, err } = await run('draw', illegal)
    expect(out).toContain('1-2')
    expect(err).toContain('warning: ')
  })
})

describe('convert', () => {
  test("to the reference's folders and back", async () => {
    const out = join(folder, 'gen')
    await run('convert', demo, '-o', out)
    expect(existsSync(join(out, 'ASff00_0_113', 'topology.json'))).toBe(true)
    await run('convert', out, '-o', join(folder, 'back.topo'))
    const { out: verdict } = await run('check', join(folder, 'back.topo'))
    expect(verdict).toBe('/back.topo: legal (16 ASes, 27 links)\n')
  })
  test('without -o it is not known where to', async () => void (await expect(run('convert', demo)).rejects.toThrow()))
})
