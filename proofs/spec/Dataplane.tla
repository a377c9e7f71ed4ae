---- MODULE Dataplane --------------------------------------------------------
(* The data plane as one packet and an attacker (layer L1, between PathAuth and Router).

   Claimed, whatever an attacker sends who owns the ASes `Bad` and any host anywhere, and knows the keys of `Leaked` besides all that was ever sent:
     T1 PathAuth     inside a segment, the hops a packet takes are a piece of one authorised segment, forwards or backwards
     T2 IfMatch      it uses the interfaces its hop fields name
     T4 ValleyFree   what came from a provider or a peer goes to customers only (even if all keys are known)
     T5 LoopFree     no AS but a core AS sees it more than twice (even if all keys are known)
     T6 Crossover    at most two segment changes, only for packets from outside, between allowed links, and never twice in an AS
     T9 Static       a packet shows the attacker nothing he could not have sent at the start, so one packet and one start say it all
     T11 Peering     a peering link is crossed only with hop fields made for it, at the seam of two segments

   Assumed. MACs are ideal: one is valid iff the AS made exactly this hop field with exactly this SegID, or its key is known to the attacker, who
   then finds hop fields with any two bytes of MAC (2^16 tries), so that what comes after them is as good as free. The control plane is trusted:
   `Segments` are what the ASes meant to authorise. SegIDs do not collide (`Width` = 0); with 16 bits they do, after about 2^15 tries, and
   `Width` > 0 shows what this costs. No clocks: no packet expires. A border router is a whole AS: siblings, lengths, SCMP are in Router.tla.

   Headers are chosen lazily: a field is chosen when the first honest router reads it, and kept as far as later rules depend on it. Why this loses
   nothing: a field that no router has read is in no guard, so every choice of it is still possible, and each whole header of the eager model is
   one way through the choices. What is kept of what was read: `cons`, `peer`, `segId` of the current info field; `two`: a router saw a Peer flag,
   so there are exactly two segments; `singles`: whether the header may have, or has, segments of one hop.
   A SegID that is not read yet is {0}: any. The first MAC checked fixes it, because an attacker who knows all MACs can send the one value that
   passes. Only one header position of the past is kept, `first`: nothing else of it is read (SegLen, CurrHF, CurrINF: T7, Router.tla).
   A packet from the attacker may start anywhere in its path.

   One packet is enough because routers keep no state and make no MACs: nothing a packet does changes what another may do (T9).

   `Off` names rules of router/rules.ts that are left out, each of which some theorem needs. A MAC rule left out takes any hop field. *)
EXTENDS Topology

CONSTANTS
  \* @type: Set(Str);
  Bad,        \* ASes of the attacker: they send anything over their links; what they get counts as his
  \* @type: Set(Str);
  Leaked,     \* ASes whose forwarding key he knows, while their routers are honest
  \* @type: Set(Str);
  Off,        \* rules left out
  \* @type: Int;
  Width,      \* 0: no two SegIDs collide by chance; n: MACs are folded in as their name modulo n
  \* @type: Int;
  MaxHops     \* hop fields read at most; more than any authorised path has, unless keys are known

VARIABLES
  \* @type: Str;
  loc,        \* the AS the packet is at
  \* @type: Int;
  via,        \* the interface it came in by, 0 = from a host of the AS
  \* @type: Int;
  nseg,       \* number of the current segment
  \* @type: Bool;
  first,      \* the current hop field is the first of its segment
  \* @type: Bool;
  cons,       \* ConsDir of the current info field
  \* @type: Bool;
  peer,       \* its Peer flag
  \* @type: Set(Int);
  segId,      \* its SegID: what was folded in; {0} = not read yet
  \* @type: Bool;
  two,        \* the path has exactly two segments
  \* @type: Str;
  singles,    \* segments of one hop: "any" not read yet, "none", "some"
  \* @type: Seq({ as: Str, in: Int, eg: Int, tag: Int, cons: Bool, rcv: Int, snd: Int, seg: Int, over: Bool, peering: Bool });
  hist,       \* ghost: the hop fields honest routers accepted, and the interfaces really used
  \* @type: Str;
  status      \* "travelling", "delivered", "captured" by a bad AS

vars == <<loc, via, nseg, first, cons, peer, segId, two, singles, hist, status>>

On(rule) == rule \notin Off
Honest == ASes \ Bad

------------------------------------------------------------------------------
\* Hop fields and MACs. A MAC is a number, its tag; a SegID is the set of the tags folded into it, and one atom for each beacon's first value.

