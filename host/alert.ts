/** Router alerts: the flags in hop fields that make a router answer a traceroute request itself. {#router-alert} */
import type { Bytes } from '#wire/bytes.ts'
import { consDir, hopAt, infOfHf, infoAt, numHops, peerFlag } from '#wire/path.ts'

/** One interface of a path: the hop field whose flag wakes its router. */
export interface AlertPoint {
  readonly hf: number
  /** names of the hop field's two flags, in construction direction */
  readonly flag: 'ingress' | 'egress'
}

const bits = { ingress: 2, egress: 1 } as const

/**
 * An alert point for every interface the path passes, in its order. Where two segments meet in an AS, the first hop field speaks for the
 * interface in and the second for the one out; a peering link has both hop fields' interfaces.   scion/traceroute/traceroute.go
 */
export function alertPoints(path: Bytes): AlertPoint[] {
  const points: AlertPoint[] = []
  const last = numHops(path, 0) - 1
  let crossed = false
  for (let hf = 0; hf <= last; hf++) {
    const segment = infOfHf(path, 0, hf)
    const info = infoAt(0, segment)
    const [entry, exit] = consDir(path, info) ? (['ingress', 'egress'] as const) : (['egress', 'ingress'] as const)
    const crossing = hf < last && infOfHf(path, 0, hf + 1) !== segment && !peerFlag(path, info)
    if (hf > 0 && !crossed) points.push({ hf, flag: entry })
    if (hf < last && !crossing) points.push({ hf, flag: exit })
    crossed = crossing
  }
  return points
}

/** A copy of the path with one flag set. */
export function withAlert(path: Bytes, { hf, flag }: AlertPoint): Bytes {
  const alerted = path.slice()
  alerted[hopAt(path, 0, hf)]! |= bits[flag]
  return alerted
}
