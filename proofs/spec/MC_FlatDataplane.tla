---- MODULE MC_FlatDataplane -------------------------------------------------
(* FlatDataplane on the eight ASes of FlatEight.tla: what the configurations MC_FlatDataplane_*.cfg check with TLC. *)
EXTENDS FlatDataplane, FlatEight
==============================================================================
