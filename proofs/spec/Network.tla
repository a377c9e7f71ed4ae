------------------------------- MODULE Network -------------------------------
(* Packets through a network of routers. Every reachable state is one decision, `step`; `visits` is the ghost that the theorems speak of. *)
EXTENDS Attacker

VARIABLES
  step,  \* [packet, arrival, outcome] of the last decision
  op,    \* the attacker's operation; "none": what honest hosts send
  visits \* the ASes it was in: [as, in, eg, routers, used]; used: the hop fields that were judged there, [seg, hf, consDir, peer, ts, hop]

vars == <<step, op, visits>>

Decision(p, a) == [packet |-> p, arrival |-> a, outcome |-> Process(p, a)]

UsedHop(p, hf) ==
  LET info == InfoAt(p, SegmentOf(p, hf)) IN
  [seg |-> SegmentOf(p, hf), hf |-> hf, consDir |-> info.consDir, peer |-> info.peer, ts |-> info.ts, hop |-> HopAt(p, hf)]
(* The hop that was current and, if the router crossed over, the next. *)
LastJudged(s) == IF s.outcome.verdict = "forward" THEN s.outcome.packet.currHf - 1 ELSE s.outcome.packet.currHf
Used(s) ==
  IF s.packet.kind = "oneHop" \/ s.outcome.verdict \notin {"forward", "handOver", "deliver"} THEN <<>>
  ELSE [i \in 1..(LastJudged(s) - s.packet.currHf + 1) |-> UsedHop(s.packet, s.packet.currHf + i - 1)]
Left(s) == IF s.outcome.verdict = "forward" THEN s.outcome.egress ELSE 0
Visit(s) == [as |-> s.arrival.as, in |-> s.arrival.in, eg |-> Left(s), routers |-> <<s.arrival.router>>, used |-> Used(s)]
(* The sibling judges the hop again. *)
Continued(v, s) ==
  LET used == Used(s)
      again == v.used # <<>> /\ used # <<>> /\ Last(v.used).hf = First(used).hf
  IN [v EXCEPT !.eg = Left(s), !.routers = Append(@, s.arrival.router), !.used = @ \o (IF again THEN Tail(used) ELSE used)]

Init == \E x \in Injections : op = x.op /\ step = Decision(x.packet, x.arrival) /\ visits = <<Visit(step)>>
Next ==
  /\ Moves(step.outcome)
  /\ step' = Decision(step.outcome.packet, NextArrival(step.arrival, step.outcome))
  /\ visits' = IF step.outcome.verdict = "handOver" THEN [visits EXCEPT ![Len(visits)] = Continued(@, step')] ELSE Append(visits, Visit(step'))
  /\ UNCHANGED op
Spec == Init /\ [][Next]_vars
=============================================================================
