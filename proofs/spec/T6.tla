---- MODULE T6 ---------------------------------------------------------------
(* Two providers: 111 is below both core ASes, and 112 below 111: what can be spliced, and where a valley could be.
   Made from proofs/networks/T6.topo by proofs/networks/module.ts. *)
EXTENDS Integers
TheInterfaces == {
  [as |-> "1-ff00:0:110", id |-> 1, router |-> "br1-ff00_0_110-1", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 1, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:120", id |-> 1, router |-> "br1-ff00_0_120-1", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 2, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:111", id |-> 1, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 1, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "1-ff00:0:111", id |-> 2, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:120", far |-> 1, farRouter |-> "br1-ff00_0_120-1"],
  [as |-> "1-ff00:0:111", id |-> 3, router |-> "br1-ff00_0_111-1", type |-> "child", neighbor |-> "1-ff00:0:112", far |-> 1, farRouter |-> "br1-ff00_0_112-1"],
  [as |-> "1-ff00:0:112", id |-> 1, router |-> "br1-ff00_0_112-1", type |-> "parent", neighbor |-> "1-ff00:0:111", far |-> 3, farRouter |-> "br1-ff00_0_111-1"]}
TheSegments == {
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {}]>>],
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 3, exp |-> 63, segId |-> {-1, 1}, tag |-> 3, peers |-> {}], [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 3}, tag |-> 4, peers |-> {}]>>],
  [type |-> "down", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-2}, tag |-> 5, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-2, 5}, tag |-> 6, peers |-> {}]>>],
  [type |-> "down", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-2}, tag |-> 5, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 2, eg |-> 3, exp |-> 63, segId |-> {-2, 5}, tag |-> 7, peers |-> {}], [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-2, 5, 7}, tag |-> 8, peers |-> {}]>>]}
TheOneHops == {
  [ts |-> 6, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-3}, tag |-> 9], completed |-> [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-3, 9}, tag |-> 10]],
  [ts |-> 8, entry |-> [as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-4}, tag |-> 11], completed |-> [as |-> "1-ff00:0:111", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-4, 11}, tag |-> 12]],
  [ts |-> 10, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-5}, tag |-> 13], completed |-> [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-5, 13}, tag |-> 14]],
  [ts |-> 12, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-6}, tag |-> 15], completed |-> [as |-> "1-ff00:0:120", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-6, 15}, tag |-> 16]],
  [ts |-> 14, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-7}, tag |-> 17], completed |-> [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-7, 17}, tag |-> 18]],
  [ts |-> 16, entry |-> [as |-> "1-ff00:0:112", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-8}, tag |-> 19], completed |-> [as |-> "1-ff00:0:111", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-8, 19}, tag |-> 20]]}
TheAses == <<"1-ff00:0:110", "1-ff00:0:120", "1-ff00:0:111", "1-ff00:0:112">>
ThePrefix == [t \in 0..20 \cup {901, 902} |-> IF t \in 1..20 THEN {t} ELSE {}]
==============================================================================
