---- MODULE Inductive --------------------------------------------------------
(* The theorems of FlatDataplane for any number of hops: an invariant that implies them, that holds at the start, and that every step keeps.
   TLC checks it for a given set of bad ASes by starting in every state of it, Apalache for all sets at once (APInductive.tla). *)
EXTENDS FlatDataplane

\* No hop of an AS whose key is unknown lies behind the packet in this segment.
RunIsFresh ==
  /\ fwd = Fresh /\ bwd = Fresh
  /\ first \in BOOLEAN /\ segId \in SegIds
  /\ first \/ via = 0 \/ viaAs \in Bad \/ viaAs \in Leaked

\* The packet comes over the link that the last AS's hop field names, with a SegID that follows from it, and the run is a piece of its segment.
RunIsLinked ==
  /\ first = FALSE
  /\ \E h \in Hops :
     /\ h.made
     /\ \/ cons /\ loc = h.egAs /\ via = h.egFar /\ fwd = h.end /\ bwd \in {Nowhere, h.start} /\ segId \in {h.segId, h.folded}
        \/ ~cons /\ loc = h.inAs /\ via = h.inFar /\ bwd = h.start /\ fwd \in {Nowhere, h.end} /\ segId = h.segId

SafeSoFar == authorised = TRUE /\ matched = TRUE /\ valleyFree = TRUE /\ crossed = TRUE /\ peered = TRUE

\* Every packet that may travel: all that can be reached, and more. As Init it enumerates them.
Travelling ==
  /\ status = "travelling"
  /\ \/ loc \in ASes /\ via = 0 /\ viaType = "host" /\ viaAs = "none"
     \/ \E l \in Links : loc = l.as /\ via = l.id /\ viaType = l.type /\ viaAs = l.neighbor
  /\ nseg \in 1..3 /\ cons \in BOOLEAN /\ peer \in BOOLEAN /\ two \in BOOLEAN /\ singles \in {"any", "none", "some"}
  /\ RunIsFresh \/ RunIsLinked
  /\ SafeSoFar

IndInv == Safe /\ (status = "travelling" => Travelling)

\* Witnesses: a step from Travelling can do what it should; each must be violated.
NoLinkedStep == ~(status = "travelling" /\ RunIsLinked /\ fwd = Nowhere /\ nseg = 3 /\ loc \notin Leaked)
NoDelivery == status # "delivered"
==============================================================================
