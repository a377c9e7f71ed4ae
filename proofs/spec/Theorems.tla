------------------------------- MODULE Theorems -------------------------------
(* What can never happen, whatever the attacker sends: invariants of Network. The numbers are those of proofs/README.md. *)
EXTENDS Network

Out == step.outcome
Lets(o) == o.verdict \in {"forward", "handOver", "deliver"}
IsPath == step.packet.kind \in {"scion", "epic"}
Visited == 1..Len(visits)
FarType(v, id) == TypeOf(v.as, id)

RECURSIVE AllUsed(_)
AllUsed(n) == IF n = 0 THEN <<>> ELSE AllUsed(n - 1) \o [i \in 1..Len(visits[n].used) |-> [as |-> visits[n].as, u |-> visits[n].used[i]]]
UsedSoFar == AllUsed(Len(visits))

(* T1: the hops used one after the other in a segment, at ASes whose keys are secret, follow each other in one authorised segment. *)
IsEntry(x, e) == x.as = e.as /\ x.u.hop.consIngress = e.in /\ x.u.hop.consEgress = e.eg
IsHopOf(x, h) == IsEntry(x, h) \/ (x.u.peer /\ \E q \in h.peers : IsEntry(x, q.entry))
FragmentFrom(run, s, k) == \A i \in 1..Len(run) : IF i = 1 THEN IsHopOf(run[i], s.hops[k]) ELSE IsEntry(run[i], s.hops[k + i - 1])
IsFragment(run) == \E s \in Segments : \E k \in 1..(Len(s.hops) + 1 - Len(run)) : FragmentFrom(run, s, k)
InSegment(g) == SelectSeq(UsedSoFar, LAMBDA x : x.u.seg = g)
InOrder(run) == IF run # <<>> /\ ~run[1].u.consDir THEN Reversed(run) ELSE run
Secret(run) == \A i \in 1..Len(run) : run[i].as \notin Leaked
PathAuth ==
  step.packet.kind # "oneHop" => \A g \in 0..2 : LET used == InOrder(InSegment(g)) IN
    \A i \in 1..Len(used) : \A j \in i..Len(used) : Secret(SubSeq(used, i, j)) => IsFragment(SubSeq(used, i, j))

(* T2: a packet comes in and goes out by the interfaces its hop fields name. *)
IfMatch ==
  IsPath => \A n \in Visited : LET v == visits[n] IN v.used # <<>> =>
    /\ v.in # 0 => IngressOf([consDir |-> First(v.used).consDir], First(v.used).hop) = v.in
    /\ v.eg # 0 => EgressOf([consDir |-> Last(v.used).consDir], Last(v.used).hop) = v.eg
(* T2: what comes from inside an AS in the middle of a path came in over the link that its path names. *)
NoFakeTransit ==
  (IsPath /\ Lets(Out) /\ step.arrival.in = 0 /\ step.arrival.from = "") => step.packet.currHf = 0 \/ IngressInterface(Start(step.packet, step.arrival)) = 0

(* T3: what was used is what the header shows, in its order, none left out. *)
Detect ==
  IsPath => LET used == UsedSoFar IN \A i \in 1..Len(used) :
    /\ i > 1 => used[i].u.hf = used[i - 1].u.hf + 1
    /\ LET shown == HopAt(Out.packet, used[i].u.hf) IN shown.consIngress = used[i].u.hop.consIngress /\ shown.consEgress = used[i].u.hop.consEgress

