/** Mutants of Router.tla that the chosen cover does not tell, and why. */

interface Unnoticed {
  readonly reason: string
  /** their names, "Definition: the altered line" */
  readonly mutants: readonly string[]
}

const unnoticed: readonly Unnoticed[] = [
  {
    reason: 'of destinations that are refused the chosen cover has one of each kind of packet; replay-complete has them all',
    mutants: [
      'Deliver: [] c.packet.dstHost = "" -> Refuse(c, "destinationHost")',
      'Deliver: [] c.packet.dstHost = "nowhere" -> Refuse(c, "")',
    ],
  },
  {
    reason: 'a path without hop fields is refused for its pointers, however many info fields it is said to have',
    mutants: [
      'NumInf: NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF TRUE THEN 1 ELSE 0',
      'NumInf: NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF p.segLen[1] >= 0 THEN 1 ELSE 0',
      'NumInf: NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF p.segLen[1] > (-1) THEN 1 ELSE 0',
      'NumInf: NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF p.segLen[1] > 0 THEN 1 ELSE 1',
      'NumInf: NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF p.segLen[1] > 0 THEN 1 ELSE (-1)',
    ],
  },
  {
    reason: 'a last segment of one hop field is refused, or is that of a peering path, which is not crossed over',
    mutants: ['StandsAtCrossing: StandsAtCrossing(p) == p.currHf + 2 < NumHops(p) /\\ p.currHf + 1 \\in {SecondAt(p), ThirdAt(p)}'],
  },
  {
    reason: 'set before anybody reads it',
    mutants: [
      'Start: [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "", egress |-> 0, mac |-> 0,',
      'Start: [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "none", egress |-> 1, mac |-> 0,',
      'Start: [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "none", egress |-> (-1), mac |-> 0,',
      'Start: [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "none", egress |-> 0, mac |-> 1,',
      'Start: [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "none", egress |-> 0, mac |-> (-1),',
    ],
  },
  {
    reason: 'only weakened routers ask: of those a configuration each, router-bug-*',
    mutants: [
      'Start: verdict |-> "", rule |-> "parse", reason |-> "", fatal |-> TRUE]',
      'PathPointersFit: IF p.currHf >= NumHops(p) \\/ p.currInf >= NumInf(p) THEN Refuse(c, "pathMalformed")',
      'PathPointersFit: IF p.currHf >= NumHops(p) \\/ p.currInf >= NumInf(p) THEN [Refuse(c, "pathMalformed") EXCEPT !.fatal = FALSE]',
      'Run: d == IF FALSE THEN Weakened(Head(rules), c, full) ELSE full',
      'Settle: IF c.verdict = "answer" /\\ c.reason # "" /\\ ((c.packet.payload = "scmpError" /\\ "" \\notin Off) \\/ ~HasWayBack(c)) THEN Silent(c, c.reason) ELSE c',
    ],
  },
  {
    reason: 'a path on which peering hops cannot be has no way back, so that nobody is answered',
    mutants: [
      'NoAnswer: NoAnswer == {"headerMalformed", "pathMalformed", "transitSource", "noPort", "endOfPath", "oneHopAgainst", "oneHopSource",',
      'NoAnswer: NoAnswer == {"headerMalformed", "pathMalformed", "", "transitSource", "noPort", "endOfPath", "oneHopAgainst", "oneHopSource",',
    ],
  },
  {
    reason: 'the reason is there already',
    mutants: ['Silent: Silent(c, reason) == [c EXCEPT !.verdict = "drop"]'],
  },
  {
    reason: 'follows from the rest, once pathPointersFit has let the packet pass',
    mutants: [
      'IngressInterface: before == ~c.peering /\\ p.currHf > 0 /\\ p.currHf > 0 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf >= 0 /\\ p.currHf > 0 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf > (-1) /\\ p.currHf > 0 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ (p.currInf > 0 \\/ p.currHf > 0) /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf > 0 /\\ p.currInf > 0 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf > 0 /\\ p.currHf >= 0 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf > 0 /\\ p.currHf > 1 /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
      'IngressInterface: before == ~c.peering /\\ p.currInf > 0 /\\ p.currHf > (-1) /\\ SegmentOf(p, p.currHf - 1) = p.currInf - 1',
    ],
  },
  {
    reason: 'there are two sides: what is not the one is the other',
    mutants: [
      'IngressAlertAnswered: IngressAlertAnswered(c) == IF FromInside(c) THEN c ELSE AnswerAlert(c, IF ConsDir(c.packet) THEN "in" ELSE "", c.arrival.in)',
      'EgressAlertAnswered: IF LinkKind(c.arrival, c.egress) # "external" THEN c ELSE AnswerAlert(c, IF ConsDir(c.packet) THEN "" ELSE "in", c.egress)',
    ],
  },
  {
    reason: 'the same hop field again: what it passed once it passes twice',
    mutants: [
      'CrossedHopNotExpired: CrossedHopNotExpired(c) == IF TRUE THEN HopNotExpired(c) ELSE c',
      'CrossedMacIsValid: CrossedMacIsValid(c) == IF TRUE THEN MacIsValid(c) ELSE c',
    ],
  },
  {
    reason: 'oneHopDestinationFits has refused what leads over no interface',
    mutants: ['OneHopForwarded: ELSE IF kind = "external" THEN Decide(out, "forward") ELSE IF TRUE THEN Decide(out, "handOver") ELSE out'],
  },
  {
    reason: 'a MAC is one of few in these networks: the other fields name it',
    mutants: [
      'TagOf: LET found == {m \\in Macs : (m.as = as \\/ m.ts = ts) /\\ m.exp = exp /\\ m.in = in /\\ m.eg = eg /\\ m.segId = segId}',
      'TagOf: LET found == {m \\in Macs : m.as = as /\\ (m.ts = ts \\/ m.exp = exp) /\\ m.in = in /\\ m.eg = eg /\\ m.segId = segId}',
      'TagOf: LET found == {m \\in Macs : m.as = as /\\ m.ts = ts /\\ (m.exp = exp \\/ m.in = in) /\\ m.eg = eg /\\ m.segId = segId}',
      'TagOf: LET found == {m \\in Macs : m.as = as /\\ m.ts = ts /\\ m.exp = exp /\\ (m.in = in \\/ m.eg = eg) /\\ m.segId = segId}',
    ],
  },
  {
    reason: 'a one-hop packet from a link has no way back either: settle drops it',
    mutants: [
      'OneHopCompleted: IN IF FALSE THEN Silent(d, d.reason) ELSE d',
      'OneHopCompleted: IN IF d.verdict = "" THEN Silent(d, d.reason) ELSE d',
    ],
  },
  {
    reason: 'nobody asks for the name of the last hop but one',
    mutants: ['EpicRoleFound: [c EXCEPT !.role = IF left = 0 THEN "last" ELSE IF left = 1 THEN "" ELSE "none"]'],
  },
  {
    reason: 'it matters only where the pointer is 1, and then the first segment has one hop field: it is refused, or a peering hop',
    mutants: [
      'HasWayBack: atPeering == (Info(p).peer \\/ p.currHf \\in {SecondAt(p) - 1, SecondAt(p)})',
      'HasWayBack: atPeering == Info(p).peer /\\ p.currInf \\in {SecondAt(p) - 1, SecondAt(p)}',
      'HasWayBack: atPeering == Info(p).peer /\\ p.currHf \\in {ThirdAt(p) - 1, SecondAt(p)}',
      'HasWayBack: atPeering == Info(p).peer /\\ p.currHf \\in {SecondAt(p) + 1, SecondAt(p)}',
      'HasWayBack: atPeering == Info(p).peer /\\ p.currHf \\in {SecondAt(p) - 2, SecondAt(p)}',
      'HasWayBack: atPeering == Info(p).peer /\\ p.currHf \\in {SecondAt(p) - 0, SecondAt(p)}',
      'HasWayBack: crossed == p.currInf > 0 /\\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf >= 0 /\\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > 1 /\\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > (-1) /\\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > 0 /\\ SegmentOf(p, p.currInf - 1) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > 0 /\\ SegmentOf(p, p.currHf - 2) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > 0 /\\ SegmentOf(p, p.currHf - 0) # SegmentOf(p, p.currHf) /\\ ~atPeering',
      'HasWayBack: crossed == p.currHf > 0 /\\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currInf) /\\ ~atPeering',
      'HasWayBack: /\\ FromInside(c) \\/ p.currHf > (IF FALSE THEN 1 ELSE 0)',
      'HasWayBack: /\\ FromInside(c) \\/ p.currHf > (IF crossed THEN 0 ELSE 0)',
    ],
  },
  {
    reason: 'only a ParameterProblem, type 4, has another code against the construction direction',
    mutants: [
      'ScmpOf: [] reason = "noService" -> [type |-> 1, code |-> 0, against |-> 1, pointer |-> "none"]',
      'ScmpOf: [] reason = "noService" -> [type |-> 1, code |-> 0, against |-> (-1), pointer |-> "none"]',
      'ScmpOf: [] reason = "externalDown" -> [type |-> 5, code |-> 0, against |-> 1, pointer |-> "none"]',
      'ScmpOf: [] reason = "externalDown" -> [type |-> 5, code |-> 0, against |-> (-1), pointer |-> "none"]',
      'ScmpOf: [] reason = "siblingDown" -> [type |-> 6, code |-> 0, against |-> 1, pointer |-> "none"]',
      'ScmpOf: [] reason = "siblingDown" -> [type |-> 6, code |-> 0, against |-> (-1), pointer |-> "none"]',
      'ScmpOf: [] reason = "" -> [type |-> 131, code |-> 0, against |-> 1, pointer |-> "none"]',
      'ScmpOf: [] reason = "" -> [type |-> 131, code |-> 0, against |-> (-1), pointer |-> "none"]',
      'NoScmp: NoScmp == [type |-> 0, code |-> 0, against |-> 1, pointer |-> "none"]',
      'NoScmp: NoScmp == [type |-> 0, code |-> 0, against |-> (-1), pointer |-> "none"]',
    ],
  },
  {
    reason: 'no packet that one of the two rules acts on gets to the other',
    mutants: [
      'ScionRules: "isdAsPlausible", "segIdFoldedAtIngress", "sourceHostPlausible", "macIsValid", "ingressAlertAnswered", "deliveredIfLocal", "crossOver",',
      'ScionRules: "isdAsPlausible", "sourceHostPlausible", "segIdFoldedAtIngress", "macIsValid", "ingressAlertAnswered", "crossOver", "deliveredIfLocal",',
      'ScionRules: "crossedHopNotExpired", "crossedMacIsValid", "egressKnown", "segmentChangeAllowed", "linkPairAllowed", "egressAlertAnswered", "egressIsUp",',
    ],
  },
  {
    reason: 'no AS makes a hop field that leads nowhere in the middle of a segment: test/router/rules/egress.test.ts has a packet with one',
    mutants: ['EgressKnown: isOurs == kind = "external" \\/ (kind = "" /\\ c.crossedOver)'],
  },
  {
    reason: 'no packet comes from inside, crosses over and leaves towards a sibling: test/router/rules/egress.test.ts has one',
    mutants: ['EgressKnown: isOurs == kind = "external" \\/ (kind # "internal" /\\ c.crossedOver)'],
  },
  {
    reason: 'the last rule of each array decides, whatever comes to it',
    mutants: [
      'OrEndOfPath: OrEndOfPath(c) == IF FALSE THEN Refuse(c, "endOfPath") ELSE c',
      'OrEndOfPath: OrEndOfPath(c) == IF c.verdict = "other" THEN Refuse(c, "endOfPath") ELSE c',
      'OrEndOfPath: OrEndOfPath(c) == IF c.verdict = "" THEN Refuse(c, "") ELSE c',
    ],
  },
  {
    reason: 'shows only in an EPIC packet that is dropped for two reasons, which the cover has not',
    mutants: [
      'RunEpic: IN IF d.verdict \\in {"answer"} THEN d ELSE IF e.verdict = "" THEN d ELSE e',
      'RunEpic: IN IF d.verdict \\in {"answer", ""} THEN d ELSE IF e.verdict = "" THEN d ELSE e',
    ],
  },
  {
    reason: 'a one-hop packet has no lengths that could be wrong',
    mutants: [
      'Decided: Decided(c) == IF c.packet.kind # "" /\\ ~HeaderIsWhole(c.packet) THEN Refuse(c, "headerMalformed") ELSE Settle(ByPathType(c))',
    ],
  },
  {
    reason: 'no traceroute asks over a link by a path that says it begins there',
    mutants: [
      'Settle: IF c.verdict = "answer" /\\ c.reason # "other" /\\ ((c.packet.payload = "scmpError" /\\ "settle" \\notin Off) \\/ ~HasWayBack(c)) THEN Silent(c, c.reason) ELSE c',
    ],
  },
]

/** Name of a mutant -> why it survives. */
export const survivors: ReadonlyMap<string, string> = new Map(
  unnoticed.flatMap(({ reason, mutants }) => mutants.map(name => [name, reason])),
)
