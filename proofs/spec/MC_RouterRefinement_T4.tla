---- MODULE MC_RouterRefinement_T4 -------------------------------------------
(* RouterRefinement on the network of T4.tla. *)
EXTENDS T4, RouterRefinement
BadAses == {"2-ff00:0:210"}
==============================================================================
