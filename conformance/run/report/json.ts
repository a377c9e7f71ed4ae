/** A run as JSON, for programs. */
import { countResults, type Summary } from './summary.ts'

export const jsonReport = ({ suite, dut, outcomes, selected, durationMs }: Summary): string =>
  `${JSON.stringify(
    {
      format: 'hopproof-conformance/1',
      suite,
      dut,
      selected,
      ...countResults(outcomes),
      durationMs: Math.round(durationMs),
      cases: outcomes.map(({ case: c, result, reason, differences, durationMs: ms }) => ({
        id: c.id,
        title: c.title,
        clause: c.clause,
        level: c.level,
        configuration: c.configuration,
        result,
        ...(reason !== undefined && { reason }),
        ...(differences.length > 0 && { differences }),
        durationMs: Number(ms.toFixed(3)),
      })),
    },
    undefined,
    2,
  )}\n`
