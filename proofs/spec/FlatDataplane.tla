---- MODULE FlatDataplane ----------------------------------------------------
(* Dataplane.tla in the form a solver likes: the same packet, attacker, rules and headers chosen lazily (read it first), but with nothing nested
   in the state, so that Apalache proves the theorems for any number of hops and every set of bad ASes at once (APInductive.tla). TLC reads it too.

   What differs, and why nothing is lost:
   - Each hop field is one record of the constant `Hops` with all that a router looks up joined in: what is at both its interfaces.
   - A SegID is a number that names a set of MACs folded together. A router compares a SegID with `segId`, which the MAC was made with, or with
     `folded`, that and the MAC; so these names are all there is, exactly, as long as no two sets collide. 0 = not read yet, any.
   - No history. `fwd` and `bwd` say where the run of hops stands in an authorised segment, read with or against its construction, and one
     Boolean for each theorem says whether every hop so far kept it. This is stronger than the theorem of Dataplane.tla by one thing:
     the run must be a piece of one segment's hop fields, not of their interfaces only.
   - LoopFree counts, and so is left to Dataplane.tla.
   FlatRefinement.tla checks it: the steps of Dataplane are steps of this, and both reach the same states. *)
EXTENDS Integers

CONSTANTS
  \* @typeAlias: hop = { as: Str, made: Bool, in: Int, inType: Str, inAs: Str, inFar: Int, inFarType: Str, eg: Int, egType: Str, egAs: Str, egFar: Int, egFarType: Str, segId: Int, folded: Int, start: Int, end: Int };
  \* @typeAlias: link = { as: Str, id: Int, type: Str, neighbor: Str, remote: Int };
  \* @type: Set(Str);
  ASes,
  \* @type: Set($link);
  Links,
  \* @type: Set($hop);
  Hops,       \* `made`: by the AS, for an authorised segment. Others, one for each interface: forged, to leave by it whatever ConsDir says
  \* @type: Set(Int);
  SegIds,     \* all names of SegIDs
  \* @type: Set(Str);
  Bad,
  \* @type: Set(Str);
  Leaked,
  \* @type: Set(Str);
  Off

VARIABLES
  \* @type: Str;
  loc,
  \* @type: Int;
  via,
  \* @type: Str;
  viaType,    \* what link `via` is, "host" inside the AS
  \* @type: Str;
  viaAs,      \* the AS at its other end
  \* @type: Int;
  nseg,
  \* @type: Bool;
  first,
  \* @type: Bool;
  cons,
  \* @type: Bool;
  peer,
  \* @type: Int;
  segId,
  \* @type: Bool;
  two,
  \* @type: Str;
  singles,
  \* @type: Str;
  status,
  \* @type: Int;
  fwd,        \* ghost: where the run ends in a segment that it is a piece of in construction direction; Fresh, Nowhere
  \* @type: Int;
  bwd,        \* ghost: the same against construction direction
  \* @type: Bool;
  authorised, \* ghosts: PathAuth, IfMatch, ValleyFree, Crossover, SeamsArePeerings held at each hop
  \* @type: Bool;
  matched,
  \* @type: Bool;
  valleyFree,
  \* @type: Bool;
  crossed,
  \* @type: Bool;
  peered

vars == <<loc, via, viaType, viaAs, nseg, first, cons, peer, segId, two, singles, status, fwd, bwd, authorised, matched, valleyFree, crossed, peered>>

On(rule) == rule \notin Off
Any == 0
Fresh == 0
Nowhere == -1

\* @type: ($hop, Bool) => Int;
Ingress(h, c) == IF c THEN h.in ELSE h.eg
\* @type: ($hop, Bool) => Int;
Egress(h, c) == IF c THEN h.eg ELSE h.in
\* @type: ($hop, Bool) => Str;
EgressType(h, c) == IF c THEN h.egType ELSE h.inType

------------------------------------------------------------------------------
\* The rules, under their names in router/rules.ts.

