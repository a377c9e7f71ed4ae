---- MODULE MC_Dataplane -----------------------------------------------------
(* Dataplane on the eight ASes of Eight.tla: what the configurations MC_Dataplane_*.cfg check. *)
EXTENDS Dataplane, Eight
==============================================================================
