---- MODULE T2 ---------------------------------------------------------------
(* Peering: 111 and 112 peer, and 112 is below the core over a border router of its own; paths from 113 and 111 use the link, at the end of a segment and as a segment of one hop.
   Made from proofs/networks/T2.topo by proofs/networks/module.ts. *)
EXTENDS Integers
TheInterfaces == {
  [as |-> "1-ff00:0:110", id |-> 1, router |-> "br1-ff00_0_110-1", type |-> "child", neighbor |-> "1-ff00:0:111", far |-> 1, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:110", id |-> 2, router |-> "br1-ff00_0_110-1", type |-> "child", neighbor |-> "1-ff00:0:112", far |-> 1, farRouter |-> "br1-ff00_0_112-1"],
  [as |-> "1-ff00:0:111", id |-> 1, router |-> "br1-ff00_0_111-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 1, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "1-ff00:0:111", id |-> 2, router |-> "br1-ff00_0_111-1", type |-> "child", neighbor |-> "1-ff00:0:113", far |-> 1, farRouter |-> "br1-ff00_0_113-1"],
  [as |-> "1-ff00:0:111", id |-> 3, router |-> "br1-ff00_0_111-1", type |-> "peer", neighbor |-> "1-ff00:0:112", far |-> 3, farRouter |-> "br1-ff00_0_112-2"],
  [as |-> "1-ff00:0:112", id |-> 1, router |-> "br1-ff00_0_112-1", type |-> "parent", neighbor |-> "1-ff00:0:110", far |-> 2, farRouter |-> "br1-ff00_0_110-1"],
  [as |-> "1-ff00:0:112", id |-> 3, router |-> "br1-ff00_0_112-2", type |-> "peer", neighbor |-> "1-ff00:0:111", far |-> 3, farRouter |-> "br1-ff00_0_111-1"],
  [as |-> "1-ff00:0:113", id |-> 1, router |-> "br1-ff00_0_113-1", type |-> "parent", neighbor |-> "1-ff00:0:111", far |-> 2, farRouter |-> "br1-ff00_0_111-1"]}
TheSegments == {
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1}, tag |-> 2, peers |-> {[entry |-> [as |-> "1-ff00:0:111", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 2}, tag |-> 3], peer |-> "1-ff00:0:112", peerIf |-> 3]}]>>],
  [type |-> "down", ts |-> 2, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-1}, tag |-> 1, peers |-> {}], [as |-> "1-ff00:0:111", in |-> 1, eg |-> 2, exp |-> 63, segId |-> {-1, 1}, tag |-> 4, peers |-> {[entry |-> [as |-> "1-ff00:0:111", in |-> 3, eg |-> 2, exp |-> 63, segId |-> {-1, 1, 4}, tag |-> 5], peer |-> "1-ff00:0:112", peerIf |-> 3]}], [as |-> "1-ff00:0:113", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-1, 1, 4}, tag |-> 6, peers |-> {}]>>],
  [type |-> "down", ts |-> 4, hops |-> <<[as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-2}, tag |-> 7, peers |-> {}], [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-2, 7}, tag |-> 8, peers |-> {[entry |-> [as |-> "1-ff00:0:112", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-2, 7, 8}, tag |-> 9], peer |-> "1-ff00:0:111", peerIf |-> 3]}]>>]}
TheOneHops == {
  [ts |-> 6, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-3}, tag |-> 10], completed |-> [as |-> "1-ff00:0:111", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-3, 10}, tag |-> 11]],
  [ts |-> 8, entry |-> [as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-4}, tag |-> 12], completed |-> [as |-> "1-ff00:0:112", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-4, 12}, tag |-> 13]],
  [ts |-> 10, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-5}, tag |-> 14], completed |-> [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-5, 14}, tag |-> 15]],
  [ts |-> 12, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 2, exp |-> 63, segId |-> {-6}, tag |-> 16], completed |-> [as |-> "1-ff00:0:113", in |-> 1, eg |-> 0, exp |-> 63, segId |-> {-6, 16}, tag |-> 17]],
  [ts |-> 14, entry |-> [as |-> "1-ff00:0:111", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-7}, tag |-> 18], completed |-> [as |-> "1-ff00:0:112", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-7, 18}, tag |-> 19]],
  [ts |-> 16, entry |-> [as |-> "1-ff00:0:112", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-8}, tag |-> 20], completed |-> [as |-> "1-ff00:0:110", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-8, 20}, tag |-> 21]],
  [ts |-> 18, entry |-> [as |-> "1-ff00:0:112", in |-> 0, eg |-> 3, exp |-> 63, segId |-> {-9}, tag |-> 22], completed |-> [as |-> "1-ff00:0:111", in |-> 3, eg |-> 0, exp |-> 63, segId |-> {-9, 22}, tag |-> 23]],
  [ts |-> 20, entry |-> [as |-> "1-ff00:0:113", in |-> 0, eg |-> 1, exp |-> 63, segId |-> {-10}, tag |-> 24], completed |-> [as |-> "1-ff00:0:111", in |-> 2, eg |-> 0, exp |-> 63, segId |-> {-10, 24}, tag |-> 25]]}
TheAses == <<"1-ff00:0:110", "1-ff00:0:111", "1-ff00:0:112", "1-ff00:0:113">>
ThePrefix == [t \in 0..25 \cup {901, 902} |-> IF t \in 1..25 THEN {t} ELSE {}]
==============================================================================