PathPointersFit(single) == On("pathPointersFit") /\ ~peer => singles # "some" /\ ~single
PeeringHopFound == On("peeringHopFound") /\ peer => nseg <= 2
Peering(last) == On("peeringHopFound") /\ peer /\ ((nseg = 1 /\ last) \/ (nseg = 2 /\ first))
\* @type: $hop => Bool;
ArrivedOnNamedInterface(h) == On("arrivedOnNamedInterface") => via = 0 \/ via = Ingress(h, cons)
FoldedAtIngress(last) == On("segIdFoldedAtIngress") /\ ~cons /\ via # 0 /\ ~Peering(last)
\* @type: (Str, $hop) => Bool;
Readable(rule, h) == h.as = loc /\ (h.made \/ loc \in Leaked \/ ~On(rule))
\* @type: ($hop, Bool) => Bool;
MacIsValid(h, last) == segId = Any \/ segId = IF FoldedAtIngress(last) THEN h.folded ELSE h.segId
\* The SegID that a packet leaves with.
\* @type: ($hop, Bool, Bool) => Int;
SegIdAfter(h, c, peering) ==
  IF ~h.made THEN Any ELSE IF On("segIdFoldedAtEgress") /\ c /\ ~peering THEN h.folded ELSE h.segId

ChangePair(i, e) == (i = "core" /\ e = "child") \/ (i = "child" /\ e = "core") \/ (i = "child" /\ e = "child")
TransitPair(i, e) ==
  (i = "core" /\ e = "core") \/ (i \in {"parent", "peer"} /\ e = "child") \/ (i = "child" /\ e \in {"parent", "peer"})
LinkPairAllowed(e) == On("linkPairAllowed") /\ via # 0 => TransitPair(viaType, e)
SegmentChangeAllowed(e) == On("segmentChangeAllowed") => ChangePair(viaType, e)

SegmentsRead(single) ==
  /\ two' = (two \/ (On("peeringHopFound") /\ peer))
  /\ singles' = IF On("pathPointersFit") /\ ~peer THEN "none" ELSE IF single THEN "some" ELSE singles
ThirdIsPossible == nseg < 3 /\ ~(nseg = 2 /\ (two \/ (On("peeringHopFound") /\ peer)))

\* Rules 1 to 10 let hop field h pass; `last`: it is the last of its segment.
\* @type: ($hop, Bool) => Bool;
Accepted(h, last) ==
  /\ Readable("macIsValid", h)
  /\ PathPointersFit(first /\ last)
  /\ first /\ last => singles # "none"
  /\ PeeringHopFound
  /\ h.made => ArrivedOnNamedInterface(h) /\ MacIsValid(h, last)

------------------------------------------------------------------------------
\* Ghosts: the theorems, hop by hop. A run is of hops in one segment, without those of ASes whose key is known.

\* @type: $hop => Int;
FwdAfter(h) == IF h.made /\ (fwd = Fresh \/ fwd = h.start) THEN h.end ELSE Nowhere
\* @type: $hop => Int;
BwdAfter(h) == IF h.made /\ (bwd = Fresh \/ bwd = h.end) THEN h.start ELSE Nowhere
\* @type: $hop => Bool;
Authorised(h) == loc \in Leaked \/ FwdAfter(h) # Nowhere \/ BwdAfter(h) # Nowhere
\* @type: $hop => Bool;
Matched(h) == via = 0 \/ ~h.made \/ via = Ingress(h, cons)
NoValley(e) == (viaType \in {"parent", "peer"} => e = "child") /\ (viaType = "core" => e \in {"core", "child"})
AtSeam == viaType = "peer" => first \/ viaAs \in Bad \/ viaAs \in Leaked \/ loc \in Leaked

RunBegins == fwd' = Fresh /\ bwd' = Fresh

------------------------------------------------------------------------------

\* @type: ($hop, Bool) => Bool;
Moved(h, c) ==
  LET to == IF c THEN h.egAs ELSE h.inAs IN
  /\ Egress(h, c) # 0
  /\ loc' = to /\ viaAs' = loc
  /\ via' = (IF c THEN h.egFar ELSE h.inFar)
  /\ viaType' = (IF c THEN h.egFarType ELSE h.inFarType)
  /\ status' = IF to \in Bad THEN "captured" ELSE "travelling"
  /\ valleyFree' = (valleyFree /\ NoValley(EgressType(h, c)))

NextSegment(k) ==
  /\ nseg' = k + 1 /\ first' = TRUE /\ segId' = Any
  /\ cons' \in BOOLEAN /\ peer' \in BOOLEAN
  /\ RunBegins

