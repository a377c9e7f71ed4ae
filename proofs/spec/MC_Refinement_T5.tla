---- MODULE MC_Refinement_T5 -------------------------------------------------
(* Dataplane and its refinement on the network of T5.tla, with all segments that are possible there. *)
EXTENDS Refinement, T5, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
