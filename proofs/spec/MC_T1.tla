-------------------------------- MODULE MC_T1 --------------------------------
EXTENDS T1, Theorems
TheMacs == SegmentMacs \cup OneHopMacs
TheForged == {901, 902}
ThePrefix == [t \in TheTags \cup TheForged \cup {0} |-> IF t \in TheTags THEN {t} ELSE {}]
=============================================================================
