/** Attacks of the gallery against real routers: with the guard on stopped by it, with the guard off delivered. */
import { expect, test } from 'vitest'
import { playLive } from '#cli/proofs/live.ts'
import { findEntry } from '#proofs/gallery/gallery.ts'
import { describeWith, program } from '#test/availability.ts'
import { namespaces } from '#test/emulate/net/lab.ts'
import { UserError } from '#wire/error.ts'

describeWith([namespaces, program('mn')], 'the gallery on Mininet', () => {
  test.each([
    ['valley-path', 3, 4],
    ['bounce-to-sibling', 1, 3],
    ['epic-replay', 3, 3],
  ])('%s', async (name, stopped, through) => {
    const entry = findEntry(name)
    const on = await playLive(entry, 'on', 'mininet')
    expect([on.asSaid, on.fate.rule, on.fate.events.length]).toEqual([true, entry.guard, stopped])
    const off = await playLive(entry, 'off', 'mininet')
    expect([off.asSaid, off.fate.as, off.fate.events.length]).toEqual([true, entry.reaches, through])
  })
})

test('what comes in over a link is for the simulator', async () => {
  await expect(playLive(findEntry('ingress-spoof'), 'on', 'loopback')).rejects.toBeInstanceOf(UserError)
})
