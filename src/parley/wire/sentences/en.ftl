### What the line says, in English (docs/templates.md).

## Marks and lists

# Outer marks open and close, inner marks open and close.
quotation-marks = “”‘’
original = ({ $language }): “{ $text }”{ $ended ->
        [yes] { "" }
       *[no] .
    }
quoted = “{ $text }”
joined = { $first }, { $next }
from-to = { $author } → { $addressee }: { $said }

## Denials: whatever is denied stands here, and nowhere else (docs/templates.md)

negation-words = no not none nothing nobody never neither nor without cannot
-not-accepted = not accepted
-not-agreed = No points were agreed.
-not-agreed-to = not agreed to
-not-any = none
-not-armed = It bears no charge
-not-authorised = without authority
-not-available = the principal is not available
-not-checked = checked by nobody
-not-given = no reason is given
-not-here = not here
-not-identified = not identified
-not-known = not known
-not-launched = not launched
-not-meant = meant by nobody
-not-or-so = yes or no
-not-possible = cannot answer
-not-promised = no time is promised
-not-public = nothing is said in public
-not-read-back = Nothing was read back.
-not-reviewed = not reviewed
-not-right-level = the level is not the right one
-not-said = not said
-not-so = no
-not-stated = the nature of the hazard is not given
-not-taken = not taken for want of room
-not-there = not there
-not-understood = not understood
-not-understood-there = Not understood

## Quantities

distance = { $km } km ({ $nm } NM, { $mi } mi)
flight-level = { $level } ({ $ft } ft, { $m } m)
position = { $lat } { $lat-side ->
        [south] S
       *[north] N
    } { $lon } { $lon-side ->
        [west] W
       *[east] E
    }
near = { $km } km · { $nm } NM from { $border }
border-of = the border of { $country }
span = { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h { $minutes } min
    }
point =
    { $distance ->
        [absent] { "" }
       *[given] { $distance } from the border of { $country },
    }
    at { $at_ms }{ $position ->
        [absent] { "" }
       *[given] , position { $position }
    }
aircraft-count = { $aircraft ->
        [one] { $aircraft } aircraft
       *[other] { $aircraft } aircraft
    }

## Sentences shared by kinds

about = { $subject ->
        [absent] { "" }
       *[given] On entry { $subject }.
    }
claim = { $point ->
        [absent] { "" }
       *[given] Claimed by the author: { $point }.
    }
also = { $text ->
        [absent] { "" }
       *[given] Text { $text }
    }

## Kinds

flight-notice =
    flight notice. { aircraft-count }{ $aircraft_type ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_type-quoted })
    } between { $fl_min } and { $fl_max }, from { $from_ms } to { $until_ms }. Area { $area }
    { $closest ->
        [absent] { "" }
       *[given] Closest point, as declared: { $closest }.
    }
    .subject = Flight: { aircraft-count }, { $from_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
query =
    query: an explanation is asked for. { about } Text { $text } { claim }
    .subject = Query{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
holding-reply =
    holding reply ({ $promised_ms ->
        [absent] { -not-promised }
       *[given] by { $promised_ms }
    }): an answer will follow. Text { $text }
reply =
    answer. Text { $text } { claim }
acknowledgement =
    acknowledgement by the { $seat }: entry { $of }: { $level ->
        [understood] understood. In other words { $paraphrase }
        [not-understood] { -not-understood } in { $slots-count ->
            [one] field
           *[other] fields
        } { $slots }.
       *[read] read by watch.
    }
watch-check =
    watch check by the { $seat }, { $scheduled_ms ->
        [absent] out of turn
       *[given] scheduled for { $scheduled_ms }
    }. Please read back: { $challenge }.
    .subject = Watch check { $challenge }
watch-answer =
    answer to the watch check by the { $seat }. Read back: { $challenge }.
call-request =
    call request for the pairing { $pairing }. Topic { $topic } Proposed: { $slots_ms }.
    Language of the call: { $call_language }. Interpreters: { $interpreter ->
        [ours] brought by the asking side
        [yours] asked of the other side
        [both] one from each side
       *[none] { -not-any }
    }.
    { $reply_within_min ->
        [absent] { "" }
        [one] An answer is asked for within { $reply_within_min } minute.
       *[other] An answer is asked for within { $reply_within_min } minutes.
    }
    .subject = Call request: { $pairing }
call-answer =
    { $answer ->
        [accepted] the call is accepted for { $at_ms }.
        [other-time] another time is proposed for the call: { $at_ms }.
       *[declined] the call is declined; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] authorisation is needed
            [wrong-level] { -not-right-level }
            [topic] the reason is the topic
            [timing] the reason is the timing
            [atmosphere] the reason is the atmosphere
           *[none-given] { -not-given }
        }.
    }
    { $role ->
        [absent] { "" }
       *[given] By the { $role }.
    }
    { also }
