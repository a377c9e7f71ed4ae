/** The suite as data for other programs: as it is written, or with every packet's bytes for a given moment and network. */
import { writeAsTopology } from '#topology/json.ts'
import { toHex } from '#wire/bytes.ts'
import { type ExpandedStep, expandStep, stepsOf } from './expand.ts'
import { type Suite, type SuiteCase, settingOf } from './read.ts'

export interface ExpandOptions {
  /** unix nanoseconds at which every step is sent */
  readonly nowNs: bigint
  /** addresses are 127.NET.x.y */
  readonly net: number
}

/** What is said of a case in any list. */
export const describeCase = ({ id, title, clause, level, origin, note, configuration }: SuiteCase) => ({
  id,
  title,
  clause,
  level,
  ...(origin !== undefined && { origin }),
  ...(note !== undefined && { note }),
  configuration,
})

/** JSON data. Throws `UserError`. */
export function expandSuite(suite: Suite, cases: readonly SuiteCase[], { nowNs, net }: ExpandOptions) {
  const settings = new Map([...suite.configurations.keys()].map(name => [name, settingOf(suite, name, net)]))
  const configurations = [...settings].map(([name, { spec, as }]) => [name, { ...spec, topology: writeAsTopology(as) }])
  return {
    suite: suite.version,
    unixNs: String(nowNs),
    net,
    configurations: Object.fromEntries(configurations),
    cases: cases.map(c => ({
      ...describeCase(c),
      steps: stepsOf(c).map(step => {
        const { second, withinMs, notBeforeMs } = step
        const timing = { ...(second && { second }), ...(withinMs && { withinMs }), ...(notBeforeMs && { notBeforeMs }) }
        return { ...written(expandStep(step, settings.get(c.configuration)!, { nowNs })), ...timing }
      }),
    })),
  }
}

/** Bytes as hex; a mask only where something may vary. */
function written({ input, output }: ExpandedStep) {
  const expected =
    output === undefined
      ? 'nothing'
      : {
          from: output.from,
          to: output.to,
          bytes: toHex(output.bytes),
          ...(output.mask.some(b => b !== 0xff) && { mask: toHex(output.mask) }),
        }
  return { ...(input !== undefined && { in: { from: input.from, to: input.to, bytes: toHex(input.bytes) } }), out: expected }
}
