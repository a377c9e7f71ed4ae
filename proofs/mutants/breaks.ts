/** Five ways in which a specification is broken by hand, each a mutant: named by the line as it then is. */

export interface Break {
  readonly name: string
  readonly altered: string
}

export const breaks: readonly Break[] = [
  {
    name: 'two rules in the other order',
    altered:
      '"isdAsPlausible", "sourceHostPlausible", "macIsValid", "segIdFoldedAtIngress", "ingressAlertAnswered", "deliveredIfLocal", "crossOver",',
  },
  { name: 'the pointer off by one', altered: 'Advance(p) == [p EXCEPT !.currHf = @ + 2, !.currInf = SegmentOf(p, p.currHf + 1)]' },
  {
    name: 'the SegID folded at the wrong side',
    altered: 'IF ConsDir(c.packet) /\\ ~FromInside(c) /\\ ~c.peering THEN [c EXCEPT !.packet = FoldSegId(c.packet)] ELSE c',
  },
  { name: 'no check of the sibling a packet comes from', altered: 'IN Check(c, TRUE, "transitSource")' },
  { name: 'expiry off by one', altered: 'HopNotExpired(c) == Check(c, c.arrival.now < ExpiresAt(c.packet), "hopExpired")' },
]
