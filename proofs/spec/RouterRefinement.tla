---- MODULE RouterRefinement -------------------------------------------------
(* Each step of Network is a step of Dataplane: what Dataplane forbids, the routers of Router.tla cannot do.

   A state of Network is a packet of Dataplane as it came to the AS where it is: which AS, by which interface, the info field it stands at, and in
   `hist` the hops taken before, with the interfaces really used. Where a packet is handed over to a sibling Dataplane does nothing: a border router is
   a whole AS there. The SegID is the header's; nobody has read it ({0}) before the first hop of its segment, nor behind a forged one.

   Left out: one-hop packets, which Dataplane has not, and packets that go nowhere. Dataplane's bad ASes take what they get for themselves; here it
   goes on, as if they had sent it again, and so no AS is bad above, but all send that are below (`Sent`). *)
EXTENDS Network, Abstraction

VARIABLE delivered

Here == visits[Len(visits)]
(* The hop field that was current when the packet came to this AS. *)
Entered == IF Here.used # <<>> THEN First(Here.used) ELSE UsedHop(step.packet, step.packet.currHf)
IsFirst(hf) == hf \in {0, SecondAt(step.packet), ThirdAt(step.packet)}
AtPeering(u) == u.peer /\ u.hf \in {SecondAt(step.packet) - 1, SecondAt(step.packet)}
IsSingle(u) == step.packet.segLen[u.seg + 1] = 1

Names == NamesOf(Segments, DOMAIN Prefix)
Renamed(segId) == {IF x \in DOMAIN Names THEN Names[x] ELSE x : x \in segId}
LinksAbove == LinksOf(Interfaces)
SegmentsAbove == SegmentsOf(Segments)

(* The k-th hop field judged in visit v. Of a forged one there is what rules read: where it came in and leaves by. *)
IsForged(v, u) == AllAses = Leaked \/ (v.as \in Leaked /\ u.hop.mac \in ForgedTags)
Taken(v, k) ==
  LET u == v.used[k]
      forged == IsForged(v, u)
      over == k > 1
      left == IF k = Len(v.used) THEN v.eg ELSE 0
      came == IF over THEN 0 ELSE v.in
  IN [as |-> v.as, cons |-> u.consDir, rcv |-> v.in, snd |-> left, seg |-> u.seg + 1, over |-> over, peering |-> ~over /\ AtPeering(u),
      in |-> IF ~forged THEN u.hop.consIngress ELSE IF u.consDir THEN came ELSE left,
      eg |-> IF ~forged THEN u.hop.consEgress ELSE IF u.consDir THEN left ELSE came,
      tag |-> IF forged THEN 0 ELSE Names[u.hop.mac]]
RECURSIVE TakenIn(_)
TakenIn(n) == IF n = 0 THEN <<>> ELSE TakenIn(n - 1) \o [k \in DOMAIN visits[n].used |-> Taken(visits[n], k)]
Behind == IF delivered THEN Len(visits) ELSE Len(visits) - 1

(* What the hop before left in the SegID. A sibling gets the packet when the hop of this AS may be folded in already: that is undone. *)
IsFoldedAtIngress == Len(Here.routers) > 1 /\ Here.in # 0 /\ ~Entered.consDir /\ ~AtPeering(Entered)
SegIdEntered ==
  LET id == InfoAt(step.packet, Entered.seg).segId IN IF IsFoldedAtIngress THEN Xor(id, Prefix[Entered.hop.mac]) ELSE id
SegIdLeft ==
  LET run == SelectSeq(TakenIn(Len(visits) - 1), LAMBDA h : h.seg = Entered.seg + 1) IN
  IF run = <<>> \/ Last(run).tag = 0 THEN {0} ELSE Renamed(SegIdEntered)

Two == \E n \in 1..Behind : First(visits[n].used).peer
Singles ==
  IF \E n \in 1..Behind : ~First(visits[n].used).peer THEN "none"
  ELSE IF \E n \in 1..Behind : \E k \in DOMAIN visits[n].used : IsSingle(visits[n].used[k]) THEN "some" ELSE "any"

D == INSTANCE Dataplane WITH
  Links <- LinksAbove, Segments <- SegmentsAbove, Bad <- {}, Off <- {}, Width <- 0, MaxHops <- 64,
  loc <- Here.as, via <- Here.in, nseg <- Entered.seg + 1, first <- IsFirst(Entered.hf), cons <- Entered.consDir, peer <- Entered.peer,
  segId <- SegIdLeft, two <- Two, singles <- Singles, hist <- TakenIn(Behind), status <- IF delivered THEN "delivered" ELSE "travelling"

GoesOn == step.outcome.verdict \in {"forward", "handOver", "deliver"}
RefinedInit == Init /\ step.packet.kind # "oneHop" /\ GoesOn /\ delivered = FALSE
RefinedNext ==
  /\ ~delivered
  /\ \/ Next /\ delivered' = FALSE
     \/ step.outcome.verdict = "deliver" /\ delivered' = TRUE /\ UNCHANGED vars
Refined == RefinedInit /\ [][RefinedNext]_<<vars, delivered>>

Refines == [][D!Next]_(D!vars)
StartRefines == Len(visits) = 1 /\ Len(Here.routers) = 1 /\ ~delivered => D!Sent(Bad)
==============================================================================
