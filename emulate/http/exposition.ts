/** The text format that Prometheus reads.   prometheus.io/docs/instrumenting/exposition_formats */
import type { SocketCounters } from '../io/packet-io.ts'

export type Labels = Readonly<Record<string, string>>

export const expositionType = 'text/plain; version=0.0.4; charset=utf-8'

/** One metric with its samples; '' when there are none. */
export function metric(name: string, type: 'counter' | 'gauge', help: string, samples: readonly (readonly [Labels, number])[]): string {
  if (samples.length === 0) return ''
  const lines = samples.map(([labels, value]) => `${name}${labelText(labels)} ${value}\n`)
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`
}

function labelText(labels: Labels): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

const escaped = (value: string): string => value.replace(/[\\"\n]/g, c => (c === '\n' ? '\\n' : `\\${c}`))

/** Of any program's sockets. */
export const socketText = ({ errors, overflowed }: SocketCounters): string[] => [
  metric(
    'hopproof_socket_errors_total',
    'counter',
    'What the sockets refused',
    [...errors].map(([error, n]) => [{ error }, n]),
  ),
  metric('hopproof_socket_overflowed_total', 'counter', 'Datagrams given up: the queue was full', [[{}, overflowed]]),
]
