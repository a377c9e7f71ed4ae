---- MODULE MC_RouterRefinement_T2 -------------------------------------------
(* RouterRefinement on the network of T2.tla. *)
EXTENDS T2, RouterRefinement
BadAses == {"1-ff00:0:111"}
==============================================================================
