---- MODULE APInductive ------------------------------------------------------
(* Inductive.tla for Apalache, for every set of bad ASes at once:
     the start is in it      --cinit=CInitAny --init=Init --inv=IndInv --length=0
     every step keeps it     --cinit=CInitAny --init=Travelling --inv=IndInv --length=1
     it is not empty         --cinit=CInitAny --init=Travelling --inv=NoLinkedStep --length=1   must be violated
     it needs each rule      --cinit=CInitNoMac --init=Travelling --inv=IndInv --length=1       must be violated, as all CInitNo... *)
EXTENDS APDataplane, Inductive
==============================================================================
