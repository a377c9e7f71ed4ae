import { Readable } from 'node:stream'
import { afterEach, expect, test, vi } from 'vitest'
import { choosePath } from '#cli/tools/choose-path.ts'
import { simulatedPlace } from '#cli/tools/tool-network.ts'
import { UserError } from '#wire/error.ts'
import { diamond } from './lab.ts'

afterEach(() => void vi.restoreAllMocks())

async function choose(input: string, to = 'server'): Promise<{ chosen: string | undefined; out: string; err: string }> {
  const [out, err]: [string[], string[]] = [[], []]
  vi.spyOn(process.stdout, 'write').mockImplementation(text => out.push(String(text)) > 0)
  vi.spyOn(process.stderr, 'write').mockImplementation(text => err.push(String(text)) > 0)
  const place = simulatedPlace({ topology: diamond, from: 'alice', seed: 1, down: [] })
  const chosen = await choosePath(place, place.destinationAs(to), {}, { color: false }, Readable.from([input]))
  return { chosen, out: out.join(''), err: err.join('') }
}

test('the list, the question, and again after a wrong answer', async () => {
  const { chosen, out, err } = await choose('x\n7\n1\n')
  expect(out).toMatch(/^Available paths to 1-ff00:0:110:\n3 Hops:\n\[0\] Hops: .*\n\[1\] Hops: .*\n(Choose path: ){3}$/)
  expect(err).toBe('Path index outside of valid range: [0, 1]\n'.repeat(2))
  expect(chosen).toMatch(/^[0-9a-f]{16}$/)
  expect(chosen).not.toBe((await choose('0\n')).chosen)
})

test('nothing to choose inside the AS or without a path', async () => {
  expect(await choose('', 'alice')).toEqual({ chosen: undefined, out: '', err: '' })
  expect(await choose('', '1-ff00:0:999')).toEqual({ chosen: undefined, out: '', err: '' })
})

test('an input that ends is no choice', async () => {
  await expect(choose('')).rejects.toThrow(UserError)
})
