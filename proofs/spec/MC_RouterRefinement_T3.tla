---- MODULE MC_RouterRefinement_T3 -------------------------------------------
(* RouterRefinement on the network of T3.tla. *)
EXTENDS T3, RouterRefinement
BadAses == {"1-ff00:0:111"}
==============================================================================
