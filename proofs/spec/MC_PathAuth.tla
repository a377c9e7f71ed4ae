---- MODULE MC_PathAuth ------------------------------------------------------
(* PathAuth on the eight ASes of Eight.tla: from every dispatch (Spec), and from every state of the inductive invariant (Inductive). *)
EXTENDS PathAuth, Eight

\* The hop fields of a piece of a segment, from its peering link p if p # 0.
Field(s, i, p) == [as |-> s[i].as, in |-> IF p = 0 THEN s[i].in ELSE p, eg |-> s[i].eg,
                   up |-> Triples(SubSeq(s, 1, IF p = 0 THEN i - 1 ELSE i))]
Fields(s, i, j, p) == [k \in 1..(j - i + 1) |-> Field(s, i + k - 1, IF k = 1 THEN p ELSE 0)]
FieldPieces == UNION { UNION { UNION { { Fields(s, i, j, p) : p \in {0} \cup s[i].peers } : j \in i..Len(s) } : i \in DOMAIN s } : s \in Closed }
BothWays == FieldPieces \cup { Reverse(q) : q \in FieldPieces }
Linked(a, b) == \E l \in Links : l.as = a.as /\ l.neighbor = b.as

\* An attacker's headers: every piece, and every two pieces put together where a link leads from one to the other.
Splices == BothWays \cup { ab[1] \o ab[2] : ab \in { <<x, y>> \in BothWays \X BothWays : Linked(Last(x), y[1]) /\ Len(x) + Len(y) <= 3 } }

\* The inductive invariant. A packet under way has taken hops i to j of a segment, or j to i, and its chain is the one that hop j's MAC leads to,
\* or, where it claimed a peering hop, the one it was checked with.
Shape(s, along, i, j, p) ==
  LET q == Triples(Fields(s, i, j, p))
      h == IF along THEN Field(s, j, IF i = j THEN p ELSE 0) ELSE Field(s, i, p)
      l == LinkOf[h.as][Egress(h, along)] IN
  { [at |-> l.neighbor, via |-> l.remote, along |-> along, history |-> IF along THEN q ELSE Reverse(q), chain |-> c] :
    c \in {h.up} \cup IF along THEN { Append(h.up, Triple(h)) } ELSE {} }
Leaves(s, along, i, j, p) == LET h == IF along THEN Field(s, j, 0) ELSE Field(s, i, p) IN Egress(h, along) # 0
Shapes == UNION { UNION { UNION { UNION { UNION {
    IF Leaves(s, d, i, j, p) THEN Shape(s, d, i, j, p) ELSE {} : p \in {0} \cup s[i].peers }
  : j \in i..Len(s) } : i \in DOMAIN s } : s \in Closed } : d \in BOOLEAN }

ShapeNow == [at |-> packet.at, via |-> packet.via, along |-> packet.along, history |-> packet.history, chain |-> packet.chain]
Explained ==
  /\ packet.history # <<>> /\ packet.place \in {"link", "inside", "captured"} => ShapeNow \in Shapes
  /\ packet.place = "inside" => packet.via \in {0, Ingress(Head(packet.future), packet.along)}

\* A step reads one hop field: any that was ever made.
UnderWay(x) == { [place |-> place, at |-> x.at, via |-> x.via, along |-> x.along, chain |-> x.chain, past |-> Junk \o x.history,
                  future |-> <<h>>, history |-> x.history] : place \in {"link", "inside"}, h \in { m \in Made : m.as = x.at } }
InductiveInit == (packet \in UNION { UnderWay(x) : x \in Shapes } \cup UNION { Dispatched(<<h>>) : h \in Made }) /\ Explained
Inductive == InductiveInit /\ [][Next]_packet
==============================================================================
