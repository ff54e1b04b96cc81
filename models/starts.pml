/*
 * Starts and adoption: USA crashes in the middle of rounds, starts again from its disk or from an old backup, and opens
 * a new feed each time; RUS holds copies of its feeds, says what it holds when asked, and gives back what USA lost.
 * Packets are lost, doubled and reordered. RUS never crashes here, and what it writes itself never reaches USA.
 *
 * A feed is known by the run that opened it; sizes of feed 0 count from a line that is founded and receipted. A round
 * of USA is: an event and what is owed for it (step), one write, then sending (kept); one of RUS is a single step.
 *
 * Lines that begin with @ tell what happened, with > what was sent, with = what both sides can see afterwards.
 */
#define RUNS 3
#ifndef SAYS
#define SAYS 2		/* statements of USA in all */
#endif
#ifndef WAYS
#define WAYS 2		/* how often the way opens after the beginning */
#endif
#define BAG 2

/* planted bugs */
#ifdef OLD_LIST_ANSWERS
#define ANSWERS(q) true
#else
#define ANSWERS(q) ((q) == asking)
#endif
#ifdef ASKED_BEFORE_IT_CAME
#define HEARD true
#else
#define HEARD (!awaited[0] && !awaited[1] && !awaited[2])
#endif

mtype = { idle, stepped, written, down, entries, gift, question, holds, answer };

mtype phase = idle;
bool open = true;		/* whether the way of this run has opened */
byte own, runs;			/* the feed that this run writes, and how many starts there were */
byte size[RUNS], disk[RUNS], backup[RUNS];
byte sent[RUNS], heard[RUNS];	/* delivery: sent, and what the other's last list said that it holds */
bool goes[RUNS];		/* feeds that this run has begun to send */
byte asking, questions;		/* the question that is not answered yet, 0: none */
bool asked = true;
byte awaited[RUNS];
bool again, lists;		/* what this round owes: the unreceipted once more, a list without a question */
bool asks;			/* and one with a question */
byte said, ways;
byte copy[RUNS];		/* what RUS holds */
byte shown[RUNS];		/* the greatest size under a head that ever left; no state of any side */
byte before[RUNS];		/* what RUS held when this run began; no state of any side */

typedef Packet { mtype what; byte about; byte sizes[RUNS] }	/* entries and gifts: feed, start, stop */
Packet bag[BAG];

hidden byte k, f, feed, start, stop, number;
hidden byte theirs[RUNS];
hidden mtype sort;

inline put(sort0, of0, x, y, z)
{
	k = 0;
	do
	:: k < BAG && bag[k].what -> k++
	:: else -> break
	od;
	printf("> %d %e %d %d %d %d\n", k, sort0, of0, x, y, z);
	if
	:: k < BAG ->
		bag[k].what = sort0; bag[k].about = of0; bag[k].sizes[0] = x; bag[k].sizes[1] = y; bag[k].sizes[2] = z
	:: else
	fi
}

inline clear(k0)
{
	bag[k0].what = 0; bag[k0].about = 0; bag[k0].sizes[0] = 0; bag[k0].sizes[1] = 0; bag[k0].sizes[2] = 0
}

inline write_entry()
{
	assert(size[own] >= shown[own]);	/* I2: no second content for one place */
	size[own]++
}

inline send()
{
	f = 0;
	do
	:: f < RUNS && open ->
		if
		:: again && sent[f] -> sent[f] = heard[f]
		:: else
		fi;
		if
		:: sent[f] < size[f] ->
			put(entries, f, sent[f], size[f], 0);
			sent[f] = size[f];
			shown[f] = (size[f] > shown[f] -> size[f] : shown[f])
		:: else
		fi;
		f++
	:: else -> break
	od;
	again = false;
	if
	:: asks -> put(question, asking, size[0], size[1], size[2]); asks = false
	:: lists -> put(holds, 0, size[0], size[1], size[2]); lists = false
	:: else
	fi
}

inline start_run()
{
	runs++;
#ifdef GOES_ON_IN_OLD_FEED
	own = (disk[runs - 1] -> runs - 1 : own);
#else
	own = runs;
#endif
	f = 0;
	do
	:: f < RUNS ->
		size[f] = disk[f]; sent[f] = 0; heard[f] = 0; awaited[f] = 0; before[f] = copy[f];
		goes[f] = disk[f] > 0 || f == own;
		f++
	:: else -> break
	od;
	open = false; asking = 0; asked = false;
	write_entry();
	phase = stepped
}

inline crash()
{
	again = false; lists = false; asks = false;
	phase = down
}

inline note_heard()
{
	if
	:: !asked && HEARD ->
		asked = true;
		f = 0;
		do
		:: f < RUNS ->
			assert(size[f] >= before[f]);	/* who says that nothing is missing has all that was held */
			f++
		:: else -> break
		od
	:: else
	fi
}

