/** What the `scion` tool showed in the reference's tiny4, our own tools show in a simulation of the same network: line by line. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { hopproof, tiny } from '#test/cli/tools/lab.ts'
import { mask, readTranscript } from './transcript.ts'

const seen = readTranscript(readFileSync(new URL('transcripts/tiny4.txt', import.meta.url), 'utf8'))

test.each(seen)('$command', async ({ command, stdout, exit }) => {
  const words = command.replace(',127.0.0.1', '').split(' ')
  const { out, exit: ownExit } = await hopproof(words[0]!, '--topology', tiny, '--isd-as', '1-ff00:0:112', ...words.slice(1))
  expect(anyHost(mask(out)).trimEnd()).toBe(withoutDiscovery(stdout))
  expect(ownExit ?? 0).toBe(exit)
})

/** In the reference's network on loopback all hosts are 127.0.0.1; here each has an address of its own. */
const anyHost = (text: string): string => text.replaceAll(/127\.0\.0\.(19|27)\b(?!:\d)/g, '127.0.0.1')

/** Simulated ASes do not announce where their services are. */
const withoutDiscovery = (stdout: string): string => stdout.replaceAll(/,\n {6}"discovery": \{.*?\n {6}\}/gs, '')
