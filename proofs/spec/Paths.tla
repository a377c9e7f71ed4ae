------------------------------- MODULE Paths -------------------------------
(* The packets that honest hosts send: paths made of authorised segments, as control/path/combine.ts makes them. A piece is a part of a segment in
   the order it is travelled, [along, peer, ts, entries]; an entry is [as, in, eg, exp, segId, tag]. *)
EXTENDS Router

CONSTANTS
  Segments, \* set of [type, ts, hops]; type "core" or "down"; hops in construction direction: entries with `peers`, a set of [entry, peer, peerIf]
  OneHops,  \* set of [entry, ts, completed]: what control services send to neighbours; `completed`: the entry that the neighbour makes of it
  AsOrder,  \* a sequence of all ASes
  Now,      \* half seconds
  SentAt    \* EPIC packets are sent then

Entry(h) == [as |-> h.as, in |-> h.in, eg |-> h.eg, exp |-> h.exp, segId |-> h.segId, tag |-> h.tag]
First(s) == s[1]
Last(s) == s[Len(s)]
Reversed(s) == [i \in 1..Len(s) |-> s[Len(s) + 1 - i]]

Downs == {s \in Segments : s.type = "down"}
Cores == {s \in Segments : s.type = "core"}
Piece(s, along, peer, entries) == [along |-> along, peer |-> peer, ts |-> s.ts, entries |-> entries]
From(s, k) == [i \in 1..(Len(s.hops) + 1 - k) |-> Entry(s.hops[k + i - 1])]
Down(s, k) == Piece(s, TRUE, FALSE, From(s, k))
Up(s, k) == Piece(s, FALSE, FALSE, Reversed(From(s, k)))
DownOver(s, k, peer) == Piece(s, TRUE, TRUE, <<peer.entry>> \o Tail(From(s, k)))
UpOver(s, k, peer) == Piece(s, FALSE, TRUE, Reversed(<<peer.entry>> \o Tail(From(s, k))))
Across(s) == Up(s, 1)

Ases(piece) == {piece.entries[i].as : i \in 1..Len(piece.entries)}
Origin(piece) == First(piece.entries).as
Target(piece) == Last(piece.entries).as
Meet(a, b) == Target(a) = Origin(b) /\ Ases(a) \cap Ases(b) = {Target(a)}

(* Cut where another AS than the core is: a shortcut, or a host there. *)
Ups == UNION {{Up(s, k) : k \in 1..(Len(s.hops) - 1)} : s \in Downs}
Descents == UNION {{Down(s, k) : k \in 1..(Len(s.hops) - 1)} : s \in Downs}
ToCore == {Up(s, 1) : s \in Downs}
FromCore == {Down(s, 1) : s \in Downs}
Acrosses == {Across(s) : s \in Cores}
PeerPoints == UNION {UNION {{[s |-> s, k |-> k, peer |-> q] : q \in s.hops[k].peers} : k \in 2..Len(s.hops)} : s \in Downs}
PeerPaths == {<<UpOver(a.s, a.k, a.peer), DownOver(b.s, b.k, b.peer)>> : <<a, b>> \in {<<x, y>> \in PeerPoints \X PeerPoints :
  x.peer.peer = y.peer.entry.as /\ x.peer.peerIf = y.peer.entry.in /\ y.peer.peerIf = x.peer.entry.in}}
Paths ==
  {<<a>> : a \in Ups \cup Descents \cup Acrosses}
  \cup {<<t[1], t[2]>> : t \in {t \in Ups \X Descents : Meet(t[1], t[2])}}
  \cup {<<t[1], t[2]>> : t \in {t \in ToCore \X Acrosses : Meet(t[1], t[2])}}
  \cup {<<t[1], t[2]>> : t \in {t \in Acrosses \X FromCore : Meet(t[1], t[2])}}
  \cup {<<t[1], t[2], t[3]>> : t \in {t \in ToCore \X Acrosses \X FromCore : Meet(t[1], t[2]) /\ Meet(t[2], t[3]) /\ Ases(t[1]) \cap Ases(t[3]) = {}}}
  \cup {t \in PeerPaths : Ases(t[1]) \cap Ases(t[2]) = {}}

