import { expect, test } from 'vitest'
import { decodeDer, readOid } from '#crypto/der.ts'
import { oid } from '#crypto/der-write.ts'
import { oids } from '#crypto/oid.ts'

test('each is a number of its own that can be written and read', () => {
  const all = Object.values(oids)
  expect(new Set(all).size).toBe(all.length)
  for (const dotted of all) expect(decodeDer(oid(dotted), 20, r => readOid(r, 'oid'))).toBe(dotted)
})

test('SCION’s own are under the arc of its project', () => {
  const own = [oids.isdAs, oids.sensitiveVoting, oids.regularVoting, oids.root]
  expect(own.every(dotted => dotted.startsWith('1.3.6.1.4.1.55324.1.'))).toBe(true)
})