inline take_list(of0)		/* at USA; the sizes are in theirs */
{
	f = 0;
	do
	:: f < RUNS ->
		if
		:: theirs[f] < size[f] || goes[f] -> heard[f] = theirs[f]; sent[f] = heard[f]
		:: else
		fi;
		f++
	:: else -> break
	od;
	if
	:: asking && of0 && ANSWERS(of0) ->
		asking = 0;
		f = 0;
		do
		:: f < RUNS -> awaited[f] = (size[f] < theirs[f] -> theirs[f] : 0); f++
		:: else -> break
		od;
		note_heard()
	:: else
	fi
}

inline take_gift()		/* at USA */
{
	if
	:: feed == own
	:: feed != own && start > size[feed] -> lists = true
	:: feed != own && start <= size[feed] && stop <= size[feed] -> again = true
	:: else ->
		size[feed] = stop;
		if
		:: awaited[feed] && awaited[feed] <= stop -> awaited[feed] = 0; note_heard()
		:: else
		fi;
		goes[feed] = true;
		write_entry()	/* the adoption */
	fi
}

inline take_entries()		/* at RUS */
{
	if
	:: start > copy[feed] -> put(answer, 0, copy[0], copy[1], copy[2])
	:: start <= copy[feed] && stop > copy[feed] ->
		assert(stop <= shown[feed]);
		copy[feed] = stop
	:: else
	fi
}

inline give(of0)		/* at RUS */
{
	if
	:: of0 -> put(answer, of0, copy[0], copy[1], copy[2])
	:: else
	fi;
	f = 0;
	do
	:: f < RUNS ->
		if
		:: theirs[f] < copy[f] -> put(gift, f, theirs[f], copy[f], 0)
		:: else
		fi;
		f++
	:: else -> break
	od
}

inline take(k0, keeps)
{
	sort = bag[k0].what; number = bag[k0].about; feed = number; start = bag[k0].sizes[0]; stop = bag[k0].sizes[1];
	theirs[0] = bag[k0].sizes[0]; theirs[1] = bag[k0].sizes[1]; theirs[2] = bag[k0].sizes[2];
	if
	:: keeps
	:: else -> clear(k0)
	fi;
	if
	:: sort == entries -> take_entries()
	:: sort == question -> give(number)
	:: sort == holds -> give(0)
	:: sort == gift -> take_gift(); phase = stepped
	:: sort == answer -> take_list(number); phase = stepped
	fi
}

#define TO_RUS(k0) (bag[k0].what == entries || bag[k0].what == question || bag[k0].what == holds)
#define TAKES(k0) (bag[k0].what && (TO_RUS(k0) || (phase == idle && open)))
#define SHOW printf("= %e %d %d %d %d | %d %d %d | %d %d %d | %d %d %d | %d %d %d\n", phase, open, own, asked, asking != 0, \
	size[0], size[1], size[2], disk[0], disk[1], disk[2], sent[0], sent[1], sent[2], copy[0], copy[1], copy[2])
#ifdef TRACE	/* else few random traces would lose anything that RUS holds */
#define MAY_CRASH (runs + 1 < RUNS && copy[own] > backup[own])
#define MAY_BACK_UP (size[own] < 3 && backup[own] != disk[own])
#else
#define MAY_CRASH (runs + 1 < RUNS)
#define MAY_BACK_UP true
#endif
#define KEEP(to, what0) to[0] = what0[0]; to[1] = what0[1]; to[2] = what0[2]

#define OF_SLOT(k0) \
:: d_step { TAKES(k0) -> printf("@ bring %d\n", k0); take(k0, false); SHOW } \
:: d_step { TAKES(k0) -> printf("@ copy %d\n", k0); take(k0, true); SHOW } \
:: d_step { bag[k0].what -> printf("@ lose %d\n", k0); clear(k0); SHOW }

active proctype line()
{
	d_step { goes[0] = true; SHOW }
end:
	do
	:: d_step { phase == idle && said < SAYS ->
		printf("@ say %d\n", !asked); said++; write_entry(); phase = stepped; SHOW }
	:: d_step { phase == idle && said < SAYS && !asked -> printf("@ refused\n"); said++; SHOW }
	:: d_step { phase == idle && (!open || ways < WAYS) ->
		printf("@ open\n");
		ways = (open -> ways + 1 : ways);
		open = true;
		if
		:: asking == 0 -> questions++; asking = questions	/* one question until it is answered */
		:: else -> skip
		fi;
		asks = true;
		KEEP(sent, heard);
		phase = stepped; SHOW }
	:: d_step { phase == stepped -> printf("@ write\n"); KEEP(disk, size); phase = written; SHOW }
	:: d_step { phase == written -> printf("@ kept\n"); phase = idle; send(); SHOW }
	:: d_step { phase == stepped && MAY_CRASH -> printf("@ crash\n"); crash(); SHOW }
	:: d_step { phase == written && MAY_CRASH -> printf("@ crash\n"); crash(); SHOW }
	:: d_step { phase == idle && MAY_BACK_UP -> printf("@ back_up\n"); KEEP(backup, disk); SHOW }
	:: atomic { phase == down ->
		if
		:: printf("@ start\n")
		:: printf("@ restore\n"); d_step { KEEP(disk, backup) }
		fi;
		d_step { start_run(); SHOW } }
	OF_SLOT(0)
	OF_SLOT(1)
	od
}
