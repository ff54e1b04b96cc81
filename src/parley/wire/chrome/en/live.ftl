### Words of desk, thread, strip, alarms and keys, in English.

## Kinds


## What is owed

owed-reply = answer
owed-promised-reply = promised answer
owed-call-answer = answer to the call request
owed-agreed-points-in-effect = agreed points in effect
owed-follow-up-of-a-call = follow-up of the call
owed-meeting-answer = answer on the meeting
owed-acknowledgement = acknowledgement
owed-clarification = clarification
owed-presence-answer = answer on presence
owed-post-launch-report = post-launch report
owed-review = review
owed-watch = answer to watch checks
owed-call = call

## Desk and thread

to-party = to { $party }
from-party = from { $party }
owes = { $party }: { $what }
owes-big = { $party } owes: { $what }
nobody-owes = Nobody owes anything
clock-not-running = the clock starts when the node there has stored it
standing-unanswered = unanswered
standing-not-known-line-down = not known, line down
said-last = { $kind }, { $at }
more-threads = { $count } more, in the record
choose-thread = Choose a thread: J and K move, Enter opens.
field = Field
sentence = As signed
written-in = written in { $language }
translation-by = Translation ({ $grade }) by { $party }, { $at }
not-translated = Nobody has translated it yet.
numbered = number { $number } of the joint record
not-numbered = has no number in the joint record yet
pq-pending = post-quantum seal pending
disowned = disowned: signed by a stolen key
refused-here = not accepted here: { $code }
refused-there = { $party } did not accept it: { $code }
not-confirmed = not yet confirmed by { $party }
delivery = Delivery
drafted = Drafted
released = Released
seats = { $first } and { $second }
at-party = at { $party }
if-nothing-happens = If nothing happens
next-due = time is up for { $party }: { $what }; it stands in the record as unanswered
next-rung = { $role } takes it up on both sides ({ $party }: { $what })
nothing-comes = Nothing comes by itself.
acts = What you can do
ack-opened = Tell them that it is open here
ack-read = Acknowledge as read
ack-understood = Understood, in other words
ack-not-understood = Not understood
ack-passed = Passed to a role
which-fields = Which fields
paraphrase = In other words
say-reply = Answer
say-yes = Yes
say-no = No
say-holding = Holding reply (the clock runs on)
say-cannot = Unable to answer
why = Why
text = Text
text-if-any = Text, if any
promised-by = Promised by (UTC), if you promise
escalate-now = Escalate now
correct-or-cancel = Correct or cancel
print-entry = Print
no-role = This seat has no role in the agreement under which it could acknowledge: { $seat }.
opened-means = Opening is not acknowledging.
send = Send
clause = Clause: { $clause }
back-to-desk = Back to the desk

## Strip and foot

line-end = Deconfliction line, { $party } end
link-and-paths = Link and carriers
link-up = { $party } reached
link-lost = { $party } not reached
heard = heard { $seconds } s ago
never-heard = not heard in this run
down-since = since { $at }
carrier-up = up
carrier-lost = down
carrier-off = switched off here
last-known = last known
watch-of = Watch of { $party }
watch-present = there, { $at }
watch-silent = silent at the last check
watch-not-known = not known, line down
watch-not-due = no check was due yet
watch-ours-silent = ours was silent at the last check
on-call = on call, { $minutes } min
next-check = Next check
next-check-by = { $at }, sent by { $party }
no-check-agreed = none is agreed
joint-record = Joint record
record-numbered = { $number } numbered
exposure = not yet confirmed by the other side: { $number }, oldest { $age }
clocks = Clocks
clock-suspect = clock suspect: { $party } is ahead of ours
clock-changes = local time changes in { $days } days
sound-armed = Sound armed, heard { $at }
sound-on-not-heard = Sound runs; nobody said that it was heard
sound-not-armed = Sound not armed
sound-needs-script = Sound needs scripts; the node's annunciator rings without them
sound-try = Play the tone
sound-heard = I heard it

## Link and console

