---- MODULE MC_Refinement_T2 -------------------------------------------------
(* Dataplane and its refinement on the network of T2.tla, with all segments that are possible there. *)
EXTENDS Refinement, T2, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
