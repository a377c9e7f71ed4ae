---- MODULE MC_Refinement ----------------------------------------------------
(* Refinement on the eight ASes of Eight.tla. *)
EXTENDS Refinement, Eight
==============================================================================
