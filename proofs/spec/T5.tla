---- MODULE T5 ---------------------------------------------------------------
(* Loops: three core ASes in a ring, so core segments go around both ways.
   Made from proofs/networks/T5.topo by proofs/networks/module.ts. *)
EXTENDS Integers
TheInterfaces == {
  [as |-> "1-ff00:0:110", id |-> 1, router |-> "br1-ff00_0_110-1", type |-> "core", neighbor |-> "1-ff00:0:120", far |-> 1, farRouter |-> "br1-ff00_0_120-1"],
  [as |-> "1-ff00:0:110", id |-> 2, router |-> "br1-ff00_0_110-2", type |-> "core", neighbor |-> "1-ff00:0:130", far |-> 2, farRouter |-> "br1-ff00_0_130-2"],
  [as |-> "1-ff00:0:110", id |-> 3, router |-> "br1-ff00_0_110-3", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 1, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:120", id |-> 1, router |-> "br1-ff00_0_120-1", type |-> "core", neighbor |-> "1-ff00:0:110", far |-> 1, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "1-ff00:0:120", id |-> 2, router |-> "br1-ff00_0_120-2", type |-> "core", neighbor |-> "1-ff00:0:130", far |-> 1, farRouter |-> "br1-ff00_0_130-1"],
  [as |-> "1-ff00:0:130", id |-> 1, router |-> "br1-ff00_0_130-1", type |-> "core", neighbor |-> "1-ff00:0:120", far |-> 2, farRouter |-> "br1-ff00_0_120-2"],
  [as |-> "1-ff00:0:130", id |-> 2, router |-> "br1-ff00_0_130-2", type |-> "core", neighbor |-> "1-ff00:0:110", far |-> 2, farRouter |-> "br1-ff00_0_110-2"],
  [as |-> "1-ff00:0:111", id |-> 1, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 3, farRouter |-> "br1-ff00_0_110-3"]}
TheSegments == {
  [type |-> "core", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {}]>>],
  [type |-> "core", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 1, eg |-> 2, exp |-> 63, segId |-> {-1, 1}, tag |-> 4, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 4}, tag |-> 5, peers |-> {}]>>],
  [type |-> "core", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-2}, tag |-> 8, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-2, 8}, tag |-> 9, peers |-> {}]>>],
  [type |-> "core", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-2}, tag |-> 8, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 2, eg |-> 1, exp |-> 63, segId |-> {-2, 8}, tag |-> 10, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-2, 8, 10}, tag |-> 11, peers |-> {}]>>],
  [type |-> "down", ts |-> 6, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-3}, tag |-> 15, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-3, 15}, tag |-> 16, peers |-> {}]>>],
  [type |-> "core", ts |-> 8, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-4}, tag |-> 17, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-4, 17}, tag |-> 18, peers |-> {}]>>],
  [type |-> "core", ts |-> 8, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-4}, tag |-> 17, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 1, eg |-> 2, exp |-> 63, segId |-> {-4, 17}, tag |-> 20, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-4, 17, 20}, tag |-> 21, peers |-> {}]>>],
  [type |-> "core", ts |-> 10, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-5}, tag |-> 24, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-5, 24}, tag |-> 25, peers |-> {}]>>],
  [type |-> "core", ts |-> 10, hops |-> <<[as |-> "1-ff00:0:120", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-5}, tag |-> 24, peers |-> {}], [as |-> "1-ff00:0:130", in |-> 1, eg |-> 2, exp |-> 63, segId |-> {-5, 24}, tag |-> 27, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-5, 24, 27}, tag |-> 28, peers |-> {}]>>],
  [type |-> "core", ts |-> 12, hops |-> <<[as |-> "1-ff00:0:130", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-6}, tag |-> 31, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-6, 31}, tag |-> 32, peers |-> {}]>>],
  [type |-> "core", ts |-> 12, hops |-> <<[as |-> "1-ff00:0:130", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-6}, tag |-> 31, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 2, eg |-> 1, exp |-> 63, segId |-> {-6, 31}, tag |-> 33, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-6, 31, 33}, tag |-> 34, peers |-> {}]>>],
  [type |-> "core", ts |-> 14, hops |-> <<[as |-> "1-ff00:0:130", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-7}, tag |-> 38, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-7, 38}, tag |-> 39, peers |-> {}]>>],
  [type |-> "core", ts |-> 14, hops |-> <<[as |-> "1-ff00:0:130", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-7}, tag |-> 38, peers |-> {}], [as |-> "1-ff00:0:110", in |-> 2, eg |-> 1, exp |-> 63, segId |-> {-7, 38}, tag |-> 40, peers |-> {}], [as |-> "1-ff00:0:120", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-7, 38, 40}, tag |-> 41, peers |-> {}]>>]}
TheOneHops == {
  [ts |-> 16, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-8}, tag |-> 45], completed |-> [as |-> "1-ff00:0:120", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-8, 45}, tag |-> 46]],
  [ts |-> 18, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-9}, tag |-> 47], completed |-> [as |-> "1-ff00:0:130", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-9, 47}, tag |-> 48]],
  [ts |-> 20, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-10}, tag |-> 49], completed |-> [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-10, 49}, tag |-> 50]],
  [ts |-> 22, entry |-> [as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-11}, tag |-> 51], completed |-> [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-11, 51}, tag |-> 52]],
  [ts |-> 24, entry |-> [as |-> "1-ff00:0:120", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-12}, tag |-> 53], completed |-> [as |-> "1-ff00:0:130", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-12, 53}, tag |-> 54]],
  [ts |-> 26, entry |-> [as |-> "1-ff00:0:130", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-13}, tag |-> 55], completed |-> [as |-> "1-ff00:0:120", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-13, 55}, tag |-> 56]],
  [ts |-> 28, entry |-> [as |-> "1-ff00:0:130", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-14}, tag |-> 57], completed |-> [as |-> "1-ff00:0:110", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-14, 57}, tag |-> 58]],
  [ts |-> 30, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-15}, tag |-> 59], completed |-> [as |-> "1-ff00:0:110", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-15, 59}, tag |-> 60]]}
TheAses == <<"1-ff00:0:110", "1-ff00:0:120", "1-ff00:0:130", "1-ff00:0:111">>
ThePrefix == [t \in 0..60 \cup {901, 902} |-> IF t \in 1..60 THEN {t} ELSE {}]
==============================================================================