page-stale = This page has not heard from the node for 12 s
page-stale-todo = What stands here may be old. Nothing can be sent from it. Use the other seat or the terminal; it goes on by itself when the node answers.
page-signed-out = The node asks who you are
link-down-bar = Link to { $party } down. Nothing you send is arriving.
link-down-todo = { $number } not confirmed; they go in order when the link returns. Use the telephone card.
without-contact = without contact

## Alerts

alerts = Alarms
alert-alarm = Alarm
alert-warning = Warning
alert-caution = Caution
alert-acknowledge = Acknowledge the alarm
alert-open = Open
alert-silence = Silence 30 s
alert-silenced = silent for { $seconds } s
alert-also = Also: { $number } more, { $unacknowledged } not acknowledged
alert-list = All alarms
alert-none = No alarms.
alert-acknowledged = acknowledged by { $seat }, { $at }
alert-collapsed = { $count } alarms: { $cause }
to-deadline = to the deadline
past-deadline = past the deadline
screen-alerts = Alarms
cause-flash-in = FLASH from { $party }
do-flash-in = Open it and acknowledge as read.
then-flash-in = It sounds here until an officer takes it; the other side sees that nobody has read it.
cause-immediate-in = IMMEDIATE from { $party }
do-immediate-in = Open it and acknowledge as read.
then-immediate-in = After 5 min it becomes an alarm.
cause-priority-in = PRIORITY from { $party }
do-priority-in = Open it.
then-priority-in = It stays on the desk.
cause-ours-late = Our time has passed: { $what }
do-ours-late = Answer, or send a holding reply.
then-ours-late = It stands in the record as unanswered, and the agreed ladder is climbed.
cause-ours-soon = Our time is nearly up: { $what }
do-ours-soon = Answer, or send a holding reply.
then-ours-soon = When the time has passed it becomes an alarm and stands in the record.
cause-theirs-late = { $party } has not answered: { $what }
do-theirs-late = Call their watch by telephone.
then-theirs-late = The agreed ladder is climbed.
cause-link-down = Link to { $party } down
do-link-down = Use the telephone card; look at the carriers.
then-link-down = What you send waits in the outbox.
cause-path-lost = A carrier to { $party } is down
do-path-lost = Have the carrier looked at.
then-path-lost = The line lives on by the others.
cause-watch-silent = The watch of { $party } did not answer the last check
do-watch-silent = Send a check now, or call by telephone.
then-watch-silent = After the next missed check the agreed ladder begins.
cause-watch-ours = Our watch did not answer the last check
do-watch-ours = Answer the check on the desk.
then-watch-ours = The other side's ladder begins.
cause-check-overdue = The agreed watch check was not made
do-check-overdue = Send a check.
then-check-overdue = It stands in the availability ledger as not known.
cause-draft-waits = A draft waits for a releaser
do-draft-waits = Read it and release it, or void it.
then-draft-waits = It does not leave.
cause-fault = The node reports: { $what }
do-fault = Look the code up in docs/errors.md and do what it says.
then-fault = It stays here until an officer takes it.
title-alarms = ({ $count } { $precedence })

## Keys and palette

keys = Keys
keys-on = Single-key shortcuts are on
keys-off = Single-key shortcuts are off
keys-switch = Switch single keys off or on
close = Close
palette = Command, reference, subject
palette-empty = Nothing is called so.
palette-thread = thread
palette-screen = screen
palette-act = act
page-again = Load again

## Keys, by act

key-screen = a screen, as numbered in the rail
key-next = next thread
key-previous = previous thread
key-open = open the first alarm
key-acknowledge = acknowledge the open thread as read
key-reply = answer
key-standby = holding reply
key-unable = unable to answer
key-escalate = escalate now
key-compose = compose
key-voice = voice to their watch
key-log = own log
key-map = show on the map
key-print = print
key-check = send a watch check
key-take = acknowledge the first alarm
key-silence = silence for 30 s
key-search = search
key-help = these keys
key-palette = command palette
key-send = send the form under the cursor
key-close = close what lies over the page
screen-palette = Commands