HopField(e) == [ingressAlert |-> FALSE, egressAlert |-> FALSE, exp |-> e.exp, consIngress |-> e.in, consEgress |-> e.eg, mac |-> e.tag]
InfoField(piece) == [consDir |-> piece.along, peer |-> piece.peer, segId |-> First(piece.entries).segId, ts |-> piece.ts]
RECURSIVE Entries(_)
Entries(path) == IF path = <<>> THEN <<>> ELSE Head(path).entries \o Entries(Tail(path))
SegLenOf(path) == [i \in 1..3 |-> IF i <= Len(path) THEN Len(path[i].entries) ELSE 0]
PacketOf(path) ==
  [kind |-> "scion", src |-> Origin(First(path)), dst |-> Target(Last(path)), srcHost |-> "unicast", dstHost |-> "host", payload |-> "udp",
   lengthOk |-> TRUE, currInf |-> 0, currHf |-> 0, segLen |-> SegLenOf(path), infos |-> [i \in 1..Len(path) |-> InfoField(path[i])],
   hops |-> LET e == Entries(path) IN [i \in 1..Len(e) |-> HopField(e[i])], sentAt |-> 0, phvf |-> 0, lhvf |-> 0]
ValidPackets == {PacketOf(path) : path \in Paths}

(* EPIC: the same paths, the last two hops with a validation field. The name of a field says what it was made for. *)
HvfName(src, mac, ts) == 1000000 * (CHOOSE n \in 1..Len(AsOrder) : AsOrder[n] = src) + ts * 1000 + mac
EpicOf(p) ==
  LET name(h) == HvfName(p.src, h.mac, p.infos[1].ts) IN
  [p EXCEPT !.kind = "epic", !.sentAt = SentAt, !.phvf = name(p.hops[Len(p.hops) - 1]), !.lhvf = name(Last(p.hops))]
EpicHvfs ==
  UNION {{[mac |-> h.mac, ts |-> p.infos[1].ts, sentAt |-> SentAt, src |-> p.src, payload |-> "udp", hvf |-> HvfName(p.src, h.mac, p.infos[1].ts)] :
    h \in {p.hops[Len(p.hops) - 1], Last(p.hops)}} : p \in ValidPackets}

HostAt(as, router) == [as |-> as, router |-> router, in |-> 0, from |-> "", now |-> Now]
OnLink(i) == [as |-> i.as, router |-> i.router, in |-> i.id, from |-> "", now |-> Now]
Routers == {[as |-> i.as, router |-> i.router] : i \in Interfaces}
(* A host gives its packet to the router that owns the first interface of the path. *)
SentFrom(p) == HostAt(p.src, InterfaceOf(p.src, EgressOf(p.infos[1], p.hops[1])).router)

OneHopPacket(o) ==
  [kind |-> "oneHop", src |-> o.entry.as, dst |-> o.completed.as, srcHost |-> "unicast", dstHost |-> "service", payload |-> "udp", lengthOk |-> TRUE,
   currInf |-> 0, currHf |-> 0, segLen |-> <<0, 0, 0>>, infos |-> <<[consDir |-> TRUE, peer |-> FALSE, segId |-> o.entry.segId, ts |-> o.ts]>>,
   hops |-> <<HopField(o.entry), [ingressAlert |-> FALSE, egressAlert |-> FALSE, exp |-> 0, consIngress |-> 0, consEgress |-> 0, mac |-> 0]>>,
   sentAt |-> 0, phvf |-> 0, lhvf |-> 0]

(* What the attacker has seen: every MAC of every segment. *)
MacOf(ts, e) == [as |-> e.as, ts |-> ts, exp |-> e.exp, in |-> e.in, eg |-> e.eg, segId |-> e.segId, tag |-> e.tag]
SegmentMacs == UNION {UNION {{MacOf(s.ts, h)} \cup {MacOf(s.ts, q.entry) : q \in h.peers} : h \in {s.hops[k] : k \in 1..Len(s.hops)}} : s \in Segments}
KnownMacs ==
  SegmentMacs \cup {MacOf(o.ts, o.entry) : o \in OneHops} \cup {MacOf(o.ts, o.completed) : o \in OneHops}
=============================================================================
