---- MODULE APDataplane ------------------------------------------------------
(* FlatDataplane on the eight ASes of FlatEight.tla for Apalache: what is bad, known and left out, by --cinit. *)
EXTENDS FlatDataplane, FlatEight

Network == ASes = FlatEightASes /\ Links = FlatEightLinks /\ Hops = FlatEightHops /\ SegIds = FlatEightSegIds

\* One bad AS.
CInit == Network /\ Bad = {"1-ff00:0:113"} /\ Leaked = Bad /\ Off = {}
\* Every set of bad ASes at once; what they know besides their own keys are the keys of every further set of ASes.
AnyAttacker == Network /\ Leaked \in SUBSET FlatEightASes /\ Bad \in SUBSET FlatEightASes /\ Bad \subseteq Leaked
CInitAny == AnyAttacker /\ Off = {}

\* Must break it: each rule left out that a theorem of this layer needs.
CInitNoPathPointers == AnyAttacker /\ Off = {"pathPointersFit"}
CInitNoPeeringHop == AnyAttacker /\ Off = {"peeringHopFound"}
CInitNoIngress == AnyAttacker /\ Off = {"arrivedOnNamedInterface"}
CInitNoMac == AnyAttacker /\ Off = {"macIsValid"}
CInitNoCrossOver == AnyAttacker /\ Off = {"crossOver"}
CInitNoCrossedMac == AnyAttacker /\ Off = {"crossedMacIsValid"}
CInitNoLinkPair == AnyAttacker /\ Off = {"linkPairAllowed"}
CInitNoSegmentChange == AnyAttacker /\ Off = {"segmentChangeAllowed"}
\* Without linkPairAllowed valleys stay impossible as long as no honest AS's key is known.
CInitNoLinkPairSecretKeys == Network /\ Bad \in SUBSET FlatEightASes /\ Leaked = Bad /\ Off = {"linkPairAllowed"}

\* What traces should differ in, for --view.
View == <<loc, via, nseg, cons, peer, status>>
==============================================================================
