import { expect, test } from 'vitest'
import { modelledGuard } from '#control/drkey/guard.ts'
import type { Outbox } from '#wire/actor.ts'

const out: Outbox = { send: () => undefined }

test('modelled: everything travels as it is', () => {
  const [request, answer] = [Uint8Array.of(1), Uint8Array.of(2)]
  const asked = modelledGuard.ask(request, { isdAs: '1-2', ways: [] }, 0)!
  expect(asked.body).toBe(request)
  modelledGuard.take(asked.body, { isdAs: '1-1', ways: [] }, 0, out, guarded => {
    expect(guarded?.request).toBe(request)
    asked.read(guarded!.protect(answer)!, 0, out, plain => expect(plain).toBe(answer))
  })
})