plain-statement =
    { $assertion ->
        [assertion] assertion
        [denial] denial
       *[statement] statement
    }. { about } Text { $text }
    .subject =
        { $assertion ->
            [assertion] Assertion
            [denial] Denial
           *[statement] Statement
        }
exercise-notice =
    exercise notice: { $exercise ->
        [strategic] exercise of strategic forces
        [land] exercise of land forces
        [naval] exercise of naval forces
        [air] exercise of air forces
       *[other] exercise
    }. Name { $name } From { $from_ms } to { $until_ms }. Area { $area }
    { $troops ->
        [absent] { "" }
       *[given] Persons: { $troops }.
    }
    { $aircraft ->
        [absent] { "" }
       *[given] Aircraft: { $aircraft }.
    }
    { $ships ->
        [absent] { "" }
       *[given] Ships: { $ships }.
    }
    { also }
    .subject = Exercise { $name-quoted }, { $from_ms }
movement-notice =
    movement notice: { $movement ->
        [naval-transfer] transfer of naval craft
        [equipment] movement of equipment
       *[troops] movement of troops
    }. What { $what }
    { $number ->
        [absent] { "" }
       *[given] Number: { $movement ->
            [naval-transfer] { $number } craft
            [equipment] { $number ->
                [one] { $number } piece
               *[other] { $number } pieces
            }
           *[troops] { $number ->
                [one] { $number } person
               *[other] { $number } persons
            }
        }.
    }
    { $from_ms ->
        [absent] { "" }
       *[given] Leaves { $from_ms }.
    } Arrives { $arrives_ms }. Place { $place }
    { $position ->
        [absent] { "" }
       *[given] Position { $position }.
    }
    { $recipient ->
        [absent] { "" }
       *[given] For { $recipient-country }.
    }
    .subject = Movement: { $what-quoted }, { $arrives_ms }
hazard-notice =
    hazard notice: { $hazard ->
        [gunnery] gunnery
        [missiles] missiles
        [mines] mines
        [other] a hazard of another kind
       *[not-stated] { -not-stated }
    }. From { $from_ms } to { $until_ms }. Area { $area }
    { $centre ->
        [absent] { "" }
       *[given] Within { $radius_m } of { $centre }.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] Up to { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Public warning { $warning }
    }
    .subject = Hazard, { $from_ms } to { $until_ms }: { $area-quoted }
