/** Settings of BFD sessions as topology.json says them of a link and br.toml of all links. Zero says "the default", as in Go. */
import { asBoolean, asInteger, asText, complain, type Value } from './document.ts'
import { asDurationNs, formatWholeDuration } from './duration.ts'
import type { BfdSettings } from './model.ts'

export const bfdKeys = ['disable', 'detect_mult', 'desired_min_tx_interval', 'required_min_rx_interval'] as const

export function readBfd(fields: Partial<Record<string, Value>>): BfdSettings {
  const disable = fields.disable && asBoolean(fields.disable)
  return {
    ...(disable === undefined ? {} : { disable }),
    ...unlessZero('detectMult', fields.detect_mult && asInteger(fields.detect_mult, 0, 255)),
    ...unlessZero('desiredMinTxNs', fields.desired_min_tx_interval && asInterval(fields.desired_min_tx_interval)),
    ...unlessZero('requiredMinRxNs', fields.required_min_rx_interval && asInterval(fields.required_min_rx_interval)),
  }
}

const unlessZero = <K extends string>(key: K, value: number | undefined): { readonly [P in K]?: number } =>
  value === undefined || value === 0 ? {} : ({ [key]: value } as { [P in K]: number })

/** Packets say microseconds, in 32 bits. */
function asInterval(value: Value): number {
  const ns = asDurationNs(value)
  if (ns === 0 || (ns >= 1000 && ns < 2 ** 32 * 1000)) return ns
  throw complain(value, `"${asText(value)}" does not fit into BFD packets`, 'from 1us to 71m; 200ms is the default')
}

export const writeBfd = (bfd: BfdSettings): object => ({
  ...(bfd.disable === undefined ? {} : { disable: bfd.disable }),
  ...(bfd.detectMult === undefined ? {} : { detect_mult: bfd.detectMult }),
  ...(bfd.desiredMinTxNs === undefined ? {} : { desired_min_tx_interval: formatWholeDuration(bfd.desiredMinTxNs) }),
  ...(bfd.requiredMinRxNs === undefined ? {} : { required_min_rx_interval: formatWholeDuration(bfd.requiredMinRxNs) }),
})
