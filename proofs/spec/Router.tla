------------------------------- MODULE Router -------------------------------
(* One decision of one border router: Process(packet, arrival) is what router/decide.ts does, one operator for each rule of router/rules.ts, in
   the order of its arrays, under its name. Records are those of proofs/model/step.ts. MACs are tags, a SegID is the set of what was folded into
   it; CurrHF, CurrINF and SegLen count from 0 as in the header. BFD packets are not here: rules/bfd.ts reads none of these fields, and what a session
   comes to is DownLinks and DownSiblings. *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  Interfaces,   \* set of [as, id, router, type, neighbor, far, farRouter]; type: what the neighbour is to us
  DownLinks,    \* set of [as, id]: external interfaces whose link is down
  DownSiblings, \* set of [as, router, sibling]: siblings that `router` cannot reach
  Macs,         \* set of [as, ts, exp, in, eg, segId, tag]: every valid MAC that somebody knows
  Prefix,       \* tag -> what it folds into a SegID: {tag}, or the set bits of its first two bytes
  Hvfs,         \* set of [mac, ts, sentAt, src, payload, hvf]: every valid EPIC field that somebody knows
  Leaked,       \* ASes whose forwarding key the attacker has
  ForgedTags,   \* a MAC made with a leaked key: valid for whatever it stands in
  Off           \* names of the rules that weakened routers lack: guards that refuse nothing, updates that do nothing; and settle of decide.ts

Xor(a, b) == (a \ b) \cup (b \ a)

------------------------------------------------------------------------------
(* The path *)
NumInf(p) == IF p.segLen[3] > 0 THEN 3 ELSE IF p.segLen[2] > 0 THEN 2 ELSE IF p.segLen[1] > 0 THEN 1 ELSE 0
SecondAt(p) == p.segLen[1]
ThirdAt(p) == p.segLen[1] + p.segLen[2]
NumHops(p) == p.segLen[1] + p.segLen[2] + p.segLen[3]
SegmentOf(p, hf) == IF hf < SecondAt(p) THEN 0 ELSE IF hf < ThirdAt(p) THEN 1 ELSE 2
InfoAt(p, i) == p.infos[i + 1]
HopAt(p, i) == p.hops[i + 1]
Info(p) == InfoAt(p, p.currInf)
Hop(p) == HopAt(p, p.currHf)
ConsDir(p) == Info(p).consDir
StandsAtCrossing(p) == p.currHf + 1 < NumHops(p) /\ p.currHf + 1 \in {SecondAt(p), ThirdAt(p)}
CanAdvance(p) == p.currHf + 1 < NumHops(p)
Advance(p) == [p EXCEPT !.currHf = @ + 1, !.currInf = SegmentOf(p, p.currHf + 1)]
FoldSegId(p) == [p EXCEPT !.infos[p.currInf + 1].segId = Xor(@, Prefix[Hop(p).mac])]
IngressOf(info, hop) == IF info.consDir THEN hop.consIngress ELSE hop.consEgress
EgressOf(info, hop) == IF info.consDir THEN hop.consEgress ELSE hop.consIngress
HasSingleton(p) == \E i \in 1..3 : p.segLen[i] = 1

(* Longer than it says: what follows the path is not looked at. *)
HeaderIsWhole(p) ==
  /\ ~(p.segLen[1] = 0 /\ p.segLen[2] # 0) /\ ~(p.segLen[2] = 0 /\ p.segLen[3] # 0)
  /\ NumHops(p) <= 64
  /\ Len(p.hops) >= NumHops(p) /\ Len(p.infos) >= NumInf(p)

------------------------------------------------------------------------------
(* The links of a router *)
InterfaceOf(as, id) == CHOOSE i \in Interfaces : i.as = as /\ i.id = id
HasInterface(as, id) == \E i \in Interfaces : i.as = as /\ i.id = id
TypeOf(as, id) == InterfaceOf(as, id).type
LinkKind(a, id) ==
  IF id = 0 THEN "internal"
  ELSE IF ~HasInterface(a.as, id) THEN "none"
  ELSE IF InterfaceOf(a.as, id).router = a.router THEN "external" ELSE "sibling"

TransitPairs == {<<"core", "core">>, <<"child", "parent">>, <<"child", "peer">>, <<"parent", "child">>, <<"peer", "child">>}
SegmentChangePairs == {<<"core", "child">>, <<"child", "core">>, <<"child", "child">>}

------------------------------------------------------------------------------
(* A packet on its way through the rules: [packet, arrival, peering, crossedOver, role, egress, mac, verdict, reason, fatal]; verdict "" = go on. *)
Start(packet, arrival) ==
  [packet |-> packet, arrival |-> arrival, peering |-> FALSE, crossedOver |-> FALSE, role |-> "none", egress |-> 0, mac |-> 0,
   verdict |-> "", rule |-> "parse", reason |-> "", fatal |-> FALSE]

NoAnswer == {"headerMalformed", "pathMalformed", "peeringMalformed", "transitSource", "noPort", "endOfPath", "oneHopAgainst", "oneHopSource",
  "oneHopDestination", "oneHopMac", "oneHopLength", "epicTimestamp", "epicValidation"}
Silent(c, reason) == [c EXCEPT !.verdict = "drop", !.reason = reason]
Refuse(c, reason) == [c EXCEPT !.verdict = IF reason \in NoAnswer THEN "drop" ELSE "answer", !.reason = reason]
Decide(c, verdict) == [c EXCEPT !.verdict = verdict]
Check(c, holds, reason) == IF holds THEN c ELSE Refuse(c, reason)
FromInside(c) == c.arrival.in = 0
SrcIsLocal(c) == c.packet.src = c.arrival.as
DstIsLocal(c) == c.packet.dst = c.arrival.as
IsFirstHop(c) == c.packet.currHf = 0
IsLastHop(c) == c.packet.currHf = NumHops(c.packet) - 1

(* rules/path.ts. A pointer behind the path is refused by weakened routers, too: there is nothing to read there. *)
PathPointersFit(c) ==
  LET p == c.packet IN
  IF p.currHf >= NumHops(p) \/ p.currInf >= NumInf(p) THEN [Refuse(c, "pathMalformed") EXCEPT !.fatal = TRUE]
  ELSE Check(c, ~(~Info(p).peer /\ HasSingleton(p)) /\ p.currInf = SegmentOf(p, p.currHf), "pathMalformed")

PeeringHopFound(c) ==
  LET p == c.packet IN
  IF ~Info(p).peer THEN c
  ELSE IF p.segLen[2] = 0 \/ p.segLen[3] # 0 THEN Refuse(c, "peeringMalformed")
  ELSE [c EXCEPT !.peering = p.currHf \in {SecondAt(p) - 1, SecondAt(p)}]

IngressInterface(c) ==
  LET p == c.packet
      before == ~c.peering /\ p.currInf > 0 /\ p.currHf > 0 /\ SegmentOf(p, p.currHf - 1) = p.currInf - 1
  IN IF before THEN IngressOf(InfoAt(p, p.currInf - 1), HopAt(p, p.currHf - 1)) ELSE IngressOf(Info(p), Hop(p))

(* rules/arrival.ts *)
ExpiresAt(p) == Info(p).ts + (1 + Hop(p).exp) * 675
HopNotExpired(c) == Check(c, c.arrival.now <= ExpiresAt(c.packet), "hopExpired")
ArrivedOnNamedInterface(c) == Check(c, FromInside(c) \/ IngressOf(Info(c.packet), Hop(c.packet)) = c.arrival.in, "ingressMismatch")
LengthMatches(c) == Check(c, c.packet.lengthOk, "lengthMismatch")
TransitFromSibling(c) ==
  LET id == IngressInterface(c)
      kind == LinkKind(c.arrival, id)
      came == \/ kind = "internal" /\ c.arrival.from = ""
              \/ kind = "sibling" /\ c.arrival.from = InterfaceOf(c.arrival.as, id).router
  IN Check(c, ~FromInside(c) \/ IsFirstHop(c) \/ came, "transitSource")
IsdAsPlausible(c) ==
  IF FromInside(c)
  THEN IF IsFirstHop(c) /\ ~SrcIsLocal(c) THEN Refuse(c, "sourceIsdAs") ELSE Check(c, ~DstIsLocal(c), "destinationIsdAs")
  ELSE IF SrcIsLocal(c) THEN Refuse(c, "sourceIsdAs") ELSE Check(c, IsLastHop(c) <=> DstIsLocal(c), "destinationIsdAs")
SourceHostPlausible(c) == Check(c, ~SrcIsLocal(c) \/ c.packet.srcHost = "unicast", "sourceHost")

(* rules/mac.ts *)
MacHolds(as, ts, exp, in, eg, segId, tag) ==
  \/ [as |-> as, ts |-> ts, exp |-> exp, in |-> in, eg |-> eg, segId |-> segId, tag |-> tag] \in Macs
  \/ as \in Leaked /\ tag \in ForgedTags
HopMacHolds(c) ==
  LET i == Info(c.packet)  h == Hop(c.packet) IN
  MacHolds(c.arrival.as, i.ts, h.exp, h.consIngress, h.consEgress, i.segId, h.mac)
SegIdFoldedAtIngress(c) ==
  IF ~ConsDir(c.packet) /\ ~FromInside(c) /\ ~c.peering THEN [c EXCEPT !.packet = FoldSegId(c.packet)] ELSE c
MacIsValid(c) == [Check(c, HopMacHolds(c), "macMismatch") EXCEPT !.mac = Hop(c.packet).mac]

(* rules/alerts.ts. `side`: of the hop field, in construction direction *)
AnswerAlert(c, side, ifId) ==
  LET p == c.packet
      cleared == IF side = "in" THEN [p EXCEPT !.hops[p.currHf + 1].ingressAlert = FALSE] ELSE [p EXCEPT !.hops[p.currHf + 1].egressAlert = FALSE]
      set == IF side = "in" THEN Hop(p).ingressAlert ELSE Hop(p).egressAlert
  IN IF set /\ p.payload = "traceroute" THEN [Decide(c, "answer") EXCEPT !.packet = cleared, !.egress = ifId] ELSE c
IngressAlertAnswered(c) == IF FromInside(c) THEN c ELSE AnswerAlert(c, IF ConsDir(c.packet) THEN "in" ELSE "eg", c.arrival.in)
EgressAlertAnswered(c) ==
  IF LinkKind(c.arrival, c.egress) # "external" THEN c ELSE AnswerAlert(c, IF ConsDir(c.packet) THEN "eg" ELSE "in", c.egress)

(* rules/delivery.ts *)
Deliver(c) ==
  CASE c.packet.dstHost = "bad" -> Refuse(c, "destinationHost")
    [] c.packet.dstHost = "noService" -> Refuse(c, "noService")
    [] c.packet.dstHost \in {"host", "nowhere"} /\ c.packet.payload = "noPort" -> Refuse(c, "noPort")
    [] c.packet.dstHost = "nowhere" -> Refuse(c, "destinationHost")
    [] OTHER -> Decide(c, "deliver")
DeliveredIfLocal(c) == IF DstIsLocal(c) THEN Deliver(c) ELSE c

(* rules/crossover.ts *)
CrossOver(c) == IF ~c.peering /\ StandsAtCrossing(c.packet) THEN [c EXCEPT !.packet = Advance(c.packet), !.crossedOver = TRUE] ELSE c
CrossedHopNotExpired(c) == IF c.crossedOver THEN HopNotExpired(c) ELSE c
CrossedMacIsValid(c) == IF c.crossedOver THEN MacIsValid(c) ELSE c

(* rules/egress.ts *)
EgressKnown(c) ==
  LET id == EgressOf(Info(c.packet), Hop(c.packet))
      kind == LinkKind(c.arrival, id)
      isOurs == kind = "external" \/ (kind = "internal" /\ c.crossedOver)
  IN Check([c EXCEPT !.egress = id], kind # "none" /\ (~FromInside(c) \/ isOurs), "egressUnknown")
OnwardPair(c, pairs) ==
  /\ HasInterface(c.arrival.as, c.egress)
  /\ <<TypeOf(c.arrival.as, c.arrival.in), TypeOf(c.arrival.as, c.egress)>> \in pairs
LinkPairAllowed(c) == Check(c, c.crossedOver \/ FromInside(c) \/ OnwardPair(c, TransitPairs), "linkPair")
SegmentChangeAllowed(c) == Check(c, ~c.crossedOver \/ (~FromInside(c) /\ OnwardPair(c, SegmentChangePairs)), "segmentChange")
LinkIsDown(c) == LinkKind(c.arrival, c.egress) = "external" /\ [as |-> c.arrival.as, id |-> c.egress] \in DownLinks
SiblingIsDown(c) ==
  LET a == c.arrival IN
  LinkKind(a, c.egress) = "sibling" /\ [as |-> a.as, router |-> a.router, sibling |-> InterfaceOf(a.as, c.egress).router] \in DownSiblings
EgressIsUp(c) == IF LinkIsDown(c) THEN Refuse(c, "externalDown") ELSE Check(c, ~SiblingIsDown(c), "siblingDown")
SegIdFoldedAtEgress(c) ==
  IF LinkKind(c.arrival, c.egress) = "external" /\ ConsDir(c.packet) /\ ~c.peering THEN [c EXCEPT !.packet = FoldSegId(c.packet)] ELSE c
ForwardToEgress(c) ==
  LET kind == LinkKind(c.arrival, c.egress) IN
  IF kind = "sibling" THEN Decide(c, "handOver")
  ELSE IF kind # "external" \/ ~CanAdvance(c.packet) THEN Refuse(c, "endOfPath")
  ELSE [Decide(c, "forward") EXCEPT !.packet = Advance(c.packet)]

(* rules/onehop.ts. A model packet has its second hop field from the start, all zero; a longer header has a third. *)
NeighborFits(c, id, isdAs) == HasInterface(c.arrival.as, id) /\ InterfaceOf(c.arrival.as, id).neighbor = isdAs
FirstHop(c) == c.packet.hops[1]
OneHopLengthFits(c) == Check(c, Len(c.packet.hops) = 2, "oneHopLength")
OneHopAlong(c) == Check(c, c.packet.infos[1].consDir, "oneHopAgainst")
OneHopSourceFits(c) == Check(c, IF FromInside(c) THEN SrcIsLocal(c) ELSE NeighborFits(c, c.arrival.in, c.packet.src), "oneHopSource")
OneHopDestinationFits(c) ==
  Check(c, IF FromInside(c) THEN NeighborFits(c, FirstHop(c).consEgress, c.packet.dst) ELSE DstIsLocal(c), "oneHopDestination")
OneHopMacIsValid(c) == Check(c, ~FromInside(c) \/ HopMacHolds(c), "oneHopMac")
OneHopForwarded(c) ==
  LET kind == LinkKind(c.arrival, FirstHop(c).consEgress)
      out == [c EXCEPT !.egress = FirstHop(c).consEgress, !.packet = FoldSegId(c.packet)]
  IN IF ~FromInside(c) THEN c
     ELSE IF kind = "external" THEN Decide(out, "forward") ELSE IF kind = "sibling" THEN Decide(out, "handOver") ELSE out
(* Tag 0: the right MAC of its hop field, one that has no name. *)
TagOf(as, ts, exp, in, eg, segId) ==
  LET found == {m \in Macs : m.as = as /\ m.ts = ts /\ m.exp = exp /\ m.in = in /\ m.eg = eg /\ m.segId = segId}
  IN IF found = {} THEN 0 ELSE (CHOOSE m \in found : TRUE).tag
OneHopCompleted(c) ==
  LET i == c.packet.infos[1]
      h == [ingressAlert |-> FALSE, egressAlert |-> FALSE, exp |-> FirstHop(c).exp, consIngress |-> c.arrival.in, consEgress |-> 0,
            mac |-> TagOf(c.arrival.as, i.ts, FirstHop(c).exp, c.arrival.in, 0, i.segId)]
      d == Deliver([c EXCEPT !.packet.hops[2] = h])
  IN IF d.verdict = "answer" THEN Silent(d, d.reason) ELSE d

(* rules/epic.ts *)
EpicRoleFound(c) ==
  LET left == NumHops(c.packet) - 1 - c.packet.currHf IN
  [c EXCEPT !.role = IF left = 0 THEN "last" ELSE IF left = 1 THEN "penultimate" ELSE "none"]
EpicPacketIsFresh(c) ==
  LET age == c.arrival.now - c.packet.sentAt IN Check(c, c.role = "none" \/ (age >= -2 /\ age <= 6), "epicTimestamp")
EpicFieldIsValid(c) ==
  LET p == c.packet
      field == [mac |-> c.mac, ts |-> p.infos[1].ts, sentAt |-> p.sentAt, src |-> p.src, payload |-> p.payload,
                hvf |-> IF c.role = "last" THEN p.lhvf ELSE p.phvf]
  IN Check(c, c.role = "none" \/ field \in Hvfs, "epicValidation")

------------------------------------------------------------------------------
(* The arrays of router/rules.ts *)
ScionRules == <<"pathPointersFit", "peeringHopFound", "hopNotExpired", "arrivedOnNamedInterface", "lengthMatches", "transitFromSibling",
  "isdAsPlausible", "sourceHostPlausible", "segIdFoldedAtIngress", "macIsValid", "ingressAlertAnswered", "deliveredIfLocal", "crossOver",
  "crossedHopNotExpired", "crossedMacIsValid", "egressKnown", "linkPairAllowed", "segmentChangeAllowed", "egressAlertAnswered", "egressIsUp",
  "segIdFoldedAtEgress", "forwardToEgress">>
OneHopRules == <<"oneHopLengthFits", "oneHopAlong", "oneHopSourceFits", "oneHopDestinationFits", "oneHopMacIsValid", "oneHopForwarded",
  "oneHopCompleted">>
EpicRulesBefore == <<"epicRoleFound">>
EpicRulesAfter == <<"epicPacketIsFresh", "epicFieldIsValid">>

Apply(rule, c) ==
  CASE rule = "pathPointersFit" -> PathPointersFit(c)
    [] rule = "peeringHopFound" -> PeeringHopFound(c)
    [] rule = "hopNotExpired" -> HopNotExpired(c)
    [] rule = "arrivedOnNamedInterface" -> ArrivedOnNamedInterface(c)
    [] rule = "lengthMatches" -> LengthMatches(c)
    [] rule = "transitFromSibling" -> TransitFromSibling(c)
    [] rule = "isdAsPlausible" -> IsdAsPlausible(c)
    [] rule = "sourceHostPlausible" -> SourceHostPlausible(c)
    [] rule = "segIdFoldedAtIngress" -> SegIdFoldedAtIngress(c)
    [] rule = "macIsValid" -> MacIsValid(c)
    [] rule = "ingressAlertAnswered" -> IngressAlertAnswered(c)
    [] rule = "deliveredIfLocal" -> DeliveredIfLocal(c)
    [] rule = "crossOver" -> CrossOver(c)
    [] rule = "crossedHopNotExpired" -> CrossedHopNotExpired(c)
    [] rule = "crossedMacIsValid" -> CrossedMacIsValid(c)
    [] rule = "egressKnown" -> EgressKnown(c)
    [] rule = "linkPairAllowed" -> LinkPairAllowed(c)
    [] rule = "segmentChangeAllowed" -> SegmentChangeAllowed(c)
    [] rule = "egressAlertAnswered" -> EgressAlertAnswered(c)
    [] rule = "egressIsUp" -> EgressIsUp(c)
    [] rule = "segIdFoldedAtEgress" -> SegIdFoldedAtEgress(c)
    [] rule = "forwardToEgress" -> ForwardToEgress(c)
    [] rule = "oneHopLengthFits" -> OneHopLengthFits(c)
    [] rule = "oneHopAlong" -> OneHopAlong(c)
    [] rule = "oneHopSourceFits" -> OneHopSourceFits(c)
    [] rule = "oneHopDestinationFits" -> OneHopDestinationFits(c)
    [] rule = "oneHopMacIsValid" -> OneHopMacIsValid(c)
    [] rule = "oneHopForwarded" -> OneHopForwarded(c)
    [] rule = "oneHopCompleted" -> OneHopCompleted(c)
    [] rule = "epicRoleFound" -> EpicRoleFound(c)
    [] rule = "epicPacketIsFresh" -> EpicPacketIsFresh(c)
    [] rule = "epicFieldIsValid" -> EpicFieldIsValid(c)

Updates == {"segIdFoldedAtIngress", "ingressAlertAnswered", "deliveredIfLocal", "crossOver", "egressAlertAnswered", "segIdFoldedAtEgress"}
Weakened(rule, c, d) ==
  IF rule \in Updates THEN c ELSE IF d.reason # "" /\ ~d.fatal THEN [d EXCEPT !.verdict = "", !.reason = ""] ELSE d

RECURSIVE Run(_, _)
Run(rules, c) ==
  IF rules = <<>> THEN c
  ELSE LET full == Apply(Head(rules), c)
           d == IF Head(rules) \in Off THEN Weakened(Head(rules), c, full) ELSE full
       IN IF d.verdict # "" THEN [d EXCEPT !.rule = Head(rules)] ELSE Run(Tail(rules), d)

(* decide.ts *)
OrEndOfPath(c) == IF c.verdict = "" THEN Refuse(c, "endOfPath") ELSE c
RunScion(c) == OrEndOfPath(Run(ScionRules, c))
RunEpic(c) ==
  LET d == RunScion(Run(EpicRulesBefore, c))
      e == Run(EpicRulesAfter, [d EXCEPT !.verdict = ""])
  IN IF d.verdict \in {"answer", "drop"} THEN d ELSE IF e.verdict = "" THEN d ELSE e
ByPathType(c) ==
  CASE c.packet.kind = "scion" -> RunScion(c)
    [] c.packet.kind = "epic" -> RunEpic(c)
    [] c.packet.kind = "oneHop" -> OrEndOfPath(Run(OneHopRules, c))
(* answer.ts: an answer goes back on the reversed path from where the packet stands, over a crossing in this router again; over a link there must
   be a hop field left for the neighbour. A Peer flag on a path that cannot be a peering one has no way back. *)
HasWayBack(c) ==
  LET p == c.packet
      atPeering == Info(p).peer /\ p.currHf \in {SecondAt(p) - 1, SecondAt(p)}
      crossed == p.currHf > 0 /\ SegmentOf(p, p.currHf - 1) # SegmentOf(p, p.currHf) /\ ~atPeering
  IN /\ Info(p).peer => NumInf(p) = 2
     /\ FromInside(c) \/ p.currHf > (IF crossed THEN 1 ELSE 0)
(* An SCMP error is never answered. *)
Settle(c) ==
  IF c.verdict = "answer" /\ c.reason # "" /\ ((c.packet.payload = "scmpError" /\ "settle" \notin Off) \/ ~HasWayBack(c)) THEN Silent(c, c.reason) ELSE c
Decided(c) == IF c.packet.kind # "oneHop" /\ ~HeaderIsWhole(c.packet) THEN Refuse(c, "headerMalformed") ELSE Settle(ByPathType(c))

------------------------------------------------------------------------------
(* drops.ts: the SCMP message of a refusal, [type, code, against, pointer] *)
Problem(code, against, pointer) == [type |-> 4, code |-> code, against |-> against, pointer |-> pointer]
ScmpOf(reason) ==
  CASE reason = "hopExpired" -> Problem(52, 52, "hop")
    [] reason = "ingressMismatch" -> Problem(49, 50, "hop")
    [] reason = "lengthMismatch" -> Problem(19, 19, "none")
    [] reason = "sourceIsdAs" -> Problem(33, 33, "srcIsdAs")
    [] reason = "destinationIsdAs" -> Problem(34, 34, "dstIsdAs")
    [] reason = "sourceHost" -> Problem(33, 33, "none")
    [] reason = "macMismatch" -> Problem(51, 51, "hop")
    [] reason = "destinationHost" -> Problem(34, 34, "none")
    [] reason = "noService" -> [type |-> 1, code |-> 0, against |-> 0, pointer |-> "none"]
    [] reason = "egressUnknown" -> Problem(50, 49, "hop")
    [] reason = "linkPair" -> Problem(48, 48, "hop")
    [] reason = "segmentChange" -> Problem(53, 53, "info")
    [] reason = "externalDown" -> [type |-> 5, code |-> 0, against |-> 0, pointer |-> "none"]
    [] reason = "siblingDown" -> [type |-> 6, code |-> 0, against |-> 0, pointer |-> "none"]
    [] reason = "" -> [type |-> 131, code |-> 0, against |-> 0, pointer |-> "none"]
NoScmp == [type |-> 0, code |-> 0, against |-> 0, pointer |-> "none"]

Outcome(c) ==
  LET p == c.packet
      scmp == IF c.verdict = "answer" THEN ScmpOf(c.reason) ELSE NoScmp
      at == IF scmp.pointer = "hop" THEN p.currHf ELSE IF scmp.pointer = "info" THEN p.currInf ELSE 0
  IN [verdict |-> c.verdict, rule |-> c.rule, reason |-> c.reason,
      egress |-> IF c.verdict = "forward" \/ (c.verdict = "answer" /\ c.reason = "") THEN c.egress ELSE 0,
      sibling |-> IF c.verdict = "handOver" THEN InterfaceOf(c.arrival.as, c.egress).router ELSE "",
      scmpType |-> scmp.type, scmpCode |-> IF scmp.type = 4 /\ ~ConsDir(p) THEN scmp.against ELSE scmp.code,
      pointer |-> [of |-> scmp.pointer, at |-> at], packet |-> p]

Process(packet, arrival) == Outcome(Decided(Start(packet, arrival)))
=============================================================================
