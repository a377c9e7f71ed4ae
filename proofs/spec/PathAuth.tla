---- MODULE PathAuth ---------------------------------------------------------
(* Path authorisation as IsaNet states it (layer L0): one packet, as the hops behind it and the hops before it, on one segment.

   Claimed, whatever any AS sends over its links and any host inside its AS; `Bad` ASes also made what segments they could:
     T1 Authorised   the hops really taken, by the interfaces really used, are a piece of one authorised segment, forwards or backwards
     T3 Detectable   the hops really taken are those the header shows last: who sends a packet cannot hide where it went
   Both are inductive: PathAuth_inductive starts in every state in which they hold, with any hop field next, and takes one step. A step reads the
   first hop field of `future` only, so this holds for headers of any length.

   Assumed. A hop field is as good as its MAC, and a MAC stands for all it was made of: the hop and, by the SegID, all hops before it (`up`); nobody
   can make one but the AS itself. The SegID of a packet is the chain of hops it stands for, any to begin with. Segments are what the ASes
   authorised, closed under what bad ones can do to a beacon they hold (IsaNet's singleton, extension, modify, cutoff): else a bad AS's own
   doings would count as attacks. No clocks, no keys lost (Dataplane has them), no more than one segment: a packet of three is three packets, each
   delivered where the next is sent (Refinement.tla).

   The Peer flag is in no MAC: at any hop the packet may say that it is a peering hop, at which the SegID is left alone (`skip`).
   Nothing that a router does depends on other packets, so one packet stands for all, and what was sent stays known: replays are dispatches. *)
EXTENDS Topology

CONSTANTS
  \* @type: Set(Str);
  Bad,
  \* @type: Set(Seq({ as: Str, in: Int, eg: Int, up: Seq(<<Str, Int, Int>>) }));
  Headers,    \* the hop fields ahead of a packet when it is sent; the attacker's choice
  \* @type: Set(Str);
  Unchecked   \* checks left out: "interface", "chain"

VARIABLE
  \* @type: { place: Str, at: Str, via: Int, along: Bool, chain: Seq(<<Str, Int, Int>>), past: Seq(<<Str, Int, Int>>), future: Seq({ as: Str, in: Int, eg: Int, up: Seq(<<Str, Int, Int>>) }), history: Seq(<<Str, Int, Int>>) };
  packet      \* `place`: on the "link" to AS `at`, "inside" it, "delivered" there, or "captured" by it

------------------------------------------------------------------------------
\* Authorised segments, and what bad ASes can make of them.

Last(s) == s[Len(s)]
Cutoff(ss) == UNION { { SubSeq(s, 1, i) : i \in { j \in DOMAIN s : s[j].as \in Bad } } : s \in ss }
Modify(ss) == UNION { { [s EXCEPT ![Len(s)].eg = e] : e \in {0} \cup IdsOf(Last(s).as) } : s \in { t \in ss : Last(t).as \in Bad } }
Extension(ss) == UNION { { Append(s, [as |-> l.neighbor, in |-> l.remote, eg |-> 0, peers |-> {}]) :
    l \in { k \in Links : k.as = Last(s).as /\ k.id = Last(s).eg /\ k.neighbor \in Bad } } : s \in { t \in ss : Last(t).as \in Bad } }
Singleton == UNION { { <<[as |-> b, in |-> i, eg |-> e, peers |-> {}]>> : i \in {0} \cup IdsOf(b), e \in {0} \cup IdsOf(b) } : b \in Bad }
Spoilt(ss) == Modify(ss \cup Cutoff(ss) \cup Extension(ss)) \cup ss \cup Cutoff(ss) \cup Extension(ss)
\* Closed, where no three bad ASes are neighbours in a row.
Closed == Spoilt(Spoilt({ s.hops : s \in Segments } \cup Singleton))
Pieces == PiecesOf(Closed)

\* All hop fields ever made. That of a peering link is made over the SegID that the next AS gets to see.
Made == UNION { UNION { { [as |-> s[i].as, in |-> s[i].in, eg |-> s[i].eg, up |-> Triples(SubSeq(s, 1, i - 1))] }
    \cup { [as |-> s[i].as, in |-> p, eg |-> s[i].eg, up |-> Triples(SubSeq(s, 1, i))] : p \in s[i].peers }
  : i \in DOMAIN s } : s \in Closed }

------------------------------------------------------------------------------
\* What honest ASes do: p before, q after.

\* Against construction direction the AS's own hop comes off the chain where the packet enters the AS. What it leaves otherwise fits nothing.
Junk == << <<"", 0, 0>> >>
Strip(chain, h) ==
  IF chain # <<>> /\ chain[Len(chain)] = Triple(h) THEN SubSeq(chain, 1, Len(chain) - 1) ELSE Junk
ChainAtMac(p, h, skip) == IF ~p.along /\ p.via # 0 /\ ~skip THEN Strip(p.chain, h) ELSE p.chain

\* The hop that is really taken, by interfaces: a packet from inside has come in by none, one that stays leaves by none.
Taken(p, h, egress) ==
  LET i == IF p.via = 0 THEN Ingress(h, p.along) ELSE p.via IN
  IF p.along THEN <<p.at, i, egress>> ELSE <<p.at, egress, i>>

Passes(p, h, skip) ==
  /\ h.as = p.at
  /\ "chain" \in Unchecked \/ ChainAtMac(p, h, skip) = h.up

Went(p, h, skip, egress, place, at, via) ==
  [place |-> place, at |-> at, via |-> via, along |-> p.along,
   chain |-> IF p.along /\ ~skip THEN Append(h.up, Triple(h)) ELSE h.up,
   past |-> Append(p.past, Taken(p, h, egress)), future |-> Tail(p.future), history |-> Append(p.history, Taken(p, h, egress))]

Receive(p, q) ==
  /\ p.place = "link" /\ p.at \notin Bad /\ p.future # <<>>
  /\ "interface" \in Unchecked \/ p.via = Ingress(Head(p.future), p.along)
  /\ q = [p EXCEPT !.place = "inside"]

Send(p, q) ==
  /\ p.place = "inside" /\ p.at \notin Bad /\ p.future # <<>>
  /\ LET h == Head(p.future)
         e == Egress(h, p.along) IN
     /\ e \in IdsOf(p.at)
     /\ LET l == LinkOf[p.at][e] IN
        \E skip \in BOOLEAN :
          /\ Passes(p, h, skip)
          /\ q = Went(p, h, skip, e, IF l.neighbor \in Bad THEN "captured" ELSE "link", l.neighbor, l.remote)

Deliver(p, q) ==
  /\ p.place = "inside" /\ p.at \notin Bad /\ p.future # <<>>
  /\ LET h == Head(p.future) IN
     \E skip \in BOOLEAN :
       /\ Passes(p, h, skip)
       /\ q = Went(p, h, skip, Egress(h, p.along), "delivered", p.at, p.via)

\* What anybody does: a host inside its AS, a bad AS over its links, and so does an honest one where the next segment begins behind the link.
\* Header and shown past are the attacker's choice. He has the chain of any hop field; with one that does not fit the first field ahead the first
\* honest AS drops the packet.
FirstChains(h) == { h.up, Append(h.up, Triple(h)) }
Sent(place, at, via, future) ==
  { [place |-> place, at |-> at, via |-> via, along |-> d, chain |-> c, past |-> Junk, future |-> future, history |-> <<>>] :
    d \in BOOLEAN, c \in FirstChains(future[1]) }
DispatchInt(at, future) == Sent("inside", at, 0, future)
DispatchExt(at, future) == UNION { Sent("link", at, l.id, future) : l \in { k \in Links : k.as = at } }
Dispatched(future) == DispatchInt(future[1].as, future) \cup DispatchExt(future[1].as, future)

Init == packet \in UNION { Dispatched(f) : f \in Headers }
Next == Receive(packet, packet') \/ Send(packet, packet') \/ Deliver(packet, packet')
Spec == Init /\ [][Next]_packet

------------------------------------------------------------------------------
IsPiece(q) == q \in Pieces \/ Reverse(q) \in Pieces
Authorised == packet.history # <<>> => IsPiece(packet.history)
Detectable == LET n == Len(packet.past) - Len(packet.history) IN
  n >= 0 /\ packet.history = SubSeq(packet.past, n + 1, Len(packet.past))

\* Witnesses: each must be violated.
NothingDelivered == ~(packet.place = "delivered" /\ Len(packet.history) >= 3)
NothingCaptured == packet.place # "captured"
==============================================================================
