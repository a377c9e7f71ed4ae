---- MODULE MC_RouterRefinement_T5 -------------------------------------------
(* RouterRefinement on the network of T5.tla. *)
EXTENDS T5, RouterRefinement
BadAses == {"1-ff00:0:120"}
==============================================================================
