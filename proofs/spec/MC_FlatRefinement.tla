---- MODULE MC_FlatRefinement ------------------------------------------------
(* FlatRefinement on the eight ASes of Eight.tla and FlatEight.tla. *)
EXTENDS FlatRefinement, Eight, FlatEight
==============================================================================
