/*
 * The epoch exchange of one pair (docs/spec/seal.md 4): OFFER, ACCEPT, STALE, and packets sealed in an epoch, in a bag
 * that loses, doubles and reorders them. What a side knows is durable before an answer leaves, so a crash loses nothing
 * but what was on its way; a restored side has lost its secrets, and knows the numbers that its record names, or none.
 *
 * An offer and a root are known by the order in which they were made. An epoch is kept by its number: its root, and
 * whether this side sends in it. RUS is 0, USA is 1; of two equal numbers that of RUS wins.
 *
 * Lines that begin with @ tell what happened, with > what was sent, with = what a side knows afterwards.
 */
#ifndef OFFERS
#define OFFERS 3	/* made anew, by both together */
#endif
#ifndef ROOTS
#define ROOTS 3		/* made by accepting an offer */
#endif
#ifndef LOSSES
#define LOSSES 1	/* of all secrets, by either side */
#endif
#ifndef NUMBERS
#define NUMBERS 3	/* the highest number */
#endif
#define BAG 2

/* planted bugs */
#ifdef SENDS_BEFORE_OPENED
#define CONFIRMED_AT_ONCE true
#else
#define CONFIRMED_AT_ONCE false
#endif
#ifdef OLD_OFFER_ACCEPTED
#define REFUSES_OLD false
#else
#define REFUSES_OLD true
#endif
#define OLD(s, n) (REFUSES_OLD && accepted[s] && (n) <= accepted[s])
#ifdef BOTH_YIELD
#define WINS(s, n) (offered[s] > (n))
#else
#define WINS(s, n) (offered[s] > (n) || (offered[s] == (n) && s == 0))
#endif

mtype = { offer, accept, stale, data };

byte highest[2];
byte offered[2], offered_as[2];			/* number (0: none) and offer */
byte accepted[2], accepted_of[2], accepted_by[2];	/* number, offer, root */
byte offers, roots, losses;

typedef Epochs { byte root[NUMBERS + 1]; bool ours[NUMBERS + 1] }	/* by number; root 0: none */
Epochs epochs[2];
byte sends_in[2];		/* the newest epoch that a side sends in, 0: epoch 0 */
typedef Known { bool had[2]; bool gone[2] }
Known known[ROOTS + 1];		/* who has stored a root, and who has lost its secrets since; no state of any side */

mtype what[BAG];		/* 0: free */
byte from[BAG], first[BAG], second[BAG];

#ifdef TRACE
bool crashed[2];		/* since it last took something */
#endif
hidden byte k, i, kept, me, a, b, number;
hidden mtype sort;

inline put(sort0, by, x, y)
{
	k = 0;
	do
	:: k < BAG && what[k] -> k++
	:: else -> break
	od;
	printf("> %d %e %d %d %d\n", k, sort0, by, x, y);
	if
	:: k < BAG -> what[k] = sort0; from[k] = by; first[k] = x; second[k] = y
	:: else
	fi
}

inline prune(s)		/* the newest two that this side sends in, and what waits to be confirmed */
{
	i = NUMBERS; kept = 0;
	do
	:: i > 0 ->
		sends_in[s] = (kept == 0 && epochs[s].ours[i] -> i : sends_in[s]);
		if
		:: epochs[s].root[i] && epochs[s].ours[i] && kept < 2 -> kept++
		:: epochs[s].root[i] && epochs[s].ours[i] && kept == 2 -> epochs[s].root[i] = 0; epochs[s].ours[i] = false
		:: epochs[s].root[i] && !epochs[s].ours[i] && kept > 0 -> epochs[s].root[i] = 0
		:: else
		fi;
		i--
	:: else -> break
	od
}

inline add(s, n, r, sends)
{
	i = n;
	do
	:: i <= NUMBERS -> epochs[s].root[i] = 0; epochs[s].ours[i] = false; i++
	:: else -> break
	od;
	epochs[s].root[n] = r;
	epochs[s].ours[n] = sends;
	sends_in[s] = (sends_in[s] < n -> sends_in[s] : 0);
	known[r].had[s] = true;
	known[r].gone[s] = false;
	highest[s] = (n > highest[s] -> n : highest[s]);
	prune(s)
}

inline check(s, n)	/* after accepting: while nobody lost anything, two sides do not both wait under one number */
{
	assert(losses || !(epochs[1 - s].root[n] && !epochs[1 - s].ours[n]))
}

inline take_offer(s, n, o)
{
	if
	:: OLD(s, n) && accepted_of[s] == o -> put(accept, s, o, accepted_by[s])
	:: OLD(s, n) && accepted_of[s] != o -> put(stale, s, highest[s], 0)
	:: !OLD(s, n) && offered[s] && WINS(s, n) -> put(offer, s, offered[s], offered_as[s])
	:: !OLD(s, n) && !offered[s] && n <= highest[s] && REFUSES_OLD -> put(stale, s, highest[s], 0)
	:: else ->
		roots++;
		offered[s] = 0; offered_as[s] = 0;
		accepted[s] = n; accepted_of[s] = o; accepted_by[s] = roots;
		add(s, n, roots, CONFIRMED_AT_ONCE);
		put(accept, s, o, roots);
		check(s, n)
	fi
}

