------------------------------- MODULE Cover -------------------------------
(* Do specifications say what was seen? Mutants.tla, made by proofs/mutants/cover.ts, defines
     Interfaces, Macs, Prefix, ...   as Router.tla takes them: all networks side by side
     Packets, Arrivals, Outcomes     sequences of what Process takes and gives
     Steps                           sequence of [packet, arrival, outcome, after], places in these: what Router.tla says and the routers do
     Count                           how many specifications there are, each Router.tla, altered in one place
     Process(m, packet, arrival)     what the m-th of them says
   There is a state for each. A behaviour that ends before the last was stopped by what the next one says: it has no value. *)
EXTENDS Mutants, Integers, Sequences

VARIABLES
  mutant, \* how many were looked at
  step    \* the place in Steps of the first that the last of them has otherwise; 0: it has none

Seen(s) == [Outcomes[s.outcome] EXCEPT !.packet = Packets[s.after]]
Agrees(m, s) == Process(m, Packets[s.packet], Arrivals[s.arrival]) = Seen(s)
FirstOther(m) == IF \A n \in DOMAIN Steps : Agrees(m, Steps[n]) THEN 0 ELSE CHOOSE n \in DOMAIN Steps : ~Agrees(m, Steps[n])

Init == mutant = 0 /\ step = 0
Next == mutant < Count /\ mutant' = mutant + 1 /\ step' = FirstOther(mutant + 1)
(* Violated by the last, so that TLC tells the whole behaviour. *)
NotAll == mutant < Count
=============================================================================
