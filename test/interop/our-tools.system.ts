/** Our tools on this machine, by the reference's daemon and over its routers: they show what its `scion` tool shows, line by line. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { describeWith } from '#test/availability.ts'
import { hopproofProgram, theirs, untilAlive } from './network.ts'
import { startTiny4, tiny4Needs } from './tiny4.ts'
import { readTranscript, transcribe } from './transcript.ts'

const kept = readFileSync(new URL('transcripts/tiny4.txt', import.meta.url), 'utf8')

/** An SCMP error that came instead of a reply: ours say which, the reference's that it was none. */
const withoutNotes = (text: string): string => text.replaceAll(/^stderr: ERROR: .*$/gm, 'stderr: ERROR')

describeWith(tiny4Needs, 'our tools in tiny4 of the reference', archive => {
  test('the transcript of the scion tool', async () => {
    const { namespace, network } = startTiny4(archive, theirs)
    await untilAlive(namespace, network.daemon, '1-ff00:0:111')
    const commands = readTranscript(kept).map(({ command }) => command)
    const seen = await transcribe(namespace, network.daemon, commands, hopproofProgram)
    expect(withoutNotes(seen)).toBe(withoutNotes(kept))
    expect(seen).toContain('stderr: ERROR: parameterProblem invalidDestinationAddress (4/34) {from=1-ff00:0:111,127.0.0.17; pointer=0}')
  })
})