Unread == {0}
Xor(a, b) == (a \ b) \cup (b \ a)
Tag(s, i, p) == 1000 * p + s.tags[i]

\* The SegID that hop i of segment s is made with: all MACs before it, folded.
SegIdAt(s, i) ==
  IF Width = 0 THEN { 0 - s.beacon } \cup { Tag(s, j, 0) : j \in 1..(i - 1) }
  ELSE { a \in 1..(Width - 1) : Cardinality({ j \in 1..(i - 1) : Tag(s, j, 0) % Width = a }) % 2 = 1 }

\* The hop field that hop i of segment s got, or its AS's for the peering link p. It is authenticated with what the next AS gets to see.
HopField(s, i, p) == LET hop == s.hops[i] IN
  [as |-> hop.as, in |-> IF p = 0 THEN hop.in ELSE p, eg |-> hop.eg, tag |-> Tag(s, i, p), segId |-> SegIdAt(s, IF p = 0 THEN i ELSE i + 1)]
HopFields == UNION { UNION { { HopField(s, i, p) : p \in {0} \cup s.hops[i].peers } : i \in DOMAIN s.hops } : s \in Segments }

Known == [as \in ASes |-> { h \in HopFields : h.as = as }]

\* Whatever content, with whatever MAC fits: tag 0. What no rule reads is 0.
Forged(c, ingress, egresses) ==
  { [as |-> loc, in |-> IF c THEN ingress ELSE e, eg |-> IF c THEN e ELSE ingress, tag |-> 0, segId |-> Unread] : e \in egresses }

\* The hop fields that the MAC rule `rule` may let pass here. With all keys known it makes no difference who made one.
Readable(rule, c, ingress, egresses) ==
  (IF Leaked = ASes THEN {} ELSE Known[loc]) \cup (IF loc \in Leaked \/ ~On(rule) THEN Forged(c, ingress, egresses) ELSE {})

MacIsValid(h, id) == id = Unread \/ h.tag = 0 \/ h.segId = id
Checked(h, id) == IF h.tag = 0 THEN id ELSE h.segId
Fold(h, id) ==
  IF id = Unread \/ h.tag = 0 THEN Unread
  ELSE Xor(id, IF Width = 0 THEN { h.tag } ELSE { h.tag % Width } \ {0})

------------------------------------------------------------------------------
\* The rules, under their names in router/rules.ts.

PathPointersFit(single) ==
  On("pathPointersFit") /\ ~peer => singles # "some" /\ ~single
PeeringHopFound == On("peeringHopFound") /\ peer => nseg <= 2
Peering(last) == On("peeringHopFound") /\ peer /\ ((nseg = 1 /\ last) \/ (nseg = 2 /\ first))
ArrivedOnNamedInterface(h) == On("arrivedOnNamedInterface") => via \in {0, Ingress(h, cons)}
SegIdFoldedAtIngress(h, last) ==
  IF On("segIdFoldedAtIngress") /\ ~cons /\ via # 0 /\ ~Peering(last) THEN Fold(h, segId) ELSE segId
SegIdFoldedAtEgress(h, c, id, peering) ==
  IF On("segIdFoldedAtEgress") /\ c /\ ~peering THEN Fold(h, id) ELSE id

TransitPairs == { <<"core", "core">>, <<"child", "parent">>, <<"parent", "child">>, <<"child", "peer">>, <<"peer", "child">> }
ChangePairs == { <<"core", "child">>, <<"child", "core">>, <<"child", "child">> }
LinkPairAllowed(e) ==
  On("linkPairAllowed") /\ via # 0 => <<TypeOf(loc, via), TypeOf(loc, e)>> \in TransitPairs
SegmentChangeAllowed(e) ==
  On("segmentChangeAllowed") => <<TypeOf(loc, via), TypeOf(loc, e)>> \in ChangePairs

\* What is known of the number and the lengths of the segments once the pointer and peering rules have passed.
SegmentsRead(single) ==
  /\ two' = (two \/ (On("peeringHopFound") /\ peer))
  /\ singles' = IF On("pathPointersFit") /\ ~peer THEN "none" ELSE IF single THEN "some" ELSE singles

\* Rules 1 to 10 let hop field h pass; `last`: it is the last of its segment.
Accepted(h, last) ==
  /\ PathPointersFit(first /\ last)
  /\ first /\ last => singles # "none"
  /\ PeeringHopFound
  /\ ArrivedOnNamedInterface(h)
  /\ MacIsValid(h, SegIdFoldedAtIngress(h, last))

