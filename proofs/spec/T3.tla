---- MODULE T3 ---------------------------------------------------------------
(* Shortcut: 112 and 113 are both below 111, so paths between them turn before the core.
   Made from proofs/networks/T3.topo by proofs/networks/module.ts. *)
EXTENDS Integers
TheInterfaces == {
  [as |-> "1-ff00:0:110", id |-> 1, router |-> "br1-ff00_0_110-1", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 1, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:111", id |-> 1, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 1, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "1-ff00:0:111", id |-> 2, router |-> "br1-ff00_0_111-1", type |-> "child", neighbor |-> "1-ff00:0:112", far |-> 1, farRouter |-> "br1-ff00_0_112-1"],
  [as |-> "1-ff00:0:111", id |-> 3, router |-> "br1-ff00_0_111-2", type |-> "child", neighbor |-> "1-ff00:0:113", far |-> 1, farRouter |-> "br1-ff00_0_113-1"],
  [as |-> "1-ff00:0:112", id |-> 1, router |-> "br1-ff00_0_112-1", type |-> "parent", neighbor |-> "1-ff00:0:111", far |-> 2, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:113", id |-> 1, router |-> "br1-ff00_0_113-1", type |-> "parent", neighbor |-> "1-ff00:0:111", far |-> 3, farRouter |-> "br1-ff00_0_111-2"]}
TheSegments == {
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {}]>>],
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 2, exp |-> 63, segId |-> {-1, 1}, tag |-> 3, peers |-> {}], [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 3}, tag |-> 4, peers |-> {}]>>],
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 3, exp |-> 63, segId |-> {-1, 1}, tag |-> 5, peers |-> {}], [as |-> "1-ff00:0:113", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 5}, tag |-> 6, peers |-> {}]>>]}
TheOneHops == {
  [ts |-> 4, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-2}, tag |-> 7], completed |-> [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-2, 7}, tag |-> 8]],
  [ts |-> 6, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-3}, tag |-> 9], completed |-> [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-3, 9}, tag |-> 10]],
  [ts |-> 8, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-4}, tag |-> 11], completed |-> [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-4, 11}, tag |-> 12]],
  [ts |-> 10, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-5}, tag |-> 13], completed |-> [as |-> "1-ff00:0:113", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-5, 13}, tag |-> 14]],
  [ts |-> 12, entry |-> [as |-> "1-ff00:0:112", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-6}, tag |-> 15], completed |-> [as |-> "1-ff00:0:111", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-6, 15}, tag |-> 16]],
  [ts |-> 14, entry |-> [as |-> "1-ff00:0:113", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-7}, tag |-> 17], completed |-> [as |-> "1-ff00:0:111", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-7, 17}, tag |-> 18]]}
TheAses == <<"1-ff00:0:110", "1-ff00:0:111", "1-ff00:0:112", "1-ff00:0:113">>
ThePrefix == [t \in 0..18 \cup {901, 902} |-> IF t \in 1..18 THEN {t} ELSE {}]
==============================================================================
