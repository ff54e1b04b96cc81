/*
 * Calls of one pairing between two parties (docs/spec/machines.md, Calls and Setups): each may ask once, answer, withdraw,
 * issue a token, read back its half, start and tell that it was held, in any order, while what it says reaches the other
 * late. What was said stands in one log in the joint order, which true clocks make that of writing; a side reads all of
 * its own and what has reached it, in that order. A side says only what its own reading allows; what the whole log
 * refuses at its place moves nothing. Each thread is known by who asked: RUS is 0, USA is 1.
 *
 * Lines that begin with @ tell what happened, with = how each side reads both threads afterwards.
 */
#ifndef SAYS
#define SAYS 6
#endif

/* planted bugs */
#ifdef OWN_FIRST
#define READS_OWN_FIRST true	/* in the order in which it came: what is one's own before all else */
#else
#define READS_OWN_FIRST false
#endif
#ifdef OWN_STANDS
#define KEEPS_OWN(v, t) (v == t)	/* of two requests that crossed each side keeps its own */
#else
#define KEEPS_OWN(v, t) false
#endif
#ifdef ONE_HALF
#define READY(t) (setup[t] == half || setup[t] == authenticated)
#else
#define READY(t) (setup[t] == authenticated)
#endif
#ifdef ANSWERED_AFTER
#define GONE(t) (state[t] == withdrawn)
#else
#define GONE(t) false
#endif

mtype = { ask, other, accept, decline, withdraw, token, readback, start, tell };
mtype = { none, asked, other_time, accepted, declined, withdrawn, crossed, held };
mtype = { not_set_up, issued, half, authenticated, in_call };

/* the log */
byte said;
mtype kind[SAYS];
bit by[SAYS], thread[SAYS];
byte about[SAYS];		/* of a half: which token it is of, as its author reads it, by its place plus one */
bool knew[SAYS];		/* of a request: whether its author had that of the other side */
bool came[SAYS];		/* whether it has reached the other side */

/* a reading of it; no state of any side */
hidden mtype state[2], setup[2];
hidden byte asker[2];		/* whose move it is not */
hidden byte newest[2];		/* the token that counts, by its place plus one */
hidden byte read0[2], read1[2];
hidden byte there[2];
hidden mtype first_state[2], first_setup[2];
hidden byte i, pass, passes;
hidden byte x;
hidden byte ok, whole;

/* what is about to be said */
bit me, where;
mtype what = ask;

#define OPEN(t) (state[t] == asked || state[t] == other_time)
#define AGREED(t) (state[t] == accepted || state[t] == held)
#define TURN(w0, t) ((OPEN(t) || GONE(t)) && asker[t] != w0)

/* Judge what a party says in a thread as it is read so far, and take it if it counts. */
inline judge(k0, w0, t, at, had, v)
{
	ok = false;
	if
	:: k0 == ask && w0 == t && state[t] == none ->
		ok = true; asker[t] = w0; there[t] = true;
		state[t] = (there[1 - t] && !had && !KEEPS_OWN(v, t) -> crossed : asked);
#ifdef OWN_STANDS
		state[1 - t] = (there[1 - t] && !had && KEEPS_OWN(v, t) -> crossed : state[1 - t])
#endif
	:: k0 == other && TURN(w0, t) && !GONE(t) -> ok = true; state[t] = other_time; asker[t] = w0
	:: k0 == accept && TURN(w0, t) -> ok = true; assert(state[t] != withdrawn); state[t] = accepted
	:: k0 == decline && TURN(w0, t) && !GONE(t) -> ok = true; state[t] = declined
	:: k0 == withdraw && w0 == t && (OPEN(t) || state[t] == accepted) && setup[t] != in_call ->
		ok = true; state[t] = withdrawn
	:: k0 == token && AGREED(t) && (setup[t] == not_set_up || setup[t] == issued || setup[t] == half) ->
		ok = true; setup[t] = issued; newest[t] = at; read0[t] = false; read1[t] = false
	:: k0 == readback && AGREED(t) && (setup[t] == issued || setup[t] == half) && newest[t] == at &&
	   !(w0 == 0 && read0[t]) && !(w0 == 1 && read1[t]) ->
		ok = true;
		read0[t] = (w0 == 0 -> true : read0[t]);
		read1[t] = (w0 == 1 -> true : read1[t]);
		setup[t] = (setup[t] == issued -> half : authenticated)
	:: k0 == start && AGREED(t) && (READY(t) || setup[t] == in_call) ->
		ok = true;
		assert(read0[t] && read1[t]);	/* nobody is in a call before both watches have read back */
		setup[t] = in_call
	:: k0 == tell && AGREED(t) && setup[t] == in_call -> ok = true; state[t] = held
	:: else
	fi
}

