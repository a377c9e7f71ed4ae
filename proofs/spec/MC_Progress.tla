---- MODULE MC_Progress ------------------------------------------------------
(* Progress on the eight ASes of Eight.tla. *)
EXTENDS Progress, Eight
==============================================================================
