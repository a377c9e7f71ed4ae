---- MODULE MC_Refinement_T4 -------------------------------------------------
(* Dataplane and its refinement on the network of T4.tla, with all segments that are possible there. *)
EXTENDS Refinement, T4, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
