### Words of every page, in English.

quotation-marks = “”‘’
skip = Skip to content
live = Live
live-means = Everything sent here enters the joint record. Releasable to { $parties }.
drill = DRILL DRILL DRILL
drill-means = A drill of the line itself. Nothing here is a statement by either government.
screen-desk = Desk
screen-thread = Thread
sign-in = Sign in
sign-out = Sign out
seat = Seat
fault = This was not done
sign-in-link = Take the seat { $seat } by the link that the node printed. It is good for one sign-in.
link-used = This link was used already, or never made. Ask for a new one.
nothing-here = Nothing here.
nothing-open = Nothing is open.
move-flash = Flash
move-ours = Our move
move-theirs = Their move
move-none = No action open
screens = Screens
