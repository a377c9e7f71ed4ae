/** Settings of BFD sessions as topology.json says them of a link and br.toml of all links. Zero says "the default", as in Go. */
import { UserError } from '#wire/error.ts'
import { asBoolean, asInteger, parsed, type Value } from './document.ts'
import type { BfdSettings } from './model.ts'
import { formatDurationNs, parseDurationNs } from './quantity.ts'

export const bfdKeys = ['disable', 'detect_mult', 'desired_min_tx_interval', 'required_min_rx_interval'] as const

export function readBfd(fields: Partial<Record<string, Value>>): BfdSettings {
  const disable = fields.disable && asBoolean(fields.disable)
  return {
    ...(disable === undefined ? {} : { disable }),
    ...unlessZero('detectMult', fields.detect_mult && asInteger(fields.detect_mult, 0, 255)),
    ...unlessZero('desiredMinTxNs', fields.desired_min_tx_interval && parsed(fields.desired_min_tx_interval, parseInterval)),
    ...unlessZero('requiredMinRxNs', fields.required_min_rx_interval && parsed(fields.required_min_rx_interval, parseInterval)),
  }
}

const unlessZero = <K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } =>
  value === undefined || value === 0 ? {} : ({ [key]: value } as { [P in K]: number })

/** Packets say microseconds. */
function parseInterval(text: string): number {
  const ns = parseDurationNs(text)
  if (ns === 0 || ns >= 1000) return ns
  throw new UserError(`"${text}" is too short for BFD`, 'expected at least 1us; 200ms is the default')
}

export const writeBfd = (bfd: BfdSettings): object => ({
  ...(bfd.disable === undefined ? {} : { disable: bfd.disable }),
  ...(bfd.detectMult === undefined ? {} : { detect_mult: bfd.detectMult }),
  ...(bfd.desiredMinTxNs === undefined ? {} : { desired_min_tx_interval: formatDurationNs(bfd.desiredMinTxNs) }),
  ...(bfd.requiredMinRxNs === undefined ? {} : { required_min_rx_interval: formatDurationNs(bfd.requiredMinRxNs) }),
})