inline take_accept(s, o, r)
{
	if
	:: offered[s] && offered_as[s] == o ->
		number = offered[s];
		offered[s] = 0; offered_as[s] = 0;
		add(s, number, r, true)
	:: else
	fi
}

inline take_stale(s, n)
{
	highest[s] = (n > highest[s] -> n : highest[s]);
	if
	:: offered[s] && offered[s] <= n -> offered[s] = 0; offered_as[s] = 0
	:: else
	fi
}

inline take_data(s, n, r)
{
	if
	:: epochs[s].root[n] == r && !epochs[s].ours[n] -> epochs[s].ours[n] = true; prune(s)
	:: else
	fi
}

inline take(k0, keeps)
{
	sort = what[k0]; me = 1 - from[k0]; a = first[k0]; b = second[k0];
#ifdef TRACE
	crashed[me] = false;
#endif
	if
	:: keeps
	:: else -> what[k0] = 0; from[k0] = 0; first[k0] = 0; second[k0] = 0
	fi;
	if
	:: sort == offer -> take_offer(me, a, b)
	:: sort == accept -> take_accept(me, a, b)
	:: sort == stale -> take_stale(me, a)
	:: sort == data -> take_data(me, a, b)
	fi
}

inline make_offer(s)
{
	if
	:: !offered[s] -> highest[s]++; offers++; offered[s] = highest[s]; offered_as[s] = offers
	:: else
	fi;
	put(offer, s, offered[s], offered_as[s])
}

/* What a side seals, the other can open: unless it has lost its secrets since, or is two epochs further. */
inline seal(s)
{
	number = sends_in[s];
	a = epochs[s].root[number];
	assert(epochs[1 - s].root[number] == a || known[a].gone[1 - s] ||
		(known[a].had[1 - s] && sends_in[1 - s] > number));
	put(data, s, number, a)
}

inline lose_secrets(s, n)
{
	losses++;
	i = 0;
	do
	:: i <= NUMBERS -> epochs[s].root[i] = 0; epochs[s].ours[i] = false; i++
	:: else -> break
	od;
	i = 0;
	do
	:: i <= ROOTS -> known[i].gone[s] = known[i].had[s]; i++
	:: else -> break
	od;
	sends_in[s] = 0;
	offered[s] = 0; offered_as[s] = 0;
	accepted[s] = 0; accepted_of[s] = 0; accepted_by[s] = 0;
	highest[s] = n
}

inline tell(s)
{
	printf("= %d %d %d %d", s, highest[s], offered[s], accepted[s]);
	i = 1;
	do
	:: i <= NUMBERS -> printf(" %d,%d", epochs[s].root[i], epochs[s].ours[i]); i++
	:: else -> break
	od;
	printf("\n")
}

#define SHOW tell(0); tell(1)
/* What would need a number or a root beyond the bounds stays where it is. */
#define ROOM(k0) (what[k0] != offer || roots < ROOTS)

#define OF_SIDE(s) \
:: d_step { offered[s] || (highest[s] < NUMBERS && offers < OFFERS) -> printf("@ offer %d\n", s); make_offer(s); SHOW } \
:: d_step { sends_in[s] -> printf("@ seal %d\n", s); seal(s); SHOW } \
:: d_step { losses < LOSSES && MAY_LOSE_ALL -> printf("@ lose_all %d 0\n", s); lose_secrets(s, 0); SHOW } \
:: d_step { losses < LOSSES && MAY_LOSE_ALL && sends_in[s] -> \
	number = sends_in[s]; printf("@ lose_all %d %d\n", s, number); lose_secrets(s, number); SHOW } \
AGAIN(s)

#ifdef TRACE	/* what is rare in the world is rarer, so that much happens before and after it */
#define MAY_LOSE_ALL (roots > 3)
#define AGAIN(s) :: d_step { !crashed[s] -> printf("@ crash %d\n", s); crashed[s] = true; SHOW }
#else
#define MAY_LOSE_ALL true
#define AGAIN(s)
#endif

#ifdef ANSWERS_BEFORE_DURABLE
#define CRASH(k0) :: d_step { what[k0] == offer && roots < ROOTS -> \
	me = 1 - from[k0]; a = first[k0]; b = second[k0]; \
	if \
	:: !OLD(me, a) && !(offered[me] && WINS(me, a)) && (offered[me] || a > highest[me]) -> \
		roots++; known[roots].had[me] = false; put(accept, me, b, roots) \
	:: else \
	fi }
#else
#define CRASH(k0)
#endif

#define OF_SLOT(k0) \
:: d_step { what[k0] && ROOM(k0) -> printf("@ bring %d\n", k0); take(k0, false); SHOW } \
:: d_step { what[k0] && ROOM(k0) -> printf("@ copy %d\n", k0); take(k0, true); SHOW } \
:: d_step { what[k0] -> printf("@ lose %d\n", k0); what[k0] = 0; from[k0] = 0; first[k0] = 0; second[k0] = 0; SHOW } \
CRASH(k0)

active proctype exchange()
{
	d_step { SHOW }
end:
	do
	OF_SIDE(0)
	OF_SIDE(1)
	OF_SLOT(0)
	OF_SLOT(1)
	od
}
