---- MODULE MC_Refinement_T3 -------------------------------------------------
(* Dataplane and its refinement on the network of T3.tla, with all segments that are possible there. *)
EXTENDS Refinement, T3, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
