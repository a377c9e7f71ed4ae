/** Processes in a network namespace of their own, which has 127/8 and fd00::/8 and nothing else: networks of several test runs do not meet. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { assert } from '#wire/error.ts'

export type Words = readonly string[]

export interface Ended {
  /** `null`: it was killed, after half a minute */
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface Namespace {
  /** A program that runs until it is killed or the test ends, its output in NAME.log. */
  start(name: string, program: Words): void
  kill(name: string): Promise<void>
  /** A program that ends by itself. Throws when one that was started has ended, with its last words. */
  run(program: Words, environment?: Readonly<Record<string, string>>): Promise<Ended>
}

/** It and all in it is gone when the test ends. `folder`: where programs run and log. */
export function createNamespace(folder: string): Namespace {
  const name = `hopproof-${process.pid}-${counter++}`
  ip('netns', 'add', name)
  onTestFinished(() => ip('netns', 'del', name))
  ip('-n', name, 'link', 'set', 'lo', 'up')
  const enter = ['netns', 'exec', name]
  // IPv6 knows no loopback network: all addresses of one are made local, and may be bound.
  ip('-n', name, '-6', 'route', 'add', 'local', 'fd00::/8', 'dev', 'lo')
  ip(...enter, 'sysctl', '-qw', 'net.ipv6.ip_nonlocal_bind=1')
  const running = new Map<string, ChildProcess>()
  const ended: string[] = []
  async function kill(name: string): Promise<void> {
    const child = running.get(name)
    if (!running.delete(name)) return
    // The reference's control service takes its time over a SIGTERM.
    child!.kill('SIGKILL')
    await once(child!, 'exit')
  }
  return {
    kill,
    start(name, program) {
      const file = join(folder, `${name}.log`)
      const log = openSync(file, 'w')
      const child = spawn('ip', [...enter, ...program], { cwd: folder, stdio: ['ignore', log, log] })
      closeSync(log)
      running.set(name, child)
      child.on('exit', () => running.delete(name) && ended.push(`${name} has ended: ${readFileSync(file, 'utf8').slice(-1000)}`))
      onTestFinished(() => kill(name))
    },
    async run(program, environment) {
      assert(ended.length === 0, ended[0] ?? '')
      const env = { ...process.env, ...environment }
      const child = spawn('ip', [...enter, ...program], { cwd: folder, env, timeout: 30_000, stdio: ['ignore', 'pipe', 'pipe'] })
      const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
      return { code, stdout, stderr }
    },
  }
}

let counter = 0
const ip = (...words: Words): void => void execFileSync('ip', words, { stdio: 'pipe' })
