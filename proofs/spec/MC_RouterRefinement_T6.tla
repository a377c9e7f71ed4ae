---- MODULE MC_RouterRefinement_T6 -------------------------------------------
(* RouterRefinement on the network of T6.tla. *)
EXTENDS T6, RouterRefinement
BadAses == {"1-ff00:0:111"}
==============================================================================
