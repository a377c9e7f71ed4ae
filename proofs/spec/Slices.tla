------------------------------- MODULE Slices -------------------------------
(* Is what routers logged what the model says? Log.tla, made of a log by proofs/slices/module.ts, defines
     Interfaces, Macs, Prefix, Hvfs   as Router.tla takes them
     Packets     sequence of packets
     Decisions   sequence of [packet, arrival, down, outcome]: packet and outcome.packet are places in Packets; down: the way out was
     Slices      sequence of ways through the network: places in Decisions, of one packet, as router after router decided
   They are definitions, not constants: of a constant's value TLC forgets that it has it already. There is a state for everything that does not
   fit, and one that tells how much was looked at. *)
EXTENDS Log, Integers, Sequences, FiniteSets

VARIABLE found  \* [what, slice, at, expected]

AllLinks == {[as |-> i.as, id |-> i.id] : i \in Interfaces}
AllSiblings == {[as |-> i.as, router |-> j.router, sibling |-> i.router] : i, j \in Interfaces}
Nothing == {}

Up == INSTANCE Router WITH DownLinks <- Nothing, DownSiblings <- Nothing, Leaked <- Nothing, ForgedTags <- Nothing, Off <- Nothing
Down == INSTANCE Router WITH DownLinks <- AllLinks, DownSiblings <- AllSiblings, Leaked <- Nothing, ForgedTags <- Nothing, Off <- Nothing

Expected(d) == IF d.down THEN Down!Process(Packets[d.packet], d.arrival) ELSE Up!Process(Packets[d.packet], d.arrival)
Logged(d) == [d.outcome EXCEPT !.packet = Packets[@]]

(* An EPIC packet's time is told from each router's own. *)
SamePacket(p, q) == p = q \/ [p EXCEPT !.sentAt = 0] = [q EXCEPT !.sentAt = 0]
FarOf(d) == CHOOSE i \in Interfaces : i.as = d.arrival.as /\ i.id = d.outcome.egress

(* What one router sends, the next one hears: over the link, or from its sibling. *)
Follows(d, e) ==
  /\ SamePacket(Packets[d.outcome.packet], Packets[e.packet])
  /\ CASE d.outcome.verdict = "forward" ->
            LET i == FarOf(d) IN e.arrival.as = i.neighbor /\ e.arrival.router = i.farRouter /\ e.arrival.in = i.far /\ e.arrival.from = ""
       [] d.outcome.verdict = "handOver" ->
            e.arrival.as = d.arrival.as /\ e.arrival.router = d.outcome.sibling /\ e.arrival.in = 0 /\ e.arrival.from = d.arrival.router
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