incident-report =
    incident report: { $incident ->
        [explosion] an explosion
        [collision] a collision
        [dangerous-approach] a dangerous approach
        [border-crossed] a border was crossed
        [weapon-fired] a weapon was fired
        [interference] interference with command networks
       *[other] an incident
    }. As reported: { $point }. Text { $text }
    { $forces ->
        [absent] { "" }
       *[given] Forces { $forces }
    }
    { $dead ->
        [absent] { "" }
       *[given] Dead: { $dead }.
    }
    { $injured ->
        [absent] { "" }
       *[given] Injured: { $injured }.
    }
    .subject =
        { $incident ->
            [explosion] Explosion
            [collision] Collision
            [dangerous-approach] Dangerous approach
            [border-crossed] Border crossed
            [weapon-fired] Weapon fired
            [interference] Interference
           *[other] Incident
        }{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
protest =
    protest. { about } Text { $text }
    .subject = Protest
free-text =
    free text. Title { $title }
    { $reference ->
        [absent] { "" }
       *[given] Reference { $reference }
    }
    Text { $text }
    .subject = { $title-quoted }
call-held =
    the call was held from { $from_ms } to { $until_ms } { $ending ->
        [interrupted] and was interrupted
       *[completed] to its end
    }.
    { $points ->
        [absent] { -not-agreed }
       *[given] { $points }
    }
    { $effective_ms ->
        [absent] { "" }
       *[given] In effect from { $effective_ms }.
    }
    { $follow_up ->
        [absent] { "" }
       *[given] Follow-up { $follow_up }
    }
    { $next_ms ->
        [absent] { "" }
       *[given] It is due at { $next_ms }.
    }
call-held-points = Agreed point { $number } { $item }
confirmation =
    the account in entry { $of } is { $verdict ->
        [amended] amended
        [disputed] disputed
       *[confirmed] confirmed
    }. { also }
readout =
    readout ({ $publicity ->
        [reactive-only] said only if asked
        [embargo] under embargo until { $embargo_until_ms }
        [separate-readouts] separate readouts
        [joint-readout] joint readout
       *[private] private, { -not-public }
    }). Text { $text }
call-taken =
    the call request { $role ->
        [absent] was received by the { $seat }
       *[given] was received by the { $seat } and referred to: { $role }
    }.
    { $by_ms ->
        [absent] { "" }
       *[given] An answer is promised by { $by_ms }.
    }
call-level =
    { $move ->
        [escalated] since the call request stands open, the call is now sought at the level: { $pairing }.
       *[proposed] another level is proposed for the call: { $pairing }.
    }
    { $request ->
        [absent] { "" }
       *[given] The call request there is entry { $request }.
    }
    { also }
call-deferral =
    the answer to the call request is put off until { $by_ms }. { also }
call-withdrawal =
    the call request is withdrawn. { also }
call-token =
    token for the call of { $at_ms }, issued by the { $seat }: { $token }.
call-readback =
    read back of the token by the { $seat }: { $digits }.
call-mark =
    { $mark ->
        [started] the call started
        [interrupted] the call was interrupted
        [resumed] the call went on
        [ended] the call ended
        [in-effect] what was settled in the call is in effect
       *[followed-up] the follow-up of the call took place
    }, { $at_ms }.
telephone-contact =
    telephone contact at { $at_ms }{ $entered ->
        [line-was-down] ; entered later, since the line was down
       *[at-once] { "" }
    }. By: { $caller }, { $caller_seat }. To: { $called }, { $called_seat }. Passed { $passed }
    { $read_back ->
        [absent] { -not-read-back }
       *[given] Read back { $read_back }
    }
    .subject = Telephone contact, { $at_ms }

flight-summary =
    summary of flights from { $from_ms } to { $until_ms }: { $flights ->
        [one] { $flights } flight
       *[other] { $flights } flights
    }{ $aircraft_types ->
        [absent] { "" }
       *[given] { " " }({ $aircraft_types-quoted })
    }. Area { $area }
    { $closest ->
        [absent] { "" }
       *[given] Closest point of all, as declared: { $closest }.
    }
    { $transponder ->
        [on] Transponders on.
        [off] Transponders off.
        [partly] Transponders on in part of the flights.
       *[not-stated] Transponders: { -not-said }.
    }
    { $escorted ->
        [absent] { "" }
       *[given] Escorted by the other side: { $escorted }.
    }
    { $tracks ->
        [absent] { "" }
       *[given] { $tracks }
    }
    .subject = Flights, { $from_ms } to { $until_ms }{ $closest-near ->
            [absent] { "" }
           *[given] , { $closest-near }
        }
flight-summary-tracks = Track { $number }: { $item }.
launch-notice =
    launch notice: { $vehicle ->
        [ballistic-missile] ballistic missile
        [space-launch-vehicle] space launch vehicle
        [cruise-missile] cruise missile
        [other] a vehicle of another kind
       *[not-stated] class of vehicle { -not-said }
    }{ $name ->
        [absent] { "" }
       *[given] { " " }({ $name-quoted })
    }. Window from { $from_ms } to { $until_ms }. Launch area { $area }
    { $site ->
        [absent] { "" }
       *[given] Launch site { $site }.
    }
    { $azimuth_deg ->
        [absent] { "" }
       *[given] Direction { $azimuth_deg }° from north.
    }
    { $impact ->
        [absent] { "" }
       *[given] Impact area { $impact }
    }
    { $centre ->
        [absent] { "" }
       *[given] Impact within { $radius_m } of { $centre }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Public warning { $warning }
    }
    .subject = Launch, { $from_ms } to { $until_ms }: { $area-quoted }
launch-report =
    post-launch report: { $result ->
        [launched] launched at { $at_ms }
        [failed] launched at { $at_ms } and failed
       *[not-launched] { -not-launched }
    }. { also }
naval-notice =
    naval notice: { $purpose ->
        [port-call] port call
        [passage] passage
        [operation] operation
       *[other] movement of ships
    }. { $ships ->
        [one] { $ships } ship
       *[other] { $ships } ships
    }{ $ship_type ->
        [absent] { "" }
       *[given] { " " }({ $ship_type-quoted })
    }{ $hulls ->
        [absent] { "" }
       *[given] , hull numbers { $hulls-quoted }
    }. From { $from_ms } to { $until_ms }. Place { $place }
    { $position ->
        [absent] { "" }
       *[given] Position { $position }.
    }
    .subject = Ships, { $from_ms }: { $place-quoted }
airspace-notice =
    notice of closed airspace. From { $from_ms } to { $until_ms }. Area { $area }
    { $centre ->
        [absent] { "" }
       *[given] Within { $radius_m } of { $centre }.
    }
    { $fl_min ->
        [absent] { "" }
       *[given] From { $fl_min } up.
    }
    { $fl_max ->
        [absent] { "" }
       *[given] Up to { $fl_max }.
    }
    { $warning ->
        [absent] { "" }
       *[given] Public notice { $warning }
    }
    .subject = Closed airspace, { $from_ms } to { $until_ms }: { $area-quoted }
humanitarian-notice =
    humanitarian notice: { $humanitarian ->
        [convoy] a convoy
       *[site] a site
    } is to be spared. From { $from_ms } to { $until_ms }. What { $what }
    { $humanitarian ->
        [convoy] Route { $place }
       *[site] Place { $place }
    }
    { $position ->
        [absent] { "" }
       *[given] Position { $position }.
    }
    { $vehicles ->
        [absent] { "" }
       *[given] Vehicles: { $vehicles }.
    }
    { $markings ->
        [absent] { "" }
       *[given] Markings { $markings }
    }
    { $persons ->
        [absent] { "" }
       *[given] Persons: { $persons }.
    }
    .subject =
        { $humanitarian ->
            [convoy] Convoy
           *[site] Site
        } to be spared, { $from_ms }: { $place-quoted }
cancellation =
    cancellation: what this thread announces is taken back. { also }
correction =
    correction: entry { $of } was wrong. It is to say: { $says }
doubt =
    { $sort ->
        [disputed] disputed: entry { $of }
       *[position-doubtful] position doubtful: entry { $of }
    }{ $item ->
        [absent] { "" }
       *[given] , track { $item }
    }.
    { $point ->
        [absent] { "" }
       *[given] As we have it: { $point }.
    }
    { also }
clarification =
    its author stands by what entry { $of } asks about. { also }
progress =
    by the { $seat }: entry { $of }: { $step ->
        [passed] passed to { $role }
        [seen] seen by principal: { $role }
       *[opened] opened
    }.
cannot-answer =
    { -not-possible } ({ $why ->
        [not-known] the answer is { -not-known }
        [needs-authorisation] authorisation is needed
        [not-ours] another authority is to be asked
        [secret] it is secret
       *[none-given] { -not-given }
    }). { also }
question =
    question, to be answered with { -not-or-so }. { about } Text { $text } { claim }
    .subject = Question{ $point-near ->
            [absent] { "" }
           *[given] , { $point-near }
        }
yes-no =
    answer: { $answer ->
        [yes] yes
       *[no] { -not-so }
    }. { also }
follow-up =
    follow-up to the query. Text { $text } { claim }
meeting-request =
    a meeting about the query is asked for. Text { $text } Proposed: { $slots_ms }.
    { $place ->
        [absent] { "" }
       *[given] Place { $place }
    }
meeting-answer =
    { $answer ->
        [accepted] the meeting is accepted for { $at_ms }.
        [other-time] another time is proposed for the meeting: { $at_ms }.
       *[declined] the meeting is declined; { $reason ->
            [not-available] { -not-available }
            [needs-authorisation] authorisation is needed
            [wrong-level] { -not-right-level }
            [topic] the reason is the topic
            [timing] the reason is the timing
            [atmosphere] the reason is the atmosphere
           *[none-given] { -not-given }
        }.
    }
    { also }
accident-report =
    ACCIDENT, { -not-meant }: { $accident ->
        [missile] a missile
        [rocket-or-shell] a rocket or shell
        [uncrewed-aircraft] an uncrewed aircraft
        [crewed-aircraft] a crewed aircraft
        [other] an object of another kind
       *[not-known] an object { -not-known } as yet
    } has left at { $at_ms }. { $armed ->
        [unarmed] { -not-armed }.
        [armed] It bears a charge.
       *[not-known] Whether it bears a charge is { -not-known }.
    }
    { $towards ->
        [absent] { "" }
       *[given] Towards the territory of { $towards-country }.
    }
    { $position ->
        [absent] Position to follow.
       *[given] Position { $position }.
    }
    { also }
    .subject = ACCIDENT, { $at_ms }
presence-query =
    presence query: is the { $role } at the machine? { $text ->
        [absent] Please answer.
       *[given] Text { $text }
    }
    .subject = Presence query: { $role }
presence-answer =
    answer to the presence query: { $presence ->
        [here] here
        [on-the-way] on the way{ $by_ms ->
            [absent] { "" }
           *[given] , here by { $by_ms }
        }
        [not-here] { -not-here }
       *[not-said] { -not-said }
    }.
suspension =
    suspension from { $from_ms } on, ordered by: { $ordered_by }. Suspended: { $templates ->
        [absent] all templates
       *[given] { $templates }
    }, { $direction ->
        [ours] as sent by this side
        [yours] as sent to this side
       *[both] in both directions
    }. To be reviewed { $review_ms }. Emergency notices, heartbeats and the record go on. { also }
    .subject = Suspension from { $from_ms }
resumption =
    what was suspended goes on again from { $from_ms } on, ordered by: { $ordered_by }. { also }
translation =
    { $grade ->
        [sight] sight translation
        [rough] rough translation
        [official] official translation
       *[machine] machine translation, { -not-checked }
    } of entry { $of }; the original rules. Text { $text }
deferral =
    another time is proposed for what is due for entry { $of }: { $due_ms }. { also }
deferral-answer =
    the other time proposed in entry { $of } is { $answer ->
        [yes] agreed to
       *[no] { -not-agreed-to }
    }.
escalated =
    what is owed for entry { $of } is { -not-there }: { $lacks ->
        [reply] the reply
        [acknowledgement] that a person has read it
        [call] the call
       *[watch] a person at the watch
    }. Rung { $rung } of the agreed ladder: { $takes }{ $channel ->
        [absent] { "" }
       *[given] ; told by { $channel } too
    }.
coded-message =
    coded message { $word ->
        [signal] SIGNAL { $phrase }, on entry { $of }: { $phrase ->
            [1] received and understood
            [2] do you understand? Please acknowledge
           *[3] received, { -not-understood }
        }
       *[accident] ACCIDENT { $phrase }: { $phrase ->
            [1] an accident with a nuclear weapon of ours has happened; it may detonate
            [2] a nuclear weapon of ours may be used { -not-authorised }
            [3] our warning systems see objects that are { -not-identified }
            [4] our warning systems, or the communications that serve them, are being interfered with
            [5] a nuclear incident has happened; its cause is { -not-known }
           *[6] what was reported by this word has passed
        }
    }.
    .subject = Coded message { $word ->
            [signal] SIGNAL
           *[accident] ACCIDENT
        } { $phrase }

## The ladder: how far word has come; none of it is agreement

ladder-stored = Stored by node
ladder-opened = Opened
ladder-read = Read by watch
ladder-understood = Understood
ladder-not-understood = { -not-understood-there }
ladder-passed = Passed to { $role }
ladder-seen = Seen by principal: { $role }

## Checklists, private to a side

checklist-tell-other-side = Tell the other side.
checklist-pass-to-commander = Pass it to the commander who can act.
checklist-stop-what-adds = Stop what could add to it.
checklist-confirm-position = Have positions confirmed by a second source.
checklist-save-evidence = Save recordings, tracks and logs.
checklist-correct-report = Correct the report where it was wrong.
checklist-tell-public = Settle with the other side what is said in public.
checklist-send-position = Send the position as soon as it is known.
checklist-stop-further = Stop whatever else could leave in the same way.
checklist-offer-call = Offer a call between principals.

## What this node refuses to release

fault-slot-range = A value is outside its limits.
fault-text-controls = A text holds hidden control or direction characters.
fault-class-refused = This kind belongs in another traffic class.
fault-precedence-refused = This kind allows other precedences only.
fault-body-malformed = What was entered breaks the form of its kind.
fault-template-not-in-force = The agreement keeps this side from sending this kind.
fault-template-unreviewed = A linguist has yet to pass the wording of this kind, as the agreement asks.
fault-suspended = This kind is suspended in this direction.
fault-silence-ordered = Silence is ordered: only emergencies leave, or what has its reason typed.
fault-officers-needed = More officers have to release this.
fault-lead-time-short = It begins sooner than the agreed lead time allows.
fault-seat-unknown = The role is missing from the agreement.
fault-addressee-unknown = The addressee is missing from the agreement.
fault-call-slot-past = A time proposed for the call has passed.
fault-call-unauthorised = The authority of this role leaves out this pairing.
fault-call-withdrawn = The side that asked has withdrawn its call request.
fault-call-crossed = Both sides asked at once: the call goes on in the earlier request.
fault-call-over = The call request has its answer.
fault-call-not-yours = The other side has the move.
fault-call-time-unknown = The accepted time differs from those proposed.
fault-call-token-misread = The digits differ from the half of the token that is yours.
fault-call-token-missing = A token has yet to be issued for the call.
fault-call-token-time = The token is for another time than the accepted one.
fault-call-token-stale = The time of the token is over.
fault-call-not-authenticated = Both watches have yet to read back their halves of the token.
fault-call-begun = The call has begun.
fault-call-not-begun = The call has yet to start.
fault-call-interrupted = The call was interrupted.
fault-call-ended = The call has ended.
fault-call-token-read = This side has read back its half of the token.
fault-call-not-agreed = A time for the call has yet to be agreed.
fault-release-own = Whoever writes a draft leaves its release to another.
fault-release-digest = The key signed another draft than this.
fault-release-key-unknown = The key is missing among those of this seat.
fault-release-key-revoked = The key was revoked.
fault-release-unproved = The agreement asks for the keys of more officers.
fault-draft-changed = The draft was changed after its release.
fault-pairing-unknown = The pairing is missing from the agreement.
fault-decline-bare = To decline, give a reason, or say that it stays unsaid.
fault-thread-unknown = The entry that it answers is missing here.
fault-not-yet-asked = The other side has yet to tell what it holds.

## What nodes write

liveness-lamp = { $bearer }: { $state ->
        [up] up
       *[down] down
    } since { $since_ms }
liveness-report = liveness report: the node of { $peer } is { $lamps ->
        [absent] down
       *[given] { $lamps }
    }.
refusal = entry { $entry } is held and { -not-accepted }
refusal-quota = entry { $entry } and what follows is { -not-taken }; it waits with its author
refusal-code = { $said }: { $meaning } [{ $code }]
refusal-unknown = { $said } [{ $code }]

## Of the wording itself

wording-reviewed = the wording was passed by { $by }, { $on }
wording-unreviewed = the wording is { -not-reviewed } by a linguist

## Countries, as they stand after "of" and "for"

territory-BLR = Belarus
    .border = the Belarusian border
territory-CAN = Canada
    .border = the Canadian border
territory-CHN = China
    .border = the Chinese border
territory-EST = Estonia
    .border = the Estonian border
territory-FIN = Finland
    .border = the Finnish border
territory-GEO = Georgia
    .border = the Georgian border
territory-GRC = Greece
    .border = the Greek border
territory-IND = India
    .border = the Indian border
territory-ISR = Israel
    .border = the Israeli border
territory-JPN = Japan
    .border = the Japanese border
territory-KOR = the Republic of Korea
    .border = the border of the Republic of Korea
territory-LTU = Lithuania
    .border = the Lithuanian border
territory-LVA = Latvia
    .border = the Latvian border
territory-MDA = Moldova
    .border = the Moldovan border
territory-NOR = Norway
    .border = the Norwegian border
territory-PAK = Pakistan
    .border = the Pakistani border
territory-POL = Poland
    .border = the Polish border
territory-PRK = the Democratic People's Republic of Korea
    .border = the border of the Democratic People's Republic of Korea
territory-ROU = Romania
    .border = the Romanian border
territory-RUS = Russia
    .border = the Russian border
territory-SWE = Sweden
    .border = the Swedish border
territory-SYR = Syria
    .border = the Syrian border
territory-TUR = Türkiye
    .border = the Turkish border
territory-UKR = Ukraine
    .border = the Ukrainian border
territory-USA = the United States
    .border = the border of the United States
manning =
    { $kept ->
        [on-call] our watch is on call.
       *[on-watch] our watch is there.
    }
    { $within_min ->
        [absent] { "" }
        [one] It is reachable within { $within_min } minute.
       *[other] It is reachable within { $within_min } minutes.
    }
    .subject = Watch: there, or on call
reached =
    whether word of entry { $of } has reached all on our side who are to know it: { $reached ->
        [yes] yes
       *[no] { -not-so }
    }.
