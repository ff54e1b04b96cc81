/*
 * Delivery and receipts: two parties, one feed each, a bag of packets that are lost, doubled and reordered.
 *
 * A round is: an event and what is owed for it (step), one write, then sending (kept). A party may crash in the
 * middle of a round and stays dead here: what a start does is in starts.pml. An entry is a statement, which asks for a
 * receipt, or an empty entry, which asks for none; `seen` is how much of the other's feed it names. Sizes count from
 * a line that is founded: all is receipted but the empty entry with which RUS (0) receipted the last entry of USA (1).
 *
 * Lines that begin with @ tell what happened, with > what was sent, with = what both sides can see afterwards.
 */
#ifndef RUS_SAYS
#define RUS_SAYS 2	/* statements of each party */
#endif
#ifndef USA_SAYS
#define USA_SAYS 1
#endif
#ifndef BAG
#define BAG 2		/* packets on their way; what is over it is lost */
#endif
#define SAYS(s) (s == 0 -> RUS_SAYS : USA_SAYS)
#define MAX (RUS_SAYS + USA_SAYS + 1)
#define AT(s, i) ((s) * MAX + (i))
#define NONE 255

/* planted bugs */
#ifdef RECEIPT_BEFORE_DURABLE
#define WRITE(s) disk[s] = mem[s]
#define LATER(s) :: d_step { cdisk[s] < copy[s] -> cdisk[s] = copy[s] }
#else
#define WRITE(s) disk[s] = mem[s]; cdisk[s] = copy[s]
#define LATER(s)
#endif
#ifdef GAPS_TAKEN_FOR_ENTRIES
#define GAPS_TAKEN true
#else
#define GAPS_TAKEN false
#endif

mtype = { idle, stepped, written, dead, entries, list };

mtype phase[2] = idle;
byte said[2];
byte mem[2], disk[2];		/* own feed: written, durable */
byte copy[2], cdisk[2];		/* the other's feed as it is held: in memory, durable */
byte asked[2];			/* the other's feed up to its last entry that asks for a receipt */
byte told[2];			/* how much of the other's feed own entries name */
byte rcpt[2];			/* how much of the own feed the other's entries name */
byte asking[2];			/* own feed up to its last statement */
byte known[2], sent[2];		/* delivery: receipted and sent, as far as it was learnt when something was kept */
byte held[2] = NONE;		/* what the other's list said that it holds */
bool flight[2], due[2];		/* whether something is on its way, and a timer runs for it */
bool again[2], lists[2];	/* what this round owes: the unreceipted once more, a list */
byte seen[2 * MAX];
bool asks[2 * MAX];

mtype what[BAG];		/* 0: free */
byte from[BAG], start[BAG], stop[BAG];

hidden byte k, n, me;

inline put(sort0, by, x, y)
{
	k = 0;
	do
	:: k < BAG && what[k] -> k++
	:: else -> break
	od;
	printf("> %d %e %d %d %d\n", k, sort0, by, x, y);
	if
	:: k < BAG -> what[k] = sort0; from[k] = by; start[k] = x; stop[k] = y
	:: else
	fi
}

inline write_entry(s, a)
{
	asks[AT(s, mem[s])] = a;
	seen[AT(s, mem[s])] = (copy[s] > told[s] -> copy[s] : 0);
	told[s] = (copy[s] > told[s] -> copy[s] : told[s]);
	mem[s]++;
	asking[s] = (a -> mem[s] : asking[s])
}

inline start_again(s)
{
	sent[s] = (held[s] == NONE -> known[s] : held[s]);
	flight[s] = false;
	due[s] = false
}

inline note_receipt(s)
{
	if
	:: rcpt[s] > known[s] ->
		assert(rcpt[s] <= disk[s] && rcpt[s] <= cdisk[1 - s]);	/* I1: receipted is durable on both disks */
		flight[s] = flight[s] && sent[s] > rcpt[s];
		known[s] = rcpt[s];
		sent[s] = (sent[s] > known[s] -> sent[s] : known[s]);
		held[s] = (held[s] != NONE && held[s] <= known[s] -> NONE : held[s]);
#ifdef TIMER_FROM_EVENT
		due[s] = false
#else
		due[s] = flight[s]
#endif
	:: else
	fi
}

inline send(s)
{
	note_receipt(s);
	if
	:: again[s] && sent[s] != known[s] -> start_again(s)
	:: else
	fi;
	again[s] = false;
	if
	:: sent[s] < mem[s] ->
		put(entries, s, sent[s], mem[s]);
		sent[s] = mem[s];
		held[s] = (held[s] != NONE && held[s] < known[s] -> NONE : held[s]);
		flight[s] = true;
		due[s] = due[s] || asking[s] > known[s]
	:: else
	fi;
	if
	:: lists[s] -> put(list, s, copy[s], mem[s]); lists[s] = false
	:: else
	fi;
	/* while a statement has no receipt a timer runs, unless the other has said that it holds it */
	assert(asking[s] <= known[s] || due[s] || (held[s] != NONE && held[s] >= asking[s]))
}

