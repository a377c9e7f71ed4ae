/** A run's summary.json, read again: what can be compared of it, whichever world it was in. */
import { z } from 'zod'
import { parseLocated, readLocated } from '#topology/located.ts'

const list = <T extends z.ZodType>(of: T) => z.array(of).readonly()
const text = z.string()
const count = z.number()

const flow = z.object({
  name: text,
  startNs: z.number(),
  endNs: z.number().optional(),
  sent: count,
  received: count,
  paths: list(z.object({ way: text, gapNs: z.number().optional() })),
})
const failure = z.object({
  name: text,
  linkIndex: z.number().optional(),
  noticed: list(z.object({ by: text, afterNs: z.number().optional() })),
})
const maybe = text.optional()
const fate = z.object({ packets: count, end: text, as: maybe, router: maybe, rule: maybe, reason: maybe, scmp: maybe, loss: maybe })

const summary = z.object({
  name: text,
  seed: z.number(),
  flows: list(flow),
  failures: list(failure),
  ways: list(z.object({ from: text, to: text, ways: list(text) })),
  attacks: list(z.object({ name: text, packets: count, fates: list(fate) })),
  drops: list(z.object({ isdAs: text, router: text, reason: text, count })),
  expectations: list(z.object({ text, ok: z.boolean(), found: text })),
})
export type RunSummary = Readonly<z.infer<typeof summary>>
export type FlowSummary = RunSummary['flows'][number]

/** Throws `UserError` with the place of what is missing. */
export const readSummary = (content: string, file: string): RunSummary => parseLocated(readLocated(content, file), summary)
