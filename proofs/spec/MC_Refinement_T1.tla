---- MODULE MC_Refinement_T1 -------------------------------------------------
(* Dataplane and its refinement on the network of T1.tla, with all segments that are possible there. *)
EXTENDS Refinement, T1, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
