------------------------------- MODULE Slices -------------------------------
(* Is what routers logged what the model says? Log.tla, made of logs by proofs/slices/module.ts, defines
     Networks    sequence of [interfaces, macs, prefix, hvfs], as Router.tla takes them: one for each log
     Packets, Arrivals, Outcomes      sequences of what Process takes and gives
     Decisions   sequence of [network, packet, arrival, down, outcome, after], places in these sequences; down: the way out was
     Slices      sequence of ways through a network: places in Decisions, of one packet, as router after router decided
   They are definitions, not constants: of a constant's value TLC forgets that it has it already. There is a state for everything that does not
   fit, and one that tells how much was looked at. *)
EXTENDS Log, Integers, Sequences, FiniteSets

VARIABLE found  \* [what, slice, at, expected]

AllLinks(n) == {[as |-> i.as, id |-> i.id] : i \in Networks[n].interfaces}
AllSiblings(n) == {[as |-> i.as, router |-> j.router, sibling |-> i.router] : i, j \in Networks[n].interfaces}
Nothing == {}

Up(n) == INSTANCE Router
  WITH Interfaces <- Networks[n].interfaces, Macs <- Networks[n].macs, Prefix <- Networks[n].prefix, Hvfs <- Networks[n].hvfs,
       DownLinks <- Nothing, DownSiblings <- Nothing, Leaked <- Nothing, ForgedTags <- Nothing, Off <- Nothing
Down(n) == INSTANCE Router
  WITH Interfaces <- Networks[n].interfaces, Macs <- Networks[n].macs, Prefix <- Networks[n].prefix, Hvfs <- Networks[n].hvfs,
       DownLinks <- AllLinks(n), DownSiblings <- AllSiblings(n), Leaked <- Nothing, ForgedTags <- Nothing, Off <- Nothing

Expected(d) ==
  IF d.down THEN Down(d.network)!Process(Packets[d.packet], Arrivals[d.arrival]) ELSE Up(d.network)!Process(Packets[d.packet], Arrivals[d.arrival])
Logged(d) == [Outcomes[d.outcome] EXCEPT !.packet = Packets[d.after]]

(* An EPIC packet's time is told from each router's own. *)
SamePacket(p, q) == p = q \/ [p EXCEPT !.sentAt = 0] = [q EXCEPT !.sentAt = 0]
FarOf(d, a, o) == CHOOSE i \in Networks[d.network].interfaces : i.as = a.as /\ i.id = o.egress

(* What one router sends, the next one hears: over the link, or from its sibling. *)
Follows(d, e) ==
  LET sent == Outcomes[d.outcome]  from == Arrivals[d.arrival]  to == Arrivals[e.arrival] IN
  /\ SamePacket(Packets[d.after], Packets[e.packet])
  /\ CASE sent.verdict = "forward" ->
            LET i == FarOf(d, from, sent) IN to.as = i.neighbor /\ to.router = i.farRouter /\ to.in = i.far /\ to.from = ""
       [] sent.verdict = "handOver" ->
            to.as = from.as /\ to.router = sent.sibling /\ to.in = 0 /\ to.from = from.router
       [] OTHER -> FALSE

WrongDecisions == {n \in DOMAIN Decisions : Expected(Decisions[n]) # Logged(Decisions[n])}
Init ==
  \/ found = [what |-> "checked", slice |-> Len(Slices), at |-> Len(Decisions), expected |-> <<>>]
  \/ \E n \in WrongDecisions : found = [what |-> "decision", slice |-> 0, at |-> n, expected |-> Expected(Decisions[n])]
  \/ \E s \in DOMAIN Slices : \E n \in 2..Len(Slices[s]) :
       /\ ~Follows(Decisions[Slices[s][n - 1]], Decisions[Slices[s][n]])
       /\ found = [what |-> "way", slice |-> s, at |-> n, expected |-> <<>>]
Next == FALSE /\ UNCHANGED found
=============================================================================
