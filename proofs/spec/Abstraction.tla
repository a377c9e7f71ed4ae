---- MODULE Abstraction ------------------------------------------------------
(* The network and the segments of Router.tla as the layers above have them: without routers, timestamps and expiry. *)
EXTENDS Integers, Sequences

LinksOf(interfaces) == {[as |-> i.as, id |-> i.id, type |-> i.type, neighbor |-> i.neighbor, remote |-> i.far] : i \in interfaces}

Beacon(s) == 0 - (CHOOSE a \in s.hops[1].segId : TRUE)
HopOf(h) == [as |-> h.as, in |-> h.in, eg |-> h.eg, peers |-> {q.entry.in : q \in h.peers}]
SegmentsOf(segments) ==
  {[beacon |-> Beacon(s), hops |-> [k \in DOMAIN s.hops |-> HopOf(s.hops[k])], tags |-> [k \in DOMAIN s.hops |-> s.hops[k].tag]] : s \in segments}

(* A peering link's hop field has a tag of its own below; above it is named after its interface and the hop's. *)
PeerNames(segments) == UNION {UNION {{<<q.entry.tag, 1000 * q.entry.in + s.hops[k].tag>> : q \in s.hops[k].peers} : k \in DOMAIN s.hops} : s \in segments}
NamesOf(segments, tags) ==
  LET peers == PeerNames(segments) IN
  [t \in tags |-> IF \E x \in peers : x[1] = t THEN (CHOOSE x \in peers : x[1] = t)[2] ELSE t]
==============================================================================