Hop(h, c, rcv, snd, k, over, peering) ==
  [as |-> loc, in |-> h.in, eg |-> h.eg, tag |-> h.tag, cons |-> c, rcv |-> rcv, snd |-> snd, seg |-> k, over |-> over, peering |-> peering]

Moved(e) ==
  LET far == LinkOf[loc][e] IN
  /\ loc' = far.neighbor /\ via' = far.remote
  /\ status' = IF far.neighbor \in Bad THEN "captured" ELSE "travelling"

\* Behind the last hop field of segment k, without a cross-over: the next AS reads an info field that nobody has read.
NextSegment(k) ==
  /\ nseg' = k + 1 /\ first' = TRUE /\ segId' = Unread
  /\ cons' \in BOOLEAN /\ peer' \in BOOLEAN

ThirdIsPossible == nseg < 3 /\ ~(two' /\ nseg = 2)

\* Along the segment, or over the peering link between two.
Forward ==
  \E last \in BOOLEAN, h \in Readable("macIsValid", cons, via, IdsOf(loc)) :
    LET e == Egress(h, cons)
        id == Checked(h, SegIdFoldedAtIngress(h, last)) IN
    /\ Accepted(h, last)
    /\ SegmentsRead(first /\ last)
    /\ e \in IdsOf(loc)
    /\ LinkPairAllowed(e)
    /\ Moved(e)
    /\ hist' = Append(hist, Hop(h, cons, via, e, nseg, FALSE, Peering(last)))
    /\ IF last THEN (Peering(last) \/ ~On("crossOver")) /\ ThirdIsPossible /\ NextSegment(nseg)
       ELSE /\ first' = FALSE /\ segId' = SegIdFoldedAtEgress(h, cons, id, Peering(last))
            /\ UNCHANGED <<nseg, cons, peer>>

\* Who crosses over asks the old info field whether it stands at a peering hop. A sibling that only sends the packet on has but the new one.
PeeringBehind == On("peeringHopFound") /\ peer' /\ nseg = 1

\* From one segment to the next inside this AS: hop field h ends a segment, g begins the next (and ends it where segments of one hop may be).
CrossOver ==
  /\ On("crossOver")
  /\ \E c \in BOOLEAN, single \in BOOLEAN, h \in Readable("macIsValid", cons, via, {0}) :
     \E g \in Readable("crossedMacIsValid", c, 0, IdsOf(loc)) :
       LET e == Egress(g, c) IN
       /\ Accepted(h, TRUE)
       /\ ~Peering(TRUE)
       /\ SegmentsRead(first \/ single)
       /\ (single /\ On("pathPointersFit")) => peer
       /\ ThirdIsPossible
       /\ e \in IdsOf(loc)
       /\ SegmentChangeAllowed(e)
       /\ Moved(e)
       /\ hist' = Append(Append(hist, Hop(h, cons, via, 0, nseg, FALSE, FALSE)), Hop(g, c, via, e, nseg + 1, TRUE, FALSE))
       /\ IF single THEN nseg < 2 /\ NextSegment(nseg + 1)
          ELSE /\ nseg' = nseg + 1 /\ first' = FALSE /\ cons' = c
               /\ peer' \in BOOLEAN
               /\ \E sibling \in BOOLEAN : segId' = SegIdFoldedAtEgress(g, c, Checked(g, Unread), sibling /\ PeeringBehind)

\* At the end of the path, from outside only: a packet between hosts of an AS needs no path (isdAsPlausible).
Deliver ==
  /\ via # 0
  /\ \E h \in Readable("macIsValid", cons, via, {0}) :
       /\ Accepted(h, TRUE)
       /\ SegmentsRead(first)
       /\ ~(two' /\ nseg = 1)
       /\ hist' = Append(hist, Hop(h, cons, via, 0, nseg, FALSE, Peering(TRUE)))
       /\ status' = "delivered"
       /\ UNCHANGED <<loc, via, nseg, first, cons, peer, segId>>

\* The ASes that send anything over their links. With `Injecting <- ASes` and `Bad` = {} one run covers every set of bad ASes: what a bad AS sends
\* is sent here by its side of the link, and a packet that it would capture simply goes on.
Injecting == Bad

\* Any host sends into its AS, ASes of the attacker over their links, headers as they like and as if on their way already.
Sent(injecting) ==
  /\ \/ loc \in ASes /\ via = 0
     \/ \E l \in Links : l.neighbor \in injecting /\ loc = l.as /\ via = l.id
  /\ cons \in BOOLEAN /\ peer \in BOOLEAN /\ nseg \in 1..3 /\ first \in BOOLEAN
  /\ segId = Unread /\ two = FALSE /\ singles = "any"
  /\ hist = <<>> /\ status = "travelling"
Init == Sent(Injecting)

Next ==
  /\ status = "travelling" /\ loc \in Honest /\ Len(hist) < MaxHops
  /\ Forward \/ CrossOver \/ Deliver

Spec == Init /\ [][Next]_vars

------------------------------------------------------------------------------
\* Theorems.

Pieces == PiecesOf({ s.hops : s \in Segments })
IsPiece(q) == q \in Pieces \/ Reverse(q) \in Pieces

\* The hops of the last segment travelled, from the last of them whose key is known.
LatestRun == LET n == Len(hist)
                 start == CHOOSE i \in 1..(n + 1) :
                   /\ \A j \in i..n : hist[j].seg = hist[n].seg /\ hist[j].as \notin Leaked
                   /\ i > 1 => hist[i - 1].seg # hist[n].seg \/ hist[i - 1].as \in Leaked IN
             Triples(SubSeq(hist, start, n))
LatestSegment == Triples(SelectSeq(hist, LAMBDA h : h.seg = hist[Len(hist)].seg))

PathAuth == hist # <<>> => LatestRun = <<>> \/ IsPiece(LatestRun)
\* The same, also of ASes whose key is known: this must fail when one is.
PathAuthOfAll == hist # <<>> => IsPiece(LatestSegment)

IfMatch == \A j \in DOMAIN hist : LET h == hist[j] IN
  /\ h.snd # 0 => h.snd = Egress(h, h.cons)
  /\ h.rcv # 0 /\ ~h.over => h.rcv = Ingress(h, h.cons)

From(h) == TypeOf(h.as, h.rcv)
To(h) == TypeOf(h.as, h.snd)
ValleyFree == \A j \in DOMAIN hist : LET h == hist[j] IN h.snd # 0 =>
  /\ From(h) \in {"parent", "peer"} => To(h) = "child"
  /\ From(h) = "core" => To(h) \in {"core", "child"}

LoopFree == \A as \in Honest \ Core : Cardinality({ j \in DOMAIN hist : hist[j].as = as /\ ~hist[j].over }) <= 2

Crossover ==
  /\ nseg <= 3
  /\ \A j \in DOMAIN hist : LET h == hist[j] IN h.over =>
       /\ h.rcv # 0
       /\ <<From(h), To(h)>> \in ChangePairs
       /\ j < Len(hist) => hist[j + 1].seg = h.seg

\* The attacker gets only SegIDs and hop fields he could start with: known ones, and SegIDs known hop fields are made with, or leave behind.
SegIdsKnown == { Unread } \cup { h.segId : h \in HopFields } \cup { Fold(h, h.segId) : h \in HopFields }
Static ==
  /\ \A j \in DOMAIN hist : hist[j].tag \in {0} \cup { h.tag : h \in HopFields }
  /\ segId \in SegIdsKnown

\* Where a segment ends and the next begins in another AS, both ASes' hop fields name the link between them, and it is used as the path says.
Seam(j) == hist[j].seg # hist[j + 1].seg /\ ~hist[j + 1].over
SeamsArePeerings == \A j \in 1..(Len(hist) - 1) :
  /\ Seam(j) => hist[j].peering /\ hist[j].snd = Egress(hist[j], hist[j].cons)
  /\ From(hist[j + 1]) = "peer" => Seam(j) \/ {hist[j].as, hist[j + 1].as} \cap Leaked # {}
\* That the link is a peering link is not checked by any rule: must fail (see proofs/README.md).
SeamIsPeeringLink == \A j \in 1..(Len(hist) - 1) : Seam(j) => To(hist[j]) = "peer"

------------------------------------------------------------------------------
\* Witnesses: each must be violated, else the model cannot do what it should.

Delivered == status = "delivered"
Crossings == Cardinality({ j \in DOMAIN hist : hist[j].over })
NoThreeSegments == ~(Delivered /\ Crossings = 2)
NoShortcut == ~(Delivered /\ \E j \in DOMAIN hist : hist[j].over /\ <<From(hist[j]), To(hist[j])>> = <<"child", "child">> /\ hist[j].as \notin Core)
NoPeering == ~(Delivered /\ \E j \in DOMAIN hist : From(hist[j]) = "peer")
NoAttackerForwarded == ~(Len(hist) >= 2 /\ \E l \in Links : l.neighbor \in Bad /\ hist[1].as = l.as /\ hist[1].rcv = l.id)
NoCapture == status # "captured"
==============================================================================
