---- MODULE Refinement -------------------------------------------------------
(* Each step of Dataplane is steps of PathAuth: what PathAuth forbids, Dataplane cannot do.

   How a state of Dataplane is a packet of PathAuth: where it is, its direction, the hops really taken on the current segment, and as chain the hops
   that the SegID stands for (`ChainOf`; a function, which is where "SegIDs do not collide" is used).

   Lazy headers. PathAuth's packet has all hop fields ahead from the start, Dataplane's chooses one when it is read. No step of PathAuth reads more
   than the head of `future`. So if a step takes the packet with future <<h>> to one with <<>>, it takes that with <<h>> \o f to that with f, for every
   f; and a run of Dataplane that read h1, h2, ... hn is, read from its end, a run of PathAuth that began with <<h1, h2, ..., hn>> \o f. The same for
   the SegID that nobody has read: the run began with the value that the first MAC needed.

   Several segments. PathAuth knows one. A cross-over is: received, delivered, and a new packet sent from inside the AS, as one of its hosts might. A
   seam at a peering link is: received, delivered, and a new packet sent over the link. Both are dispatches that PathAuth allows anyway, so a packet
   of three segments does nothing that three packets could not do; what holds of each of them holds of each segment.

   T9. An attacker who sees a packet of Dataplane sees hop fields that were made before (`Seen`) and a SegID that is the chain of one of them. That is
   what Dataplane's Init lets him send, so his knowledge never grows, and replays are starts. *)
EXTENDS Dataplane

UpOf(s, i, p) == Triples(SubSeq(s.hops, 1, IF p = 0 THEN i - 1 ELSE i))
Origins == UNION { UNION { { [field |-> HopField(s, i, p), up |-> UpOf(s, i, p)] : p \in {0} \cup s.hops[i].peers } : i \in DOMAIN s.hops } : s \in Segments }
Tags == { o.field.tag : o \in Origins }
UpOfTag == [t \in Tags |-> (CHOOSE o \in Origins : o.field.tag = t).up]
ChainPairs == { <<o.field.segId, o.up>> : o \in Origins }
              \cup { <<Fold(o.field, o.field.segId), Append(o.up, Triple(o.field))>> : o \in Origins }
ChainOf == [id \in { x[1] : x \in ChainPairs } |-> (CHOOSE x \in ChainPairs : x[1] = id)[2]]

ASSUME \A x, y \in ChainPairs : x[1] = y[1] => x[2] = y[2]

\* Dataplane's hop as PathAuth's hop field, and as the hop really taken.
Lift(h) == [as |-> h.as, in |-> h.in, eg |-> h.eg, up |-> UpOfTag[h.tag]]
Really(h) ==
  LET i == IF h.rcv = 0 \/ h.over THEN Ingress(h, h.cons) ELSE h.rcv
      e == IF h.snd = 0 THEN Egress(h, h.cons) ELSE h.snd IN
  IF h.cons THEN <<h.as, i, e>> ELSE <<h.as, e, i>>
OnSegment(k) == LET q == SelectSeq(hist, LAMBDA h : h.seg = k) IN [j \in DOMAIN q |-> Really(q[j])]

Packet(place, chain, future) ==
  [place |-> place, at |-> loc, via |-> via, along |-> cons, chain |-> chain, past |-> << <<"", 0, 0>> >> \o OnSegment(nseg),
   future |-> future, history |-> OnSegment(nseg)]
Place == CASE status = "travelling" -> IF via = 0 THEN "inside" ELSE "link" [] OTHER -> status
Chain == IF segId \in DOMAIN ChainOf THEN ChainOf[segId] ELSE <<>>

P == INSTANCE PathAuth WITH packet <- Packet(Place, Chain, <<>>), Headers <- {}, Unchecked <- {}

\* The chain with which hop field x is read: the packet's, or any.
Begins(x) == IF segId = Unread THEN P!FirstChains(x) ELSE {Chain}
\* The packet inside its AS, about to have x read.
Inside(x, chain) == Packet("inside", chain, <<x>>)
Received(x, chain) == via = 0 \/ P!Receive(Packet("link", chain, <<x>>), Inside(x, chain))
\* x ends the segment here: delivered, whether or not the packet goes on with another. The hops taken are then `taken`.
Ended(x, taken) == \E chain \in Begins(x), skip \in BOOLEAN :
  LET p == Inside(x, chain)
      d == P!Went(p, x, skip, Egress(x, cons), "delivered", loc, via) IN
  Received(x, chain) /\ P!Deliver(p, d) /\ d.history = taken

Now == Packet(Place, Chain, <<>>)
StepRefines ==
  LET n == Len(hist)
      x == Lift(hist'[n + 1])
      crossed == Len(hist') = n + 2 IN
  /\ \A j \in (n + 1)..Len(hist') : hist'[j].tag \in Tags
  /\ CASE status' = "delivered" ->
            Ended(x, Now'.history)
       [] crossed ->
            LET y == Lift(hist'[n + 2]) IN
            /\ Ended(x, Append(Now.history, Really(hist'[n + 1])))
            /\ \E q \in P!DispatchInt(loc, <<y>>) : P!Send(q, Now')
       [] ~crossed /\ nseg' # nseg ->
            Ended(x, Append(Now.history, Really(hist'[n + 1]))) /\ Now'.history = <<>>
       [] OTHER ->
            \E chain \in Begins(x) : Received(x, chain) /\ P!Send(Inside(x, chain), Now')

Refines == [][StepRefines]_vars

\* A packet with nothing taken on its segment is one that PathAuth may dispatch, whichever hop field is read next.
StartRefines == status = "travelling" /\ OnSegment(nseg) = <<>> =>
  \A o \in { k \in Origins : k.field.as = loc } : LET x == [as |-> loc, in |-> o.field.in, eg |-> o.field.eg, up |-> o.up] IN
    \A chain \in P!FirstChains(x) : Packet(Place, chain, <<x>>) \in P!Dispatched(<<x>>)
Seen == \A j \in DOMAIN hist : hist[j].tag \in Tags
==============================================================================
