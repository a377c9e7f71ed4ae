---- MODULE T4 ---------------------------------------------------------------
(* Two ISDs: paths of three segments, up, across and down.
   Made from proofs/networks/T4.topo by proofs/networks/module.ts. *)
EXTENDS Integers
TheInterfaces == {
  [as |-> "1-ff00:0:110", id |-> 1, router |-> "br1-ff00_0_110-1", type |-> "core", neighbor |-> "2-ff00:0:210", far |-> 1, farRouter |-> "br2-ff00_0_210-1"],
  [as |-> "1-ff00:0:110", id |-> 2, router |-> "br1-ff00_0_110-2", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 1, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "2-ff00:0:210", id |-> 1, router |-> "br2-ff00_0_210-1", type |-> "core", neighbor |-> "1-ff00:0:110", far |-> 1, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "2-ff00:0:210", id |-> 2, router |-> "br2-ff00_0_210-2", type |-> "child", neighbor |-> "2-ff00:0:211", far |-> 1, farRouter |-> "br2-ff00_0_211-1"],
  [as |-> "1-ff00:0:111", id |-> 1, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 2, farRouter |-> "br1-ff00_0_110-2"],
  [as |-> "2-ff00:0:211", id |-> 1, router |-> "br2-ff00_0_211-1", type |-> "parent", neighbor |-> "2-ff00:0:210", far |-> 2, farRouter |-> "br2-ff00_0_210-2"]}
TheSegments == {
  [type |-> "core", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "2-ff00:0:210", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {}]>>],
  [type |-> "down", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-2}, tag |-> 4, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-2, 4}, tag |-> 5, peers |-> {}]>>],
  [type |-> "core", ts |-> 6, hops |-> <<[as |-> "2-ff00:0:210", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-3}, tag |-> 6, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-3, 6}, tag |-> 7, peers |-> {}]>>],
  [type |-> "down", ts |-> 8, hops |-> <<[as |-> "2-ff00:0:210", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-4}, tag |-> 9, peers |-> {}], [as |-> "2-ff00:0:211", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-4, 9}, tag |-> 10, peers |-> {}]>>]}
TheOneHops == {
  [ts |-> 10, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-5}, tag |-> 11], completed |-> [as |-> "2-ff00:0:210", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-5, 11}, tag |-> 12]],
  [ts |-> 12, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-6}, tag |-> 13], completed |-> [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-6, 13}, tag |-> 14]],
  [ts |-> 14, entry |-> [as |-> "2-ff00:0:210", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-7}, tag |-> 15], completed |-> [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-7, 15}, tag |-> 16]],
  [ts |-> 16, entry |-> [as |-> "2-ff00:0:210", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-8}, tag |-> 17], completed |-> [as |-> "2-ff00:0:211", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-8, 17}, tag |-> 18]],
  [ts |-> 18, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-9}, tag |-> 19], completed |-> [as |-> "1-ff00:0:110", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-9, 19}, tag |-> 20]],
  [ts |-> 20, entry |-> [as |-> "2-ff00:0:211", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-10}, tag |-> 21], completed |-> [as |-> "2-ff00:0:210", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-10, 21}, tag |-> 22]]}
TheAses == <<"1-ff00:0:110", "2-ff00:0:210", "1-ff00:0:111", "2-ff00:0:211">>
ThePrefix == [t \in 0..22 \cup {901, 902} |-> IF t \in 1..22 THEN {t} ELSE {}]
==============================================================================
