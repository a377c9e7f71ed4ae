---- MODULE MC_RouterRefinement_T1 -------------------------------------------
(* RouterRefinement on the network of T1.tla. *)
EXTENDS T1, RouterRefinement
BadAses == {"1-ff00:0:111"}
==============================================================================
