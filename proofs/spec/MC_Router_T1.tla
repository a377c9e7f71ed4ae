---------------------------- MODULE MC_Router_T1 ----------------------------
EXTENDS T1, Theorems
(* 110 has lost 112 below it, and 112's router towards 113 its sibling. *)
LostLinks == {[as |-> "1-ff00:0:110", id |-> 2]}
LostSiblings == {[as |-> "1-ff00:0:112", router |-> "br1-ff00_0_112-2", sibling |-> "br1-ff00_0_112-1"]}
=============================================================================