inline gathered(s)
{
	if
	:: asked[s] > told[s] -> write_entry(s, false)
	:: else
	fi;
	phase[s] = stepped;
#ifdef SEND_BEFORE_DURABLE
	send(s)
#endif
}

inline take(s, k0, keeps)
{
	if
	:: what[k0] == list ->
		held[s] = start[k0];
		start_again(s)
	:: else ->
		assert(stop[k0] <= disk[1 - s]);	/* I2: nothing leaves before it is durable */
		if
		:: start[k0] > copy[s] && !GAPS_TAKEN -> lists[s] = true
		:: start[k0] <= copy[s] && stop[k0] <= copy[s] -> again[s] = true
		:: else ->
			n = (start[k0] > copy[s] -> start[k0] : copy[s]);
			assert(n == copy[s]);	/* I3: a copy is the beginning of what its author wrote */
			do
			:: n < stop[k0] ->
				assert(seen[AT(1 - s, n)] <= cdisk[1 - s]);	/* I7: only what is durable is receipted */
				rcpt[s] = (seen[AT(1 - s, n)] > rcpt[s] -> seen[AT(1 - s, n)] : rcpt[s]);
				n++;
				asked[s] = (asks[AT(1 - s, n - 1)] -> n : asked[s])
			:: else -> break
			od;
			copy[s] = stop[k0]
		fi
	fi;
	if
	:: keeps
	:: else -> what[k0] = 0; from[k0] = 0; start[k0] = 0; stop[k0] = 0
	fi;
	gathered(s)
}

#define SIDE(s) printf("= %d %e %d %d %d %d %d %d %d %d\n", s, phase[s], mem[s], disk[s], copy[s], cdisk[s], known[s], \
	sent[s], due[s], (mem[s] > 0 -> seen[AT(s, mem[s] - 1)] : 0))
#define SHOW SIDE(0); SIDE(1)

#define OF_SIDE(s) \
:: d_step { phase[s] == idle && said[s] < SAYS(s) -> \
	printf("@ say %d\n", s); said[s]++; write_entry(s, true); gathered(s); SHOW } \
:: d_step { phase[s] == idle && due[s] -> \
	printf("@ wait %d\n", s); start_again(s); gathered(s); SHOW } \
:: d_step { phase[s] == stepped -> \
	printf("@ write %d\n", s); WRITE(s); phase[s] = written; SHOW } \
:: d_step { phase[s] == written -> \
	printf("@ kept %d\n", s); phase[s] = idle; send(s); SHOW } \
:: d_step { phase[s] == stepped && MAY_CRASH -> \
	printf("@ crash %d\n", s); phase[s] = dead; SHOW } \
:: d_step { phase[s] == stepped && MAY_CRASH -> \
	printf("@ crash_written %d\n", s); WRITE(s); phase[s] = dead; SHOW } \
LATER(s)

#define BRING(k0) \
:: d_step { what[k0] && phase[1 - from[k0]] == idle -> \
	printf("@ bring %d\n", k0); me = 1 - from[k0]; take(me, k0, false); SHOW }

#define OF_SLOT(k0) \
BRING(k0) \
MORE(k0) \
:: d_step { what[k0] && phase[1 - from[k0]] == idle -> \
	printf("@ copy %d\n", k0); me = 1 - from[k0]; take(me, k0, true); SHOW } \
:: d_step { what[k0] && MAY_LOSE(k0) -> \
	printf("@ lose %d\n", k0); what[k0] = 0; from[k0] = 0; start[k0] = 0; stop[k0] = 0; SHOW }

#ifdef TRACE	/* else most random traces would be short, and few packets would arrive */
#define MAY_CRASH (said[0] + said[1] > RUS_SAYS)
#define MAY_LOSE(k0) (phase[1 - from[k0]] == idle)
#define MORE(k0) BRING(k0) BRING(k0) BRING(k0)
#else
#define MAY_LOSE(k0) true
#define MORE(k0)
#define MAY_CRASH true
#endif

#define QUIET (!what[0] && !what[1] && !what[BAG - 1] && phase[0] == idle && phase[1] == idle && !due[0] && !due[1])

active proctype line()
{
	d_step {
		mem[0] = 1; disk[0] = 1; sent[0] = 1; flight[0] = true; copy[1] = 1; cdisk[1] = 1;
		SHOW
	}
end:
	do
	OF_SIDE(0)
	OF_SIDE(1)
	OF_SLOT(0)
	OF_SLOT(1)
#if BAG > 2
	OF_SLOT(2)
#endif
#ifndef TRACE
	:: d_step { QUIET && copy[0] == mem[1] && copy[1] == mem[0] ->
		/* L: once both hold the same, as they see by their digests, every statement is receipted */
		assert(rcpt[0] >= asking[0] && rcpt[1] >= asking[1]) }
#endif
	od
}
