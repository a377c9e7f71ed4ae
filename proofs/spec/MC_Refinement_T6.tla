---- MODULE MC_Refinement_T6 -------------------------------------------------
(* Dataplane and its refinement on the network of T6.tla, with all segments that are possible there. *)
EXTENDS Refinement, T6, Abstraction
LinksAbove == LinksOf(TheInterfaces)
SegmentsAbove == SegmentsOf(TheSegments)
==============================================================================
