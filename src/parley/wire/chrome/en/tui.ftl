### Words of the terminal, in English.

## Strip

tui-live = LIVE
tui-drill = DRILL DRILL DRILL
tui-no-seat = no seat: reading only
tui-nothing-heard = The node has told nothing yet.
tui-link-up = { $party }: link up ({ $bearers })
tui-link-down = { $party }: LINK DOWN
tui-watch-unknown = { $party } watch: not said
tui-watch-there = { $party } watch: there
tui-watch-on-call = { $party } watch: on call, { $minutes } min
tui-not-confirmed = not yet confirmed: { $number }, oldest { $oldest }
tui-last-known = last known
tui-record = record { $number }
tui-right-to-left = right to left, as stored

## Desk

tui-owes-ours = WE OWE
tui-owes-theirs = { $debtor } OWES
tui-nothing-to-acknowledge = Nothing here waits for an acknowledgement.
tui-nothing-to-answer = Nothing here can be answered.
tui-asking-node = Asking the node ...
tui-roger = ROGER for { $name }:
tui-in-record = in the record as { $name };
tui-received = received by the node of { $parties }.
tui-not-received = not yet received by their node.
tui-outcome-unknown = The node did not answer: whether this was said is not known. Look at the thread before you say it again. Nothing is said again by itself.

## Alarms

tui-alarm-keys = [Enter opens, X silences]
tui-alert-unheard = the node of this side is silent since { $at }
tui-face-unheard = NODE NOT ANSWERING for { $seconds } s. What stands here is of { $at }; nothing can be said. Use the other seat. { $fault }
tui-face-down = It waits here and leaves by itself.
tui-face-held = Draft { $number } leaves in { $left }. Esc stops it.
tui-heard-again = The node answers again.
tui-seen = seen
tui-seen-by-all = Acknowledged for all seats: its bell ends, its clock goes on.
tui-ended = ended

## Compose

tui-unfinished = unfinished:
tui-form-title = { $act } to { $to }, { $realm }
tui-not-whole = Not whole yet:
tui-not-whole-yet = It is not whole yet, or the node does not answer: it stays a form.
tui-not-kept = NOT KEPT:
tui-goes-alone = One officer releases it: Ctrl Enter or Ctrl J, then some seconds in which Esc stops it.
tui-goes-by-draft = Another seat releases it (officers: { $number }): Ctrl Enter or Ctrl J makes a draft of it.
tui-leaves-in = Leaves in { $left }. Nothing is sent yet. Esc stops it.
tui-stopped = Stopped. Nothing was sent.
tui-passed-on = Draft { $number } is kept; nothing is sent. Another seat releases it: D here at its terminal, or parley draft release { $folder } { $number }
tui-form-kept = Kept as an unfinished form: C shows it, at every seat.
tui-takes-many = several, with | between

## Drafts

tui-draft-is = Draft { $number }: { $state }.
tui-confirm-precedence = Release draft { $number }: press the letter of its precedence as you read it, Z O P R. Any other key: not released.
tui-not-released = Not released.

## Plain

tui-plain-begins = { $line }: as the node tells it, line by line. Ctrl C ends it.
tui-more-than-told = More came than is told here: see parley list.

## Keys

tui-foot-desk = J K move | O open | A roger | S standby | U unable | R reply | C compose | ?
tui-foot-alarms = J K move | O open | A seen | X silence 30 s | Esc back | ? keys
tui-foot-calls = J K move | 1 desk | C then H asks for a call | Esc back | ? keys
tui-foot-drafts = J K move | V review | G release | Esc stop or back | ? keys
tui-foot-keys = J K move | Esc back
tui-foot-pick = letter or J K and Enter | Esc back
tui-foot-form = Tab next field | Ctrl Enter (Ctrl J) sign | Esc keep and leave
tui-keys-everywhere = Everywhere
tui-key-desk = desk
tui-key-calls = calls board
tui-key-alarms = alarms
tui-key-drafts = drafts
tui-key-top-alarm = open the top alarm
tui-key-silence = silence what rings, 30 s
tui-key-compose = compose; then a letter: F flight, X exercise, M launch, G movement, N naval, I incident, Q query, H call, T text
tui-key-keys = this page
tui-key-back = stop a draft that is about to leave; else back
tui-key-quit = leave; nothing is lost
tui-key-down = next (also arrow down)
tui-key-up = previous (also arrow up)
tui-key-earlier = earlier part of the thread
tui-key-later = later part of the thread
tui-key-open = the thread on the whole screen
tui-key-acknowledge = acknowledge the open item (ROGER)
tui-key-standby = STANDBY: an answer will follow
tui-key-unable = UNABLE, with its reason
tui-key-reply = answer: choose how
tui-key-escalate = take a rung of the agreed ladder
tui-key-open-alarm = open what it is about
tui-key-seen = acknowledge it, for all seats; what is owed stays owed
tui-key-review = reviewed: read and found good
tui-key-release = release; the next key is its precedence
tui-key-next-field = next field (also Enter)
tui-key-sign = release after its hold, or make a draft of it (also Ctrl J, Ctrl S)
tui-key-form-back = stop what is about to leave; else keep and leave
