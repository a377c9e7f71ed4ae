---- MODULE Eight ------------------------------------------------------------
(* Made from the network "eight" by proofs/networks/dataplane-constants.ts. *)

\* @type: Set({ as: Str, id: Int, type: Str, neighbor: Str, remote: Int });
EightLinks == {
    [as |-> "1-ff00:0:110", id |-> 1, type |-> "core", neighbor |-> "1-ff00:0:120", remote |-> 1],
    [as |-> "1-ff00:0:110", id |-> 2, type |-> "child", neighbor |-> "1-ff00:0:111", remote |-> 1],
    [as |-> "1-ff00:0:110", id |-> 3, type |-> "child", neighbor |-> "1-ff00:0:112", remote |-> 1],
    [as |-> "1-ff00:0:120", id |-> 1, type |-> "core", neighbor |-> "1-ff00:0:110", remote |-> 1],
    [as |-> "1-ff00:0:120", id |-> 2, type |-> "child", neighbor |-> "1-ff00:0:111", remote |-> 2],
    [as |-> "1-ff00:0:120", id |-> 3, type |-> "child", neighbor |-> "1-ff00:0:113", remote |-> 1],
    [as |-> "1-ff00:0:111", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:110", remote |-> 2],
    [as |-> "1-ff00:0:111", id |-> 2, type |-> "parent", neighbor |-> "1-ff00:0:120", remote |-> 2],
    [as |-> "1-ff00:0:111", id |-> 3, type |-> "peer", neighbor |-> "1-ff00:0:112", remote |-> 2],
    [as |-> "1-ff00:0:111", id |-> 4, type |-> "child", neighbor |-> "1-ff00:0:114", remote |-> 1],
    [as |-> "1-ff00:0:111", id |-> 5, type |-> "child", neighbor |-> "1-ff00:0:115", remote |-> 1],
    [as |-> "1-ff00:0:112", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:110", remote |-> 3],
    [as |-> "1-ff00:0:112", id |-> 2, type |-> "peer", neighbor |-> "1-ff00:0:111", remote |-> 3],
    [as |-> "1-ff00:0:112", id |-> 3, type |-> "child", neighbor |-> "1-ff00:0:114", remote |-> 2],
    [as |-> "1-ff00:0:112", id |-> 4, type |-> "child", neighbor |-> "1-ff00:0:115", remote |-> 2],
    [as |-> "1-ff00:0:113", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:120", remote |-> 3],
    [as |-> "1-ff00:0:113", id |-> 2, type |-> "child", neighbor |-> "1-ff00:0:115", remote |-> 3],
    [as |-> "1-ff00:0:114", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:111", remote |-> 4],
    [as |-> "1-ff00:0:114", id |-> 2, type |-> "parent", neighbor |-> "1-ff00:0:112", remote |-> 3],
    [as |-> "1-ff00:0:114", id |-> 3, type |-> "child", neighbor |-> "1-ff00:0:116", remote |-> 1],
    [as |-> "1-ff00:0:115", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:111", remote |-> 5],
    [as |-> "1-ff00:0:115", id |-> 2, type |-> "parent", neighbor |-> "1-ff00:0:112", remote |-> 4],
    [as |-> "1-ff00:0:115", id |-> 3, type |-> "parent", neighbor |-> "1-ff00:0:113", remote |-> 2],
    [as |-> "1-ff00:0:116", id |-> 1, type |-> "parent", neighbor |-> "1-ff00:0:114", remote |-> 3] }

\* @type: Set({ beacon: Int, hops: Seq({ as: Str, in: Int, eg: Int, peers: Set(Int) }), tags: Seq(Int) });
EightSegments == {
    [beacon |-> 1, hops |-> <<
      [as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, peers |-> {}],
      [as |-> "1-ff00:0:111", in |-> 1, eg |-> 4, peers |-> {3}],
      [as |-> "1-ff00:0:114", in |-> 1, eg |-> 3, peers |-> {}],
      [as |-> "1-ff00:0:116", in |-> 1, eg |-> 0, peers |-> {}]>>, tags |-> <<11, 12, 13, 14>>],
    [beacon |-> 2, hops |-> <<
      [as |-> "1-ff00:0:120", in |-> 0, eg |-> 2, peers |-> {}],
      [as |-> "1-ff00:0:111", in |-> 2, eg |-> 4, peers |-> {3}],
      [as |-> "1-ff00:0:114", in |-> 1, eg |-> 0, peers |-> {}]>>, tags |-> <<21, 22, 23>>],
    [beacon |-> 3, hops |-> <<
      [as |-> "1-ff00:0:110", in |-> 0, eg |-> 2, peers |-> {}],
      [as |-> "1-ff00:0:111", in |-> 1, eg |-> 5, peers |-> {3}],
      [as |-> "1-ff00:0:115", in |-> 1, eg |-> 0, peers |-> {}]>>, tags |-> <<31, 32, 33>>],
    [beacon |-> 4, hops |-> <<
      [as |-> "1-ff00:0:110", in |-> 0, eg |-> 3, peers |-> {}],
      [as |-> "1-ff00:0:112", in |-> 1, eg |-> 3, peers |-> {2}],
      [as |-> "1-ff00:0:114", in |-> 2, eg |-> 0, peers |-> {}]>>, tags |-> <<41, 42, 43>>],
    [beacon |-> 5, hops |-> <<
      [as |-> "1-ff00:0:110", in |-> 0, eg |-> 3, peers |-> {}],
      [as |-> "1-ff00:0:112", in |-> 1, eg |-> 4, peers |-> {2}],
      [as |-> "1-ff00:0:115", in |-> 2, eg |-> 0, peers |-> {}]>>, tags |-> <<51, 52, 53>>],
    [beacon |-> 6, hops |-> <<
      [as |-> "1-ff00:0:120", in |-> 0, eg |-> 3, peers |-> {}],
      [as |-> "1-ff00:0:113", in |-> 1, eg |-> 2, peers |-> {}],
      [as |-> "1-ff00:0:115", in |-> 3, eg |-> 0, peers |-> {}]>>, tags |-> <<61, 62, 63>>],
    [beacon |-> 7, hops |-> <<
      [as |-> "1-ff00:0:120", in |-> 0, eg |-> 1, peers |-> {}],
      [as |-> "1-ff00:0:110", in |-> 1, eg |-> 0, peers |-> {}]>>, tags |-> <<71, 72>>],
    [beacon |-> 8, hops |-> <<
      [as |-> "1-ff00:0:110", in |-> 0, eg |-> 1, peers |-> {}],
      [as |-> "1-ff00:0:120", in |-> 1, eg |-> 0, peers |-> {}]>>, tags |-> <<81, 82>>] }
==============================================================================
