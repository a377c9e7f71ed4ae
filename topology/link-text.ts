/** A link in words: "1-ff00:0:110#1 > 1-ff00:0:111#41, 10ms, 100Mbps, loss 1%". */
import { defaultMtu, type Link, type LinkShape } from './model.ts'
import { formatDurationNs, formatRateBps } from './quantity.ts'

const signs: Readonly<Record<Link['type'], string>> = { core: '=', child: '>', peer: '~' }

export const describeLink = (link: Link): string =>
  [`${link.a.isdAs}#${link.a.ifId} ${signs[link.type]} ${link.b.isdAs}#${link.b.ifId}`, describeShape(link), link.note]
    .filter(Boolean)
    .join(', ')

/** Delay always, the rest where it is not the default. */
export function describeShape({ shape, mtu }: { readonly shape: LinkShape; readonly mtu: number }): string {
  const parts = [
    formatDurationNs(shape.delayNs),
    shape.jitterNs === 0 ? '' : `jitter ${formatDurationNs(shape.jitterNs)}`,
    shape.rateBps === Infinity ? '' : formatRateBps(shape.rateBps),
    shape.loss === 0 ? '' : `loss ${Number((shape.loss * 100).toFixed(4))}%`,
    mtu === defaultMtu ? '' : `MTU ${mtu}`,
  ]
  return parts.filter(Boolean).join(', ')
}
