import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { run } from '#emulate/net/command.ts'
import { ownProgram } from '#emulate/program/own-program.ts'
import { describeWith, program, scionProgram } from '#test/availability.ts'
import { someNet, until } from '#test/emulate/lab.ts'
import { isAlive, namespaces, temporaryFolder } from '#test/emulate/net/lab.ts'
import { topologyFolder } from '#test/sim/examples.ts'

const tiny = join(topologyFolder, 'tiny.topo')

interface Running {
  readonly child: ChildProcess
  readonly text: { stdout: string; stderr: string }
  /** exit code, or the signal */
  readonly ended: Promise<number | string>
}

async function emulate(
  words: readonly string[],
  { before = [], input }: { before?: readonly string[]; input?: string } = {},
): Promise<Running> {
  const [file, ...args] = [...before, ...(await ownProgram()), 'emulate', ...words]
  const child = spawn(file!, args, { stdio: 'pipe' })
  onTestFinished(() => void child.kill('SIGKILL'))
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', piece => (text[name] += piece))
  if (input !== undefined) child.stdin.end(input)
  return { child, text, ended: once(child, 'close').then(([code, signal]) => code ?? signal) }
}

const spacesOf = (pid: number): string[] => readdirSync('/run/netns').filter(name => name.startsWith(`hp${pid}-`))

/** Processes that we started for a run, by the folder in their command lines. */
async function processesOf(folder: string): Promise<number[]> {
  const { stdout } = await run(['ps', '-eo', 'pid,args'])
  const lines = stdout.split('\n').filter(line => line.includes(folder) && !line.includes(' emulate '))
  return lines.map(line => Number(line.trim().split(' ')[0]))
}

describeWith([namespaces], 'hopproof emulate netns', () => {
  test("a script with Mininet's words; nothing is left", async () => {
    const script =
      'nodes\npingall\nalice ping bob -c 2\nalice paths bob\nlink br1-ff00_0_110-1 br1-ff00_0_111-1 down\nlinks\nbob ip -o address\nexit\n'
    const { child, text, ended } = await emulate(['netns', tiny], { input: `sh sleep 3\n${script}` })
    expect(await ended, text.stderr).toBe(0)
    expect(text.stderr).toMatch(/10 processes run after .*; delay and loss: /)
    expect(text.stdout).toMatch(/hosts: server alice bob\n/)
    expect(text.stdout).toMatch(/\*\*\* Results: 0% dropped \(6\/6 received\)/)
    expect(text.stdout).toMatch(/2 packets transmitted, 2 received, 0% packet loss/)
    expect(text.stdout).toContain('[0] 1-ff00:0:111 41>1 1-ff00:0:110 2>1 1-ff00:0:112 mtu')
    expect(text.stdout).toContain('br1-ff00_0_110-1 br1-ff00_0_111-1 (down)')
    expect(text.stdout).toMatch(/lan .*inet 10\./)
    expect(spacesOf(child.pid!)).toEqual([])
  })

  test('Ctrl-C ends all in order, kill -9 by force; the next run removes what that left', async () => {
    const out = temporaryFolder()
    const interrupted = await emulate(['netns', tiny, '--out', out])
    await until(() => interrupted.text.stderr.includes('processes run'))
    expect(spacesOf(interrupted.child.pid!).length).toBeGreaterThan(10)
    interrupted.child.kill('SIGINT')
    expect(await interrupted.ended).toBe(1)
    expect([spacesOf(interrupted.child.pid!), await processesOf(out)]).toEqual([[], []])

    const killed = await emulate(['netns', tiny, '--out', out])
    await until(() => killed.text.stderr.includes('processes run'))
    const processes = await processesOf(out)
    expect(processes.length).toBeGreaterThanOrEqual(10)
    killed.child.kill('SIGKILL')
    expect(await killed.ended).toBe('SIGKILL')
    await until(() => !processes.some(isAlive))
    const next = await emulate(['netns', tiny, '--out', out, '--test', 'pingall'])
    expect(await next.ended, next.text.stderr).toBe(0)
    expect(spacesOf(killed.child.pid!)).toEqual([])
    expect(next.text.stdout).toContain('*** Results: 0% dropped (6/6 received)')
  })

  test('interrupted while it starts, nothing is left either', async () => {
    const { child, ended } = await emulate(['netns', tiny])
    await until(() => spacesOf(child.pid!).length > 0)
    child.kill('SIGINT')
    expect(await ended).toBe(1)
    expect(spacesOf(child.pid!)).toEqual([])
  })

  test('who is not root is told what to do', async () => {
    const before = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups']
    const { text, ended } = await emulate(['netns', tiny], { before })
    expect(await ended).toBe(3)
    expect(text.stderr).toMatch(/is for root only\n {2}hint: .*"hopproof emulate loopback" needs neither/)
  })
})

describeWith([namespaces, program('mn')], 'hopproof emulate mininet', () => {
  test('all pairs ping', async () => {
    const { text, ended } = await emulate(['mininet', tiny, '--test', 'pingall'])
    expect(await ended, text.stderr).toBe(0)
    expect(text.stdout.split('\n')).toContain('alice -> server bob')
    expect(text.stdout).toContain('*** Results: 0% dropped (6/6 received)')
  })
})

describeWith([namespaces, program('mn'), scionProgram('router')], "hopproof emulate mininet with the reference's routers", () => {
  test("one AS's routers are Go's", async () => {
    const { text, ended } = await emulate(['mininet', tiny, '--router', '1-ff00:0:110=go', '--test', 'pingall'])
    expect(await ended, text.stderr).toBe(0)
    expect(text.stdout).toContain('*** Results: 0% dropped (6/6 received)')
  })
})

test('on loopback, without root', async () => {
  const file = join(temporaryFolder(), 'two.topo')
  const net = `127.${someNet()}.0.0/16`
  writeFileSync(
    file,
    `defaults: {subnet: ${net}}
ASes:
  "1-ff00:0:110": {core: true, voting: true, authoritative: true, issuing: true, hosts: [h1]}
  "1-ff00:0:111": {cert_issuer: "1-ff00:0:110", hosts: [h2]}
links: [{a: "1-ff00:0:110#1", b: "1-ff00:0:111#1", linkAtoB: CHILD}]`,
  )
  const before = readdirSync(tmpdir()).filter(name => name.startsWith('hopproof-'))
  const { text, ended } = await emulate(['loopback', file, '--test', 'pingall'])
  expect(await ended, text.stderr).toBe(0)
  expect(text.stdout).toContain('*** Results: 0% dropped (2/2 received)')
  expect(text.stderr).toContain('none on loopback')
  const own = /hopproof-\w+/.exec(text.stderr)?.[0]
  expect(own === undefined || before.includes(own) || !existsSync(join(tmpdir(), own))).toBe(true)
})