Forward == \E h \in Hops, last \in BOOLEAN :
  /\ Accepted(h, last)
  /\ SegmentsRead(first /\ last)
  /\ LinkPairAllowed(EgressType(h, cons))
  /\ Moved(h, cons)
  /\ authorised' = (authorised /\ Authorised(h)) /\ matched' = (matched /\ Matched(h))
  /\ peered' = (peered /\ AtSeam /\ (last => Peering(last)))
  /\ UNCHANGED crossed
  /\ IF last THEN (Peering(last) \/ ~On("crossOver")) /\ ThirdIsPossible /\ NextSegment(nseg)
     ELSE /\ first' = FALSE /\ segId' = SegIdAfter(h, cons, Peering(last))
          /\ IF loc \in Leaked THEN RunBegins ELSE fwd' = FwdAfter(h) /\ bwd' = BwdAfter(h)
          /\ UNCHANGED <<nseg, cons, peer>>

\* For a sibling that only sends the packet on.
PeeringBehind == On("peeringHopFound") /\ peer' /\ nseg = 1

CrossOver ==
  /\ On("crossOver")
  /\ \E h \in Hops :
     /\ Accepted(h, TRUE)
     /\ ~Peering(TRUE)
     /\ ThirdIsPossible
     /\ \E g \in Hops, c \in BOOLEAN, single \in BOOLEAN :
        /\ Readable("crossedMacIsValid", g)
        /\ SegmentsRead(first \/ single)
        /\ (single /\ On("pathPointersFit")) => peer
        /\ SegmentChangeAllowed(EgressType(g, c))
        /\ Moved(g, c)
        /\ authorised' = (authorised /\ Authorised(h) /\ (g.made \/ loc \in Leaked)) /\ matched' = (matched /\ Matched(h))
        /\ crossed' = (crossed /\ via # 0 /\ ChangePair(viaType, EgressType(g, c)) /\ ~single)
        /\ peered' = (peered /\ AtSeam)
        /\ IF single THEN nseg < 2 /\ NextSegment(nseg + 1)
           ELSE /\ nseg' = nseg + 1 /\ first' = FALSE /\ cons' = c /\ peer' \in BOOLEAN
                /\ \E sibling \in BOOLEAN : segId' = SegIdAfter(g, c, sibling /\ PeeringBehind)
                /\ IF loc \in Leaked THEN RunBegins ELSE fwd' = g.end /\ bwd' = g.start

Deliver ==
  /\ via # 0
  /\ ~(nseg = 1 /\ (two \/ (On("peeringHopFound") /\ peer)))
  /\ \E h \in Hops :
     /\ Accepted(h, TRUE)
     /\ SegmentsRead(first)
     /\ authorised' = (authorised /\ Authorised(h)) /\ matched' = (matched /\ Matched(h)) /\ peered' = (peered /\ AtSeam)
     /\ status' = "delivered"
     /\ UNCHANGED <<loc, via, viaType, viaAs, nseg, first, cons, peer, segId, fwd, bwd, valleyFree, crossed>>

Init ==
  /\ \/ loc \in ASes /\ via = 0 /\ viaType = "host" /\ viaAs = "none"
     \/ \E l \in Links : l.neighbor \in Bad /\ loc = l.as /\ via = l.id /\ viaType = l.type /\ viaAs = l.neighbor
  /\ cons \in BOOLEAN /\ peer \in BOOLEAN /\ nseg \in 1..3 /\ first \in BOOLEAN
  /\ segId = Any /\ two = FALSE /\ singles = "any" /\ status = "travelling"
  /\ fwd = Fresh /\ bwd = Fresh
  /\ authorised = TRUE /\ matched = TRUE /\ valleyFree = TRUE /\ crossed = TRUE /\ peered = TRUE

Next ==
  /\ status = "travelling" /\ loc \notin Bad
  /\ Forward \/ CrossOver \/ Deliver

Spec == Init /\ [][Next]_vars

------------------------------------------------------------------------------
\* Theorems of Dataplane.tla.

PathAuth == authorised
IfMatch == matched
ValleyFree == valleyFree
Crossover == crossed /\ nseg <= 3
SeamsArePeerings == peered
Safe == PathAuth /\ IfMatch /\ ValleyFree /\ Crossover /\ SeamsArePeerings

\* Witnesses: each must be violated.
NoThreeSegments == ~(status = "delivered" /\ nseg = 3)
NoPeering == ~(status = "delivered" /\ viaType = "peer")
NoAttackerDelivered == ~(status = "delivered" /\ segId = Any /\ viaAs \in Bad)
NoCapture == status # "captured"
==============================================================================