(* T4: no AS carries packets between its providers, core ASes and peers for nothing. *)
Valleys == ({"parent", "core", "peer"} \X {"parent", "core", "peer"}) \ {<<"core", "core">>}
ValleyFree == IsPath => \A n \in Visited : LET v == visits[n] IN (v.in # 0 /\ v.eg # 0) => <<TypeOf(v.as, v.in), TypeOf(v.as, v.eg)>> \notin Valleys

(* T6: segments change at most twice, one change in an AS, where the packet came in from outside; and no segment is one hop but at a peering link. *)
Switches == Cardinality({x.u.seg : x \in {UsedSoFar[i] : i \in 1..Len(UsedSoFar)}})
Xover ==
  IsPath => /\ Switches <= 3
            /\ \A n \in Visited : Len(visits[n].used) > 1 => Len(visits[n].used) = 2 /\ visits[n].in # 0
            /\ (Lets(Out) /\ HasSingleton(step.packet)) => Info(step.packet).peer

(* T7: the pointers of whatever goes on fit. *)
Index ==
  (IsPath /\ Lets(Out)) => LET p == Out.packet IN p.currHf < NumHops(p) /\ p.currInf = SegmentOf(p, p.currHf) /\ step.packet.currInf = SegmentOf(step.packet, step.packet.currHf)

(* T5: no customer AS is passed more than twice, no core AS more than three times. *)
IsCore(as) == \A i \in Interfaces : i.as = as => i.type # "parent"
LoopFree == \A n \in Visited : Cardinality({m \in Visited : visits[m].as = visits[n].as}) <= IF IsCore(visits[n].as) THEN 3 ELSE 2

(* T8: at most two routers of an AS see a packet on one visit: what comes from inside is never handed over. *)
NoBounce == IsPath => \A n \in Visited : Len(visits[n].routers) <= IF visits[n].in = 0 THEN 1 ELSE 2

(* T9: forwarding makes no MAC: whatever goes on carries the MACs it came with. *)
MacsIn(p) == {p.hops[i].mac : i \in Hops(p)}
StaticKnowledge == IsPath => MacsIn(Out.packet) \subseteq MacsIn(step.packet)

(* T10: what honest hosts send carries the SegID that the next hop needs, and the way back of what arrives is a valid path. *)
Back(p) ==
  [p EXCEPT !.src = p.dst, !.dst = p.src, !.currInf = NumInf(p) - 1 - @, !.currHf = NumHops(p) - 1 - @,
   !.segLen = [i \in 1..3 |-> IF i <= NumInf(p) THEN @[NumInf(p) + 1 - i] ELSE 0],
   !.infos = [i \in 1..Len(@) |-> [@[Len(@) + 1 - i] EXCEPT !.consDir = ~@]], !.hops = Reversed(@)]
SegIdFits ==
  /\ (op = "none" /\ Out.verdict = "forward") => LET p == Out.packet  a == NextArrival(step.arrival, Out)  i == Info(p)  h == Hop(p)
                                                   folded == IF i.consDir \/ PeeringHopFound(Start(p, a)).peering THEN i.segId ELSE Xor(i.segId, Prefix[h.mac])
                                               IN MacHolds(a.as, i.ts, h.exp, h.consIngress, h.consEgress, folded, h.mac)
  /\ (op = "none" /\ Out.verdict = "deliver") => Moves(Process(Back(Out.packet), HostAt(step.arrival.as, step.arrival.router)))

(* T11: the Peer flag belongs to paths of two segments; whoever came over a peering link, from a router, goes on only by a peer hop field that begins the second of two segments; peering leaves the
   SegID alone. (A host may send what ends one AS behind the link, and a bad AS may lie about where its own hop field stands.) *)
IsPeerLink(as, id) == id # 0 /\ TypeOf(as, id) = "peer"
Peering ==
  (IsPath /\ Lets(Out)) => LET p == step.packet IN
    /\ Info(p).peer => NumInf(p) = 2
    /\ (IsPeerLink(step.arrival.as, step.arrival.in) /\ Len(visits) > 1) => Info(p).peer /\ p.currHf = SecondAt(p)
    /\ (Out.verdict = "forward" /\ Info(p).peer /\ p.currHf \in {SecondAt(p) - 1, SecondAt(p)}) =>
         InfoAt(Out.packet, p.currInf).segId = Info(p).segId

(* T12: no expired hop field lets anything through. *)
Expiry == (IsPath /\ Lets(Out)) => \A i \in 1..Len(Used(step)) : LET u == Used(step)[i] IN step.arrival.now <= u.ts + (1 + u.hop.exp) * 675

(* T13: exactly one verdict, and no SCMP error is answered. *)
Totality ==
  /\ Out.verdict \in {"forward", "handOver", "deliver", "answer", "drop"}
  /\ (Out.verdict = "answer") => step.packet.payload # "scmpError"

(* T14: what honest hosts send arrives, by as many hops as it has. *)
Progress ==
  op = "none" => Lets(Out) /\ (Out.verdict = "deliver" => Out.packet.currHf = NumHops(Out.packet) - 1 /\ step.arrival.as = Out.packet.dst /\ visits[1].as = Out.packet.src)

(* Addresses: what leaves an AS as its own is its own, from a host; what comes from outside is not; what is delivered is at the end of its path. *)
Addresses ==
  (IsPath /\ Lets(Out)) => LET p == step.packet  a == step.arrival IN
    /\ (a.in = 0 /\ p.currHf = 0) => p.src = a.as
    /\ a.in # 0 => p.src # a.as
    /\ p.src = a.as => p.srcHost = "unicast"
    /\ Out.verdict = "deliver" => p.dst = a.as /\ a.in # 0 /\ p.currHf = NumHops(p) - 1
(* A packet is as long as it says. *)
Length == (IsPath /\ Lets(Out)) => step.packet.lengthOk
(* Nothing is sent over a link that is known to be down. *)
LinksUp ==
  IsPath => /\ Out.verdict = "forward" => [as |-> step.arrival.as, id |-> Out.egress] \notin DownLinks
            /\ Out.verdict = "handOver" => [as |-> step.arrival.as, router |-> step.arrival.router, sibling |-> Out.sibling] \notin DownSiblings
(* A traceroute that asks about an interface it passes is answered there and goes no further. *)
Traceroute ==
  (step.packet.kind = "scion" /\ Out.verdict = "forward" /\ step.packet.payload = "traceroute" /\ Used(step) # <<>>) =>
    LET f == First(Used(step))  l == Last(Used(step)) IN
    /\ step.arrival.in # 0 => ~(IF f.consDir THEN f.hop.ingressAlert ELSE f.hop.egressAlert)
    /\ ~(IF l.consDir THEN l.hop.egressAlert ELSE l.hop.ingressAlert)
(* EPIC: the last two hops let only fresh packets of the source through. *)
EpicHolds ==
  (step.packet.kind = "epic" /\ Lets(Out)) => LET p == step.packet  left == NumHops(p) - 1 - p.currHf  used == Last(Used(step)).hop IN
    left <= 1 => /\ step.arrival.now - p.sentAt \in -2..6
                 /\ [mac |-> used.mac, ts |-> p.infos[1].ts, sentAt |-> p.sentAt, src |-> p.src, payload |-> p.payload,
                     hvf |-> IF left = 0 THEN p.lhvf ELSE p.phvf] \in Hvfs
(* One-hop paths: from the AS to its neighbour, over the interface the AS put into the hop field; no sibling lets pass what it is handed over. *)
OneHopHolds ==
  (step.packet.kind = "oneHop" /\ Lets(Out)) => LET p == step.packet  a == step.arrival  h == p.hops[1]  i == p.infos[1] IN
    /\ i.consDir /\ Len(p.hops) = 2 /\ Len(visits[Len(visits)].routers) = 1
    /\ a.in = 0 => /\ p.src = a.as /\ NeighborFits(Start(p, a), h.consEgress, p.dst)
                   /\ MacHolds(a.as, i.ts, h.exp, h.consIngress, h.consEgress, i.segId, h.mac)
    /\ a.in # 0 => p.dst = a.as /\ NeighborFits(Start(p, a), a.in, p.src)
------------------------------------------------------------------------------
(* Witnesses: what must be reachable, else the theorems would speak of nothing. Each of these must be violated. *)
Delivered == IsPath /\ Out.verdict = "deliver" /\ visits[1].in = 0
NoThreeSegments == ~(Delivered /\ NumInf(Out.packet) = 3)
NoShortcut == ~(Delivered /\ \E n \in Visited : Len(visits[n].used) = 2 /\ ~IsCore(visits[n].as))
NoPeering == ~(Delivered /\ \E n \in Visited : IsPeerLink(visits[n].as, visits[n].in))
NoHandOver == Out.verdict # "handOver"
NoAttackerForwarded == ~(step.arrival.in # 0 /\ Len(visits) = 1 /\ InterfaceOf(step.arrival.as, step.arrival.in).neighbor \in Bad /\ Out.verdict = "forward")
NoEpicDelivered == ~(Delivered /\ step.packet.kind = "epic")
NoOneHopDelivered == ~(step.packet.kind = "oneHop" /\ Out.verdict = "deliver" /\ Len(visits) = 2)
(* The rules let hop fields of the future pass: what the draft forbids, the reference does not look at (router/rules/arrival.ts). *)
NothingEarly == ~(Delivered /\ step.arrival.now < Info(step.packet).ts)
NoLoop == ~(\E n \in Visited : \E m \in 1..(n - 1) : visits[m].as = visits[n].as)
=============================================================================