/* Read the log as a side does, or all of it. */
inline reads(v, all)
{
	state[0] = none; state[1] = none;
	setup[0] = not_set_up; setup[1] = not_set_up;
	newest[0] = 0; newest[1] = 0;
	read0[0] = false; read0[1] = false; read1[0] = false; read1[1] = false;
	there[0] = false; there[1] = false;
	passes = (READS_OWN_FIRST -> 2 : 1);
	pass = 0;
	do
	:: pass < passes ->
		i = 0;
		do
		:: i < said ->
			if
			:: (by[i] == v || came[i] || all) && (passes == 1 || (pass == 0 && by[i] == v) || (pass == 1 && by[i] != v)) ->
				judge(kind[i], by[i], thread[i], about[i], knew[i], v)
			:: else
			fi;
			i++
		:: else -> break
		od;
		pass++
	:: else -> break
	od
}

/* When all has reached both, both read the same; and of two requests that crossed one call comes at most. */
inline check()
{
	whole = true;
	i = 0;
	do
	:: i < said -> whole = whole && came[i]; i++
	:: else -> break
	od;
	reads(0, false);
	first_state[0] = state[0]; first_state[1] = state[1]; first_setup[0] = setup[0]; first_setup[1] = setup[1];
	printf("= 0 %e %e %e %e\n", state[0], setup[0], state[1], setup[1]);
	reads(1, false);
	printf("= 1 %e %e %e %e\n", state[0], setup[0], state[1], setup[1]);
	assert(!whole || (first_state[0] == state[0] && first_state[1] == state[1]));
	assert(!whole || (first_setup[0] == setup[0] && first_setup[1] == setup[1]));
	assert(!whole || state[0] != crossed || state[1] != crossed)
}

inline say(s, k0, t)
{
	reads(s, false);
	x = there[1 - s];
	if
	:: k0 == readback -> pass = newest[t]
	:: k0 == token -> pass = said + 1
	:: else -> pass = 0
	fi;
	i = pass;
	judge(k0, s, t, i, x, s);
	if
	:: ok ->
		kind[said] = k0; by[said] = s; thread[said] = t; about[said] = i; knew[said] = x; came[said] = false;
		said++
	:: else
	fi;
	printf("@ say %d %e %d %d\n", s, k0, t, ok);
	check()
}

inline carry(s)
{
	printf("@ carry %d\n", s);
	i = 0;
	do
	:: i < said -> came[i] = came[i] || by[i] == s; i++
	:: else -> break
	od;
	check()
}

#ifdef TRACE	/* what ends a call is rarer, so that much happens before it */
#define MAY_END (said > 6)
#else
#define MAY_END true
#endif

init
{
	d_step { check() };
	do
	:: atomic {
		said < SAYS ->
		if :: me = 0 :: me = 1 fi;
		if :: what = ask :: MAY_END -> what = other :: what = accept :: MAY_END -> what = decline :: MAY_END -> what = withdraw
		   :: what = token :: what = readback :: what = start :: what = tell fi;
		if :: where = me :: what != ask -> where = 1 - me fi;
		d_step { say(me, what, where); me = 0; what = ask; where = 0 }
	   }
	:: d_step { carry(0) }
	:: d_step { carry(1) }
	od
}
