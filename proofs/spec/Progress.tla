---- MODULE Progress ---------------------------------------------------------
(* T14: a packet with an authorised path arrives, and every router on it reads its hop field once, in order.

   Dataplane says what can happen to any packet. Here the packet is an honest one: Init takes a path put together of authorised segments as hosts do
   (up, core, down, shortcuts, peering links), and every choice Dataplane leaves open is made by that path, so that a step is possible or the packet
   is stuck. A path has at most MaxHops hop fields, and each step reads one, so "never stuck" is "delivered".

   Assumed, besides Dataplane's: links are up, nothing expires, no AS is bad on the way. This kills the mutants that only lose packets, which no
   theorem about what must not happen can see: a SegID folded at one side only, a peering hop that is not found. *)
EXTENDS Dataplane

VARIABLE
  \* @type: Seq({ hop: { as: Str, in: Int, eg: Int, tag: Int, segId: Set(Int) }, cons: Bool, peer: Bool, seg: Int });
  plan        \* the hop fields of the path, each with its info field's flags and its segment's number

IsCore(s) == s.hops[Len(s.hops)].as \in Core

\* Parts of paths: hop fields in the order of travel.
Part(s, along, flag, from, p) ==
  LET n == Len(s.hops) - from + 1
      Field(i) == HopField(s, i, IF i = from THEN p ELSE 0) IN
  [cons |-> along, peer |-> flag, hops |-> [k \in 1..n |-> Field(IF along THEN from + k - 1 ELSE Len(s.hops) + 1 - k)]]

PartsOf(along, flag, core) == UNION { UNION {
    { Part(s, along, flag, i, p) : p \in IF flag THEN s.hops[i].peers ELSE {0} }
  : i \in IF core THEN {1} ELSE IF flag THEN DOMAIN s.hops ELSE 1..(Len(s.hops) - 1) }
  : s \in { t \in Segments : IsCore(t) = core } }
Ups == PartsOf(FALSE, FALSE, FALSE)
Downs == PartsOf(TRUE, FALSE, FALSE)
Cores == PartsOf(TRUE, FALSE, TRUE) \cup PartsOf(FALSE, FALSE, TRUE)

Start(part) == part.hops[1]
End(part) == part.hops[Len(part.hops)]
Meet(a, b) == End(a).as = Start(b).as
PeerOver(a, b) == LET l == LinkOf[End(a).as][End(a).in] IN l.neighbor = Start(b).as /\ l.remote = Start(b).in

Pairs(as, bs) == { <<a, b>> \in as \X bs : Meet(a, b) }
Paths ==
  { <<a>> : a \in Ups \cup Downs \cup Cores }
  \cup Pairs(Ups, Downs) \cup Pairs(Ups, Cores) \cup Pairs(Cores, Downs)
  \cup { <<ab[1], ab[2], c>> : <<ab, c>> \in { <<x, d>> \in Pairs(Ups, Cores) \X Downs : Meet(x[2], d) } }
  \cup { <<a, b>> \in PartsOf(FALSE, TRUE, FALSE) \X PartsOf(TRUE, TRUE, FALSE) : PeerOver(a, b) }

Labelled(path, k) ==
  IF k > Len(path) THEN <<>>
  ELSE [j \in DOMAIN path[k].hops |-> [hop |-> path[k].hops[j], cons |-> path[k].cons, peer |-> path[k].peer, seg |-> k]]
Plan(path) == Labelled(path, 1) \o Labelled(path, 2) \o Labelled(path, 3)

\* What was read is what the plan says, and what is read next as well.
Agrees ==
  /\ Len(hist) <= Len(plan)
  /\ \A j \in DOMAIN hist : hist[j].tag = plan[j].hop.tag /\ hist[j].cons = plan[j].cons /\ hist[j].seg = plan[j].seg
  /\ IF status = "delivered" THEN Len(hist) = Len(plan)
     ELSE LET next == plan[Len(hist) + 1] IN
          Len(hist) < Len(plan) /\ nseg = next.seg /\ cons = next.cons /\ peer = next.peer

PlannedInit ==
  /\ plan \in { Plan(path) : path \in Paths }
  /\ loc = plan[1].hop.as /\ via = 0 /\ nseg = 1 /\ first = TRUE
  /\ cons = plan[1].cons /\ peer = plan[1].peer
  /\ segId = Unread /\ two = FALSE /\ singles = "any" /\ hist = <<>> /\ status = "travelling"
PlannedNext == Next /\ UNCHANGED plan /\ Agrees'
Planned == PlannedInit /\ [][PlannedNext]_<<vars, plan>>

Arrives == status = "delivered" \/ ENABLED PlannedNext
==============================================================================
