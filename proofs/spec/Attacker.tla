------------------------------ MODULE Attacker ------------------------------
(* What an attacker sends: a valid packet, tampered with by one named operation, from any host or over a link of a bad AS. Forwarding makes no new
   MAC that is not known already (theorem StaticKnowledge of Dataplane), so all that can be replayed is known from the start. *)
EXTENDS Paths

CONSTANTS
  Bad \* ASes whose routers and links are the attacker's

------------------------------------------------------------------------------
(* Operations on the path *)
Infos(p) == 1..Len(p.infos)
Hops(p) == 1..Len(p.hops)
SegOf(p, i) == SegmentOf(p, i - 1) + 1
FlipConsDir(p) == {[p EXCEPT !.infos[i].consDir = ~@] : i \in Infos(p)}
FlipPeer(p) == {[p EXCEPT !.infos[i].peer = ~@] : i \in Infos(p)}
FlipPeers(p) == {[p EXCEPT !.infos = [i \in Infos(p) |-> [@[i] EXCEPT !.peer = ~@]]]}
EditCurrHf(p) == {[p EXCEPT !.currHf = n] : n \in (0..Len(p.hops)) \ {p.currHf}}
EditCurrInf(p) == {[p EXCEPT !.currInf = n] : n \in (0..3) \ {p.currInf}}
EditBoth(p) == {[p EXCEPT !.currHf = n, !.currInf = SegmentOf(p, n)] : n \in (0..(NumHops(p) - 1)) \ {p.currHf}}
(* Only lengths with as many info fields as there are, or none that can be read: else bytes of one kind would be read as another. *)
EditSegLen(p) ==
  LET a == p.segLen[1]  b == p.segLen[2]  c == p.segLen[3]
      lengths == {<<0, 0, 0>>, <<0, a, b>>, <<a, 0, 1>>, <<63, 2, 0>>, <<a + 1, b, c>>, <<a - 1, b, c>>, <<a + 1, b - 1, c>>, <<a - 1, b + 1, c>>,
        <<a, b + 1, c - 1>>, <<a, b - 1, c + 1>>}
      readable(q) == HeaderIsWhole(q) => NumInf(q) \in {0, Len(p.infos)}
  IN {q \in {[p EXCEPT !.segLen = l] : l \in {l \in lengths : \A i \in 1..3 : l[i] >= 0}} : readable(q) /\ q # p}
EditSegId(p) == {[p EXCEPT !.infos[i].segId = Xor(@, Prefix[p.hops[h].mac])] : i \in Infos(p), h \in Hops(p)}
InterfaceIds == {0, 77} \cup {i.id : i \in Interfaces}
EditIngress(p) == UNION {{[p EXCEPT !.hops[h].consIngress = n] : n \in InterfaceIds \ {p.hops[h].consIngress}} : h \in Hops(p)}
EditEgress(p) == UNION {{[p EXCEPT !.hops[h].consEgress = n] : n \in InterfaceIds \ {p.hops[h].consEgress}} : h \in Hops(p)}
EditTimestamp(p) == {[p EXCEPT !.infos[i].ts = @ + 2] : i \in Infos(p)}
EditExpiry(p) == {[p EXCEPT !.hops[h].exp = n] : h \in Hops(p), n \in {0, 62, 255}}
WithHops(p, hops, seg, more) == [p EXCEPT !.hops = hops, !.segLen[seg] = @ + more]
DropHop(p) ==
  {WithHops(p, SubSeq(p.hops, 1, h - 1) \o SubSeq(p.hops, h + 1, Len(p.hops)), SegOf(p, h), -1) : h \in {h \in Hops(p) : p.segLen[SegOf(p, h)] > 1}}
DuplicateHop(p) == {WithHops(p, SubSeq(p.hops, 1, h) \o SubSeq(p.hops, h, Len(p.hops)), SegOf(p, h), 1) : h \in Hops(p)}
(* The path ends where the packet stands. *)
Cut(p) ==
  LET seg == SegOf(p, p.currHf + 1)
      before == IF seg = 1 THEN 0 ELSE IF seg = 2 THEN SecondAt(p) ELSE ThirdAt(p)
  IN IF p.currHf + 1 = Len(p.hops) THEN {}
     ELSE {[p EXCEPT !.hops = SubSeq(@, 1, p.currHf + 1), !.infos = SubSeq(@, 1, seg),
                     !.segLen = [i \in 1..3 |-> IF i < seg THEN @[i] ELSE IF i = seg THEN p.currHf + 1 - before ELSE 0]]}
Reorder(p) == {[p EXCEPT !.hops[h] = p.hops[h + 1], !.hops[h + 1] = p.hops[h]] : h \in 1..(Len(p.hops) - 1)}
KnownEntries == UNION {UNION {{Entry(h)} \cup {q.entry : q \in h.peers} : h \in {s.hops[k] : k \in 1..Len(s.hops)}} : s \in Segments}
OtherHop(p) == {[p EXCEPT !.hops[h] = HopField(e)] : h \in Hops(p), e \in KnownEntries} \ {p}
ForgedHops ==
  UNION {{HopField([exp |-> 63, in |-> i, eg |-> e, tag |-> t]) : t \in ForgedTags,
    i \in {0} \cup {x.id : x \in {y \in Interfaces : y.as = as}}, e \in {0} \cup {x.id : x \in {y \in Interfaces : y.as = as}}} : as \in Leaked}
Forge(p) == {[p EXCEPT !.hops[h] = f] : h \in Hops(p), f \in ForgedHops}

(* Operations on the rest of the header *)
AllAses == {i.as : i \in Interfaces}
SpoofSrc(p) == {[p EXCEPT !.src = as] : as \in AllAses \ {p.src}}
SpoofDst(p) == {[p EXCEPT !.dst = as] : as \in AllAses \ {p.dst}}
BadSrcHost(p) == {[p EXCEPT !.srcHost = "bad"]}
OtherDstHost(p) == {[p EXCEPT !.dstHost = h] : h \in {"service", "noService", "nowhere", "bad"}}
NoPort(p) == {[q EXCEPT !.payload = "noPort"] : q \in {p} \cup OtherDstHost(p)}
WrongLength(p) == {[p EXCEPT !.lengthOk = FALSE]}
ScmpError(p) == {[q EXCEPT !.payload = "scmpError"] : q \in {p} \cup SpoofDst(p) \cup EditIngress(p)}
Alert(p) ==
  {[p EXCEPT !.hops[h].ingressAlert = TRUE, !.payload = d] : h \in Hops(p), d \in {"traceroute", "udp"}}
  \cup {[p EXCEPT !.hops[h].egressAlert = TRUE, !.payload = d] : h \in Hops(p), d \in {"traceroute", "udp"}}

Named(op, packets) == {[op |-> op, packet |-> p] : p \in packets}
Tampered(p) ==
  Named("flipConsDir", FlipConsDir(p)) \cup Named("flipPeer", FlipPeer(p) \cup FlipPeers(p)) \cup Named("editCurrHf", EditCurrHf(p))
  \cup Named("editCurrInf", EditCurrInf(p)) \cup Named("editPointers", EditBoth(p)) \cup Named("editSegLen", EditSegLen(p))
  \cup Named("editSegId", EditSegId(p)) \cup Named("editIngress", EditIngress(p)) \cup Named("editEgress", EditEgress(p))
  \cup Named("editTimestamp", EditTimestamp(p)) \cup Named("editExpiry", EditExpiry(p)) \cup Named("dropHop", DropHop(p))
  \cup Named("cut", Cut(p)) \cup Named("duplicateHop", DuplicateHop(p)) \cup Named("reorder", Reorder(p)) \cup Named("otherHop", OtherHop(p)) \cup Named("forge", Forge(p))
  \cup Named("spoofSrc", SpoofSrc(p)) \cup Named("spoofDst", SpoofDst(p)) \cup Named("badSrcHost", BadSrcHost(p))
  \cup Named("otherDstHost", OtherDstHost(p)) \cup Named("noPort", NoPort(p)) \cup Named("wrongLength", WrongLength(p))
  \cup Named("scmpError", ScmpError(p)) \cup Named("alert", Alert(p))

------------------------------------------------------------------------------
(* Paths that no honest host would make of the segments *)
Whole == {Up(s, 1) : s \in Segments} \cup {Down(s, 1) : s \in Segments}
Joined(a, b) == Target(a) = Origin(b)
Combined ==
  {<<a>> : a \in Whole}
  \cup {t \in Whole \X Whole : Joined(t[1], t[2])}
  \cup {t \in Whole \X Whole \X Whole : Joined(t[1], t[2]) /\ Joined(t[2], t[3])}
(* One AS's hop field as a segment, alone and between others. *)
Single(piece, e) == [piece EXCEPT !.entries = <<e>>]
Singletons ==
  {<<Single(a, Last(a.entries))>> : a \in Whole}
  \cup {<<t[1], Single(t[2], First(t[2].entries))>> : t \in {t \in Whole \X Whole : Joined(t[1], t[2])}}
  \cup {<<t[1], Single(t[2], First(t[2].entries)), t[2]>> : t \in {t \in Whole \X Whole : Joined(t[1], t[2])}}
(* The beginning of one segment, the end of another, where they share an AS. *)
Splice(a, b, i, j) == [a EXCEPT !.entries = SubSeq(@, 1, i) \o SubSeq(b.entries, j, Len(b.entries))]
Spliced ==
  UNION {{<<Splice(a, b, i, j)>> : <<i, j>> \in {<<i, j>> \in (1..Len(a.entries)) \X (2..Len(b.entries)) : a.entries[i].as = b.entries[j - 1].as}} :
    <<a, b>> \in {<<a, b>> \in Whole \X Whole : a.along = b.along /\ a # b}}

(* With the keys of all ASes on its way, a packet can be sent over any links, in either direction, as one segment, as two, or over a peering link. *)
RECURSIVE Walks(_)
Walks(n) ==
  IF n = 1 THEN {<<i>> : i \in Interfaces}
  ELSE Walks(n - 1) \cup UNION {{Append(w, i) : i \in {i \in Interfaces : i.as = Last(w).neighbor}} : w \in Walks(n - 1)}
ForgedEntry(as, in, eg) == [as |-> as, in |-> in, eg |-> eg, exp |-> 63, segId |-> {}, tag |-> 901]
WalkEntries(w) ==
  [i \in 1..(Len(w) + 1) |-> IF i = 1 THEN ForgedEntry(w[1].as, 0, w[1].id)
    ELSE ForgedEntry(w[i - 1].neighbor, w[i - 1].far, IF i > Len(w) THEN 0 ELSE w[i].id)]
ForgedPiece(entries, along, peer) ==
  [along |-> along, peer |-> peer, ts |-> 2, entries |-> IF along THEN entries ELSE [i \in 1..Len(entries) |-> [entries[i] EXCEPT !.in = entries[i].eg, !.eg = entries[i].in]]]
ForgedPaths(e) ==
  LET n == Len(e) IN
  {<<ForgedPiece(e, d, FALSE)>> : d \in BOOLEAN}
  \cup UNION {{<<ForgedPiece(Append(SubSeq(e, 1, k - 1), [e[k] EXCEPT !.eg = 0]), d[1], FALSE),
               ForgedPiece(<<[e[k] EXCEPT !.in = 0]>> \o SubSeq(e, k + 1, n), d[2], FALSE)>> : k \in 2..(n - 1)} : d \in BOOLEAN \X BOOLEAN}
  \cup {<<ForgedPiece(SubSeq(e, 1, k), FALSE, TRUE), ForgedPiece(SubSeq(e, k + 1, n), TRUE, TRUE)>> : k \in 1..(n - 1)}
ForgedWalks ==
  IF Leaked = {} THEN {}
  ELSE UNION {ForgedPaths(e) : e \in {x \in {WalkEntries(w) : w \in Walks(3)} : \A i \in 1..Len(x) : x[i].as \in Leaked}}
Crafted ==
  Named("combine", {PacketOf(t) : t \in Combined}) \cup Named("singleton", {PacketOf(t) : t \in Singletons})
  \cup Named("splice", {PacketOf(t) : t \in Spliced}) \cup Named("forgedWalk", {PacketOf(t) : t \in ForgedWalks})

------------------------------------------------------------------------------
(* Where it is sent *)
NextArrival(a, o) ==
  IF o.verdict = "handOver" THEN [a EXCEPT !.router = o.sibling, !.in = 0, !.from = a.router]
  ELSE LET i == InterfaceOf(a.as, o.egress) IN [OnLink(i) EXCEPT !.as = i.neighbor, !.router = i.farRouter, !.in = i.far, !.now = a.now]
Moves(o) == o.verdict \in {"forward", "handOver"}
RECURSIVE Trip(_, _)
Trip(p, a) == LET o == Process(p, a) IN {[packet |-> p, arrival |-> a]} \cup IF Moves(o) THEN Trip(o.packet, NextArrival(a, o)) ELSE {}
Trips == UNION {Trip(p, SentFrom(p)) : p \in ValidPackets}
BadLinks == {OnLink(i) : i \in {i \in Interfaces : i.neighbor \in Bad}}
Hosts == {HostAt(r.as, r.router) : r \in Routers}
(* The host it comes from and, later, the bad ASes on its way. *)
Stations == {t \in Trips : (t.packet.currHf = 0 /\ t.arrival.from = "") \/ t.arrival \in BadLinks}

Injection(op, p, a) == [op |-> op, packet |-> p, arrival |-> a]
Honest == {Injection("none", p, SentFrom(p)) : p \in ValidPackets}
TamperedOnTheWay == UNION {{Injection(x.op, x.packet, t.arrival) : x \in Tampered(t.packet)} : t \in Stations}
CraftedByHosts == {Injection(x.op, x.packet, a) : <<x, a>> \in {y \in Crafted \X Hosts : y[1].packet.src = y[2].as}}
Elsewhere == {Injection("elsewhere", t.packet, a) : t \in Trips, a \in BadLinks \cup Hosts}
FromSiblings ==
  UNION {{Injection("fakeSibling", p, [HostAt(t.arrival.as, x[1].router) EXCEPT !.from = x[2].router]) : p \in {t.packet} \cup Cut(t.packet),
    x \in {x \in Routers \X Routers : x[1].as = t.arrival.as /\ x[2].as = t.arrival.as /\ x[1] # x[2]}} : t \in Trips}
InfosOf(p) == {p.infos[i] : i \in Infos(p)}
Late ==
  UNION {{Injection("late", t.packet, [t.arrival EXCEPT !.now = n]) :
    n \in UNION {{x.ts + 64 * 675, x.ts + 64 * 675 + 1} : x \in InfosOf(t.packet)}} : t \in Stations}
Early == UNION {{Injection("early", t.packet, [t.arrival EXCEPT !.now = x.ts - 1]) : x \in InfosOf(t.packet)} : t \in Stations}

EpicTampered(p) ==
  {p, [p EXCEPT !.phvf = -1], [p EXCEPT !.lhvf = -1], [p EXCEPT !.payload = "scmpError"], [p EXCEPT !.sentAt = @ + 1]}
  \cup SpoofSrc(p) \cup EditIngress(p) \cup EditTimestamp(p)
Epic ==
  UNION {{Injection("epic", q, [t.arrival EXCEPT !.now = SentAt + d]) : q \in {EpicOf(t.packet)}, d \in {-3, -1, 5, 7}} : t \in Stations}
  \cup UNION {{Injection("editEpic", q, t.arrival) : q \in EpicTampered(EpicOf(t.packet))} : t \in {t \in Stations : t.packet.currHf = 0}}

OneHopTampered(p) ==
  {p} \cup SpoofSrc(p) \cup SpoofDst(p) \cup FlipConsDir(p) \cup OtherDstHost(p) \cup NoPort(p) \cup EditSegId(p)
  \cup {[p EXCEPT !.hops[1] = HopField(e)] : e \in KnownEntries} \cup {[p EXCEPT !.hops = Append(@, p.hops[2])]}
  \cup {[p EXCEPT !.hops[1].consEgress = n] : n \in InterfaceIds} \cup ScmpError(p)
OneHop ==
  UNION {{Injection(IF q = OneHopPacket(o) THEN "oneHop" ELSE "editOneHop", q, a) : q \in OneHopTampered(OneHopPacket(o)),
    a \in {SentFrom(OneHopPacket(o))} \cup {x \in BadLinks \cup Hosts : x.as \in {o.entry.as, o.completed.as}}} : o \in OneHops}

Injections == Honest \cup TamperedOnTheWay \cup CraftedByHosts \cup Elsewhere \cup FromSiblings \cup Late \cup Early \cup Epic \cup OneHop
=============================================================================
