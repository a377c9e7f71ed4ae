---- MODULE Topology ---------------------------------------------------------
(* The links of a network and the segments its ASes authorised: what PathAuth and Dataplane have in common. *)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS
  \* @type: Set({ as: Str, id: Int, type: Str, neighbor: Str, remote: Int });
  Links,      \* the interfaces: one record for each end of each link
  \* @type: Set({ beacon: Int, hops: Seq({ as: Str, in: Int, eg: Int, peers: Set(Int) }), tags: Seq(Int) });
  Segments    \* authorised, in construction direction, with the interfaces of peering links that have a hop field too. `beacon`: names the SegID it
              \* begins with, `tags` the MAC of each hop; two that begin as one beacon have the same names so far

ASes == { l.as : l \in Links }
Core == { l.as : l \in { k \in Links : k.type = "core" } }
IdsOf(as) == { l.id : l \in { k \in Links : k.as = as } }
LinkOf == [as \in ASes |-> [id \in IdsOf(as) |-> CHOOSE l \in Links : l.as = as /\ l.id = id]]
TypeOf(as, id) == IF id = 0 THEN "host" ELSE LinkOf[as][id].type

\* The interfaces a hop field names, in the direction the packet goes: `along` the direction of construction, or against it.
Ingress(h, along) == IF along THEN h.in ELSE h.eg
Egress(h, along) == IF along THEN h.eg ELSE h.in

Triple(h) == <<h.as, h.in, h.eg>>
Triples(q) == [j \in DOMAIN q |-> Triple(q[j])]
Reverse(q) == [j \in DOMAIN q |-> q[Len(q) + 1 - j]]

\* The hops of segments as triples, also of those that begin with a peering link.
FromPeer(hops, i, p) == [j \in 1..(Len(hops) - i + 1) |-> IF j = 1 THEN <<hops[i].as, p, hops[i].eg>> ELSE Triple(hops[i + j - 1])]
HopsOf(segments) == UNION { { Triples(s) } \cup UNION { { FromPeer(s, i, p) : p \in s[i].peers } : i \in DOMAIN s } : s \in segments }
PiecesOf(segments) == UNION { { SubSeq(s, i, j) : i \in 1..Len(s), j \in 1..Len(s) } : s \in HopsOf(segments) }
==============================================================================
