import { expect, test } from 'vitest'
import { as, galleryNetwork } from '#proofs/gallery/network.ts'
import { ruleSet, withoutRule } from '#router/rules.ts'

test('every AS has the host that speaks for it', () => {
  const { hosts } = galleryNetwork(ruleSet)
  for (const [name, isdAs] of Object.entries(as)) expect(hosts.find(h => h.host.name === name)?.as.isdAs).toBe(isdAs)
})

test('weakened or not, it is the same network: same beacons, same moment', () => {
  const [strong, weak] = [galleryNetwork(ruleSet), galleryNetwork(withoutRule('macIsValid'))]
  expect(weak.loop.digest.value()).toBe(strong.loop.digest.value())
  expect(weak.routers.every(r => !r.router.state.rules.scion.some(rule => rule.name === 'macIsValid'))).toBe(true)
})
