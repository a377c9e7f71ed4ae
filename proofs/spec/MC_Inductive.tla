---- MODULE MC_Inductive -----------------------------------------------------
(* Inductive on the eight ASes of FlatEight.tla: what the configurations MC_Inductive_*.cfg check with TLC. *)
EXTENDS Inductive, FlatEight
==============================================================================
