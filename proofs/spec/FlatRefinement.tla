---- MODULE FlatRefinement ---------------------------------------------------
(* Dataplane and FlatDataplane are the same: each step of Dataplane is one of FlatDataplane, and no state of FlatDataplane is left out.

   A state of Dataplane is one of FlatDataplane: the set that a SegID is gets its name; where the run ends in a segment is read off `hist`; the Booleans
   are Dataplane's theorems. A step refines only if FlatDataplane's own Booleans say the same as these. MC_FlatRefinement_states.cfg counts
   the states of FlatDataplane that are so reached; they are as many as FlatDataplane reaches by itself (MC_FlatDataplane_base.cfg). *)
EXTENDS Dataplane

CONSTANTS
  Hops,
  SegIds

(* As flat-constants.ts names SegIDs and the places between hops. *)
PlaceAt(s, i) == 100 * s.beacon + i
PeerPlace(s, i, p) == 10000 * p + PlaceAt(s, i)
Origins == UNION {UNION {{[s |-> s, i |-> i, p |-> p] : p \in {0} \cup s.hops[i].peers} : i \in DOMAIN s.hops} : s \in Segments}
Field(o) == HopField(o.s, o.i, o.p)
StartOf(o) == IF o.p = 0 THEN PlaceAt(o.s, o.i) ELSE PeerPlace(o.s, o.i, o.p)
EndOf(o) == PlaceAt(o.s, o.i + 1)
SegIdNames ==
  {<<Field(o).segId, IF o.p = 0 THEN StartOf(o) ELSE EndOf(o)>> : o \in Origins}
  \cup {<<Fold(Field(o), Field(o).segId), IF o.p = 0 THEN EndOf(o) ELSE StartOf(o)>> : o \in Origins} \cup {<<Unread, 0>>}
NameOf == [id \in {x[1] : x \in SegIdNames} |-> (CHOOSE x \in SegIdNames : x[1] = id)[2]]
Start == [t \in {Field(o).tag : o \in Origins} |-> StartOf(CHOOSE o \in Origins : Field(o).tag = t)]
End == [t \in {Field(o).tag : o \in Origins} |-> EndOf(CHOOSE o \in Origins : Field(o).tag = t)]

(* Where the run stands: the hops of this segment behind the packet, from the last whose key is known. At the end it stands where it stood before. *)
Behind == IF status = "delivered" THEN Len(hist) - 1 ELSE Len(hist)
InRun(j) == \A k \in j..Behind : hist[k].seg = nseg /\ hist[k].as \notin Leaked
Run == SelectSeq([j \in 1..Behind |-> [hop |-> hist[j], in |-> InRun(j)]], LAMBDA x : x.in)
RECURSIVE Fwd(_), Bwd(_)
Fwd(n) ==
  IF n = 0 THEN 0
  ELSE LET t == Run[n].hop.tag IN IF t # 0 /\ Fwd(n - 1) \in {0, Start[t]} THEN End[t] ELSE -1
Bwd(n) ==
  IF n = 0 THEN 0
  ELSE LET t == Run[n].hop.tag IN IF t # 0 /\ Bwd(n - 1) \in {0, End[t]} THEN Start[t] ELSE -1

F == INSTANCE FlatDataplane WITH
  Off <- {}, segId <- NameOf[segId], viaType <- TypeOf(loc, via), viaAs <- IF via = 0 THEN "none" ELSE LinkOf[loc][via].neighbor,
  fwd <- Fwd(Len(Run)), bwd <- Bwd(Len(Run)),
  authorised <- PathAuth, matched <- IfMatch, valleyFree <- ValleyFree, crossed <- Crossover, peered <- SeamsArePeerings

FlatStart == hist = <<>> => F!Init
FlatSteps == [][F!Next]_(F!vars)
FlatState == F!vars
==============================================================================
