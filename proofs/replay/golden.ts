/** The chosen cover as text: NDJSON, a head that says of which specification, then one step a line; the packet a step leaves is said by its differences. */
import type { ModelPacket, ModelStep } from '#proofs/model/step.ts'
import { UserError } from '#wire/error.ts'
import { readStep } from './steps.ts'
import type { TracedStep } from './traces.ts'

export interface GoldenHead {
  /** the network, T1 ... T6 */
  readonly network: string
  /** without .cfg */
  readonly configuration: string
  /** sha256 of what the steps depend on */
  readonly spec: string
  /** "TLC 2.15" */
  readonly tool: string
  /** transitions the configuration has, all replayed when this was made */
  readonly transitions: number
}

export interface Golden {
  readonly head: GoldenHead
  readonly steps: readonly TracedStep[]
}

export const writeGolden = ({ head, steps }: Golden): string =>
  [head, ...steps.map(packed)].map(value => `${JSON.stringify(value)}\n`).join('')

const packed = ({ op, step }: TracedStep) => ({
  op,
  packet: step.packet,
  arrival: step.arrival,
  outcome: { ...step.outcome, packet: changes(step.packet, step.outcome.packet) },
})

/** The fields that became others. */
const changes = (before: ModelPacket, after: ModelPacket): Partial<ModelPacket> =>
  Object.fromEntries(
    Object.entries(after).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(before[key as keyof ModelPacket])),
  )

/** Throws `UserError` with file and line for what is cut, foreign or of another version. */
export function readGolden(text: string, file?: string): Golden {
  const lines = text.split('\n')
  const place = (line: number) => ({ line, ...(file !== undefined && { file }) })
  if (lines.pop() !== '') throw new UserError('the last line has no end: the file is cut', hint, place(lines.length + 1))
  const [head, ...steps] = lines.map((line, i) => parsed(line, place(i + 1)))
  if (!isHead(head)) throw new UserError('expected a head with network, configuration, spec, tool and transitions', hint, place(1))
  if (steps.length === 0) throw new UserError('there is no step', hint, place(2))
  return { head, steps: steps.map((value, i) => unpacked(value, place(i + 2))) }
}

const hint = 'a file of proofs/replay/golden, as proofs/checks/golden.ts writes it'

type Place = { readonly line: number; readonly file?: string }

function parsed(line: string, place: Place): unknown {
  try {
    return JSON.parse(line)
  } catch {
    throw new UserError('expected a line of JSON', hint, place)
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

const isHead = (value: unknown): value is GoldenHead =>
  isRecord(value) &&
  ['network', 'configuration', 'spec', 'tool'].every(key => typeof value[key] === 'string') &&
  Number.isSafeInteger(value.transitions)

function unpacked(value: unknown, place: Place): TracedStep {
  if (!isRecord(value) || typeof value.op !== 'string' || !isRecord(value.packet) || !isRecord(value.outcome))
    throw new UserError('expected a step with "op", "packet", "arrival" and "outcome"', hint, place)
  const { op, packet, arrival, outcome } = value
  const left = isRecord(outcome.packet) ? { ...packet, ...outcome.packet } : outcome.packet
  const step: ModelStep = readStep({ packet, arrival, outcome: { ...outcome, packet: left } }, place)
  return { op, step }
}
