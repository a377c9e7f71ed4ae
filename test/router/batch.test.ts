import { expect, test } from 'vitest'
import { softwareAes } from '#crypto/aes.ts'
import { platformAes } from '#emulate/crypto/aes.ts'
import { createBatch, decideBatch, loadBatch } from '#router/batch.ts'
import type { Arrival } from './fuzz.ts'
import { decideAlone, decideTogether, sameDecision } from './holds.ts'
import { createStoryRouter, now } from './network.ts'
import { allStories, buildInput, type Story } from './story.ts'

const arrivalOf = (s: Story): Arrival =>
  typeof s.in === 'number'
    ? { bytes: buildInput(s), port: s.in, from: `192.168.${s.in}.3:40000` }
    : { bytes: buildInput(s), port: 0, from: s.in }
const all = allStories().map(arrivalOf)

test('all stories in one batch: verdict, rule and bytes as one by one, with either AES', () => {
  const alone = createStoryRouter()
  const singly = all.map(a => decideAlone(alone, a))
  for (const cipher of [softwareAes, platformAes]) {
    const together = decideTogether(createStoryRouter({ cipher }), all)
    expect(all.flatMap((_, i) => (sameDecision(singly[i]!, together[i]!) ? [] : [allStories()[i]!.name]))).toEqual([])
  }
})

test('a batch encrypts all first MACs in one call, and all MACs behind a cross-over in another', () => {
  const counts: number[] = []
  const router = createStoryRouter({
    cipher: key => {
      const aes = softwareAes(key)
      return {
        encryptBlocks(blocks, count) {
          counts.push(count)
          aes.encryptBlocks(blocks, count)
        },
      }
    },
  })
  counts.length = 0
  const named = (name: string): Arrival => arrivalOf(allStories().find(s => s.name === name)!)
  decideTogether(router, ['ParentToChild', 'ChildToChildXover', 'SCMPBadMAC', 'SCMPUnknownHop', 'ParentToChild'].map(named))
  expect(counts).toEqual([4, 1])
})

test('a batch can be used again, with fewer packets; nothing is left of the last', () => {
  const router = createStoryRouter()
  const batch = createBatch(router.state, 4)
  const { internal } = router.state.links
  const crossing = arrivalOf(allStories().find(s => s.name === 'ChildToChildXover')!)
  const load = (i: number, a: Arrival): void => loadBatch(batch, i, a.bytes.slice(), router.linkOf(a.port, a.from), a.from, now)
  for (let i = 0; i < 4; i++) load(i, crossing)
  decideBatch(batch, 4, router.state)
  expect(batch.verdicts.map(v => v?.kind)).toEqual(['forward', 'forward', 'forward', 'forward'])
  loadBatch(batch, 0, new Uint8Array(3), internal, '', now)
  load(1, crossing)
  decideBatch(batch, 2, router.state)
  expect(batch.verdicts.slice(0, 2).map(v => v?.kind)).toEqual(['drop', 'forward'])
})

test('no packets, no work', () => {
  const router = createStoryRouter()
  const batch = createBatch(router.state, 2)
  decideBatch(batch, 0, router.state)
  expect(batch.verdicts).toEqual([undefined, undefined])
})
