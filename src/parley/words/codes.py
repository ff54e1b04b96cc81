"""Every stable fault code, with its meaning and the next step: docs/errors.md is generated from this table."""

from __future__ import annotations

from parley.words.console_codes import CONSOLE
from parley.words.desk_codes import DESK
from parley.words.geo_codes import GEO
from parley.words.record_codes import OF_RECORDS, Code
from parley.words.track_codes import OF_TRACKS

CODES: dict[str, Code] = {
    # bytes from outside
    "cbor-malformed": Code(
        "The bytes are not in the strict deterministic encoding.", "Ask the sender to send it again."
    ),
    "cbor-limit": Code("The encoded item is longer, deeper or larger than its limit.", "Ask the sender to send less."),
    "cbor-unencodable": Code("A value of ours has no place in the strict encoding.", "Remove what is no text."),
    # keys and signatures
    "key-weak": Code(
        "The Ed25519 key has low order or is not canonical.", "Do not enrol it; ask for a new card in person."
    ),
    "key-malformed": Code("The bytes are not a public key of this suite.", "Ask for the card again."),
    "suite-unknown": Code("The suite is not known to this version.", "Upgrade, or ask for a card of a known suite."),
    "signature-bad": Code("The signature does not verify.", "Compare cards by voice, then ask for it again."),
    "seal-broken": Code("The sealed bytes do not open.", "Ask for them again; then compare cards and pair secrets."),
    # content and desk
    **DESK,
    **CONSOLE,
    # borders, places and volumes
    **GEO,
    # store
    "store-failed": Code(
        "The store could not say that the write is durable.", "Check disk and space; the node starts anew."
    ),
    "store-foreign": Code(
        "The store belongs to another line or another format.", "Point the command at the right home."
    ),
    "store-missing": Code("There is no store in this folder.", "Point the command at the right home, or make one."),
    "store-gap": Code("A row does not continue its feed.", "Report this: it is a defect of Parley."),
    "home-locked": Code("Another process keeps this home.", "Stop that process first, or use its socket."),
    "backup-exists": Code("The backup's file is there already.", "Name a file that is not there yet."),
    "backup-failed": Code("The backup could not be written.", "Check rights and space where it goes, then try again."),
    "home-unwritable": Code("The home cannot be written.", "Check rights and space of the folder."),
    "passphrase-wrong": Code("The passphrase does not open the key file.", "Type it again; mind the keyboard layout."),
    "passphrase-empty": Code(
        "An empty passphrase seals nothing.", "Choose one, or ask for an unsealed file by its flag."
    ),
    "passphrase-needed": Code("The key file is sealed under a passphrase.", "Give its passphrase."),
    "keyfile-unsealed": Code("The key file is not sealed, though it should be.", "Find out who replaced it."),
    "keyfile-damaged": Code("The key file is damaged or is not a key file.", "Restore it from its backup."),
    "key-exists": Code(
        "A key is there already and is never written over.", "Move the old key away by hand if you mean it."
    ),
    "key-missing": Code("The key file is not there.", "Point the command at the right home, or restore the key."),
    # bearers
    "port-busy": Code("The address is in use by another process.", "Stop that process or configure another port."),
    "pin-mismatch": Code("The other end showed another transport key than its card.", "Compare cards by voice."),
    "pin-refused": Code(
        "The other end does not take our transport key.", "Compare cards by voice: it may hold an old one."
    ),
    "transport-key-bad": Code(
        "The transport key and its certificate cannot be used.", "Restore the key from its backup."
    ),
    "address-unusable": Code(
        "The address cannot be listened on.", "Configure an address of this machine and a free port."
    ),
    "stranger-refused": Code("Somebody dialled in without a pinned certificate.", "Nothing to do; it is counted."),
    "strangers-many": Code(
        "So many strangers dial in that some were cut off unheard.",
        "Let only the peers' addresses through the firewall.",
    ),
    "way-silent": Code(
        "A connection brought nothing for too long and was closed.", "Nothing to do; the peer is dialled again."
    ),
    "packet-oversize": Code("The packet is larger than the bearer takes.", "Report this: it is a defect of Parley."),
    **OF_RECORDS,
    # the line
    "packet-malformed": Code("The packet is not in its form.", "Nothing to do; it is counted and dropped."),
    "packet-version": Code("The packet is of another version.", "Upgrade the older of the two nodes."),
    "packet-foreign": Code("The packet is of another line or pair.", "Nothing to do; it is counted and dropped."),
    "packet-unopened": Code("The packet does not open under its epoch's key.", "Nothing to do; it will be sent again."),
    "pair-secrets-differ": Code(
        "A packet of epoch 0 does not open: the pair secrets differ.", "Repeat the key ceremony for this pair."
    ),
    "epoch-unknown": Code(
        "The packet is of an epoch whose key is not here.", "Nothing to do; a new epoch is agreed by itself."
    ),
    "epochs-used-up": Code("Every epoch number has been used.", "Repeat the key ceremony for this pair."),
    "offer-foreign": Code(
        "The epoch offer is of another line, pair, suite or key.", "Compare the cards of both sides."
    ),
    "offer-malformed": Code("The epoch offer is not in its form.", "Nothing to do; it is dropped."),
    "accept-malformed": Code("The answer to an epoch offer is not in its form.", "Nothing to do; it is dropped."),
    "payload-malformed": Code("What the packet says is not in its form.", "Nothing to do; it is kept as evidence."),
    "payload-unknown": Code("The packet says something this version does not know.", "Upgrade this node."),
    "head-bad": Code(
        "A head does not verify over the entries it came with.", "It is kept as evidence; nothing else was taken."
    ),
    "body-bad": Code("A body does not open its entry's commitment.", "The entry is held and refused; ask its author."),
    "body-missing": Code("An entry came without its body.", "The entry is held and refused; ask its author."),
    "feed-forked": Code(
        "Two signed histories of one feed were shown.",
        "Keep the home as it is, its evidence proves it; speak to the other side in person.",
    ),
    "feed-cloned": Code(
        "Entries of this run's own feed came in that this run did not write.",
        "A second copy of this node runs: find and stop it.",
    ),
    "feeds-too-many": Code("A party opened more feeds than the limit.", "Ask it why its node starts so often."),
    "not-founded": Code(
        "The party has not signed the agreement on this line.", "Ask it to sign; compare the agreement's hash."
    ),
    "founding-differs": Code(
        "The party signed another agreement or another set of cards.", "Compare agreement and cards by hash."
    ),
    "not-yet-asked": Code(
        "This run has not yet heard what the other side holds.", "Wait for the line, or confirm with an officer's word."
    ),
    "seen-false": Code("An entry claims to have seen what never was.", "It moves nothing; it is kept as evidence."),
    "addressee-unknown": Code("An addressee is not a party of this line.", "Name parties as the agreement does."),
    # homes and lines
    "party-code": Code(
        "A party's code is a letter, then up to fifteen letters, digits or hyphens.", "Choose another code."
    ),
    "home-exists": Code("The folder is a home already.", "Choose another folder."),
    "alarms-malformed": Code(
        "The file that says who is called outside the console is not in its form.", "Correct it: docs/alarms.md."
    ),
    "alarm-target-unknown": Code("There is no such target.", "See which there are: parley alarm list."),
    "alarm-failed": Code(
        "An alarm did not leave.", "Try the target by itself, and install parley[alarms] if it lacks."
    ),
    "observed-malformed": Code(
        "The file of what the own desk counted is not in its form.", "Correct the named place in the file."
    ),
    **OF_TRACKS,
    "home-missing": Code("The folder is not a home.", "Make one with `parley init`."),
    "home-malformed": Code("A settings file of the home cannot be read.", "Restore it, or compare it with docs."),
    "line-unknown": Code(
        "The home has no line of that name.", "List its lines, or found one with `parley line propose`."
    ),
    "line-exists": Code("The home has a line of that name already.", "Choose another name."),
    "line-name": Code("A line's name is small letters, digits and hyphens.", "Choose another name."),
    "line-damaged": Code(
        "The line's agreement or cards are not those it was founded with.", "Restore them from the other side's copy."
    ),
    "card-own-differs": Code("The cards do not hold this home's own card.", "Use the card that `parley init` made."),
    "demo-node": Code("A node of the demonstration ended or stood still.", "Start the demonstration again."),
    "demo-mixed": Code(
        "A card made for drills and a real one cannot found a line.",
        "Use the cards of two real homes, or of two that `parley init --drill` made.",
    ),
    "pack-unusable": Code(
        "The folder carried by hand lacks something, or cannot be read or written.",
        "Make it anew with `parley line propose`, and carry it whole.",
    ),
    "file-unreadable": Code("A file named on the command line cannot be read.", "Name a file that can be read."),
    "passphrases-differ": Code("The two passphrases typed are not the same.", "Start again and type one twice."),
    "out-exists": Code("The folder to write into is not empty.", "Name another folder."),
    "demo-home": Code("The node of a demonstration runs drill homes only.", "Start `parley demo`, or serve the home."),
    # drills
    "drill-missing": Code("The folder does not hold the homes of a drill line.", "Make them with `parley drill new`."),
    "drill-node": Code("A node of the drill ended, or the two do not find each other.", "Play the drill again."),
    "drill-joined": Code(
        "The drill's folder shares a file, a key or a folder with the live home.",
        "Make another with `parley drill new`, apart from the live home, and play there.",
    ),
    "drill-unwatched": Code(
        "No node runs in the live home, so no alarm there could end the drill.",
        "Start it with `parley serve`, or play without --live while no line is kept.",
    ),
    "scenario-unknown": Code("No scenario has this name.", "See `parley drill list`, or name a scenario's file."),
    "scenario-terms": Code(
        "The agreement of the drill line lacks a role or pairing that the scenario names.",
        "Play it on a line with the agreement that comes with drills, or change the scenario's file.",
    ),
    "scenario-malformed": Code(
        "A scenario or script is not in its form.", "Correct the named place; see docs/drills.md."
    ),
    # commands and a running node
    "control-unusable": Code(
        "The socket of the home cannot be made or reached.",
        "Use the account that runs the node, and a home on a disk that takes sockets.",
    ),
    "request-malformed": Code(
        "What came by the socket of the home is no request.", "Use the `parley` command of this version."
    ),
    "form-too-long": Code("The form is longer than any of ours.", "Say it in fewer words."),
    "too-many-tries": Code("Too many tries to sign in within a minute.", "Wait a minute, then try again."),
    "node-silent": Code(
        "The node hung up before it answered: it may have done it or not.", "Look with `parley list`, then try again."
    ),
    "node-not-running": Code("This is asked of a running node, and none runs.", "Start it with `parley serve`."),
    "tui-missing": Code(
        "The terminal needs Textual, which is not installed.",
        "Install it: pip install 'parley[tui]'; or use --plain, which needs nothing.",
    ),
    "bearer-exists": Code("The line has this bearer already.", "Take it out first, with `parley bearer remove`."),
    "bearer-unknown": Code("The line has no bearer of that name.", "List them with `parley bearer list`."),
    "seat-needed": Code(
        "A statement is released under a seat, of at most 64 plain characters.", "Name it with --seat."
    ),
    "private-log-altered": Code(
        "A line of the private log is not the one that was written.",
        "Find out who could write to the home; the record itself says what was released, and when.",
    ),
    "entry-erased": Code(
        "The body of this entry was erased by agreement.", "Nothing is to be done: its entry and proof stay."
    ),
    "entry-ambiguous": Code("Several entries' ids begin so.", "Give more of the id."),
    "card-root-changed": Code(
        "The card has other root keys than those the line was founded with.",
        "Its lines are blocked. Compare safety numbers by voice; then `parley line keep` if the old keys hold, "
        "`parley line close` if the new ones do.",
    ),
    "line-blocked": Code(
        "A counterpart's card with other root keys blocks the line: nothing is said on it, and nothing carried.",
        "Compare safety numbers by voice; then `parley line keep` if the old keys hold, `parley line close` if the new "
        "ones do.",
    ),
    "line-closed": Code(
        "The line was closed since a counterpart has new root keys; its record stays.",
        "Speak on the line that was founded with them; found one with `parley line propose`.",
    ),
    "line-not-blocked": Code("The line is not blocked.", "Nothing to do."),
    "number-differs": Code(
        "The safety number that was heard is not that of the card.",
        "Do not go on with this card. Compare once more, by another way, with somebody whose voice you know.",
    ),
    "authority-damaged": Code(
        "The certificate of the home's authority cannot be read.", "Restore authority.crt from another seat or site."
    ),
    "metrics-public": Code(
        "Metrics are served on a loopback address only.", "Name 127.0.0.1 or ::1 with a port; forward it from there."
    ),
    # small carriers
    "frame-bad": Code(
        "A frame does not bear the pair's tag, or is not in its form.", "Nothing to do; it is counted and dropped."
    ),
    "thin-unbuildable": Code(
        "A thin entry cannot be rebuilt from what is held here.", "Nothing to do; it comes whole next."
    ),
    "call-sign": Code(
        "A call sign has up to six capitals and digits, and may have `-` and a number below 16.",
        "Name the call signs of both modems.",
    ),
    "serial-unusable": Code(
        "The device is no serial line that this user may open at this speed.", "Name the right device; mind its rights."
    ),
    "drop-cut": Code(
        "A file in the incoming folder is shorter than it says.",
        "It is taken when it is whole; carry it again if it stays so.",
    ),
    "drop-damaged": Code(
        "A file in the incoming folder is not what was written.", "It is set aside after an hour; carry it again."
    ),
    "drop-version": Code("A file in the incoming folder is of a newer version.", "Upgrade this node; the file waits."),
    "drop-foreign": Code(
        "A file in the incoming folder is none of Parley's.", "Nothing to do; it is counted and left alone."
    ),
    "drop-same": Code(
        "Incoming and outgoing folder of the file drop are the same.", "Name two folders, also on one stick."
    ),
    "drop-taken": Code(
        "Another line of this home has the folder for its file drop.", "Give each line folders of its own."
    ),
    "drop-unusable": Code(
        "A folder of the file drop cannot be made or written.", "Name one that this user may write; mount the stick."
    ),
    "drop-set-aside": Code(
        "A file in the incoming folder stayed broken and was moved to BROKEN.", "Carry it again, then delete it there."
    ),
    "quota-full": Code(
        "The counterpart's entries fill the disk space that they may take here.",
        "Raise quota_mib in the line's settings and start the node again, or export and close the line.",
    ),
    "quota-near": Code(
        "The counterpart's entries take eight tenths of the disk space that they may.",
        "Raise quota_mib in the line's settings in good time.",
    ),
    "peer-quota-full": Code(
        "The counterpart's node has no room for our entries; they wait here.", "Call it by another way."
    ),
    "singles-too-many": Code("A party sent too many entries ahead of gaps.", "Ask it why its node does not fill them."),
    # changes of keys, and a second site
    "keys-malformed": Code(
        "A change of keys is not in its form, or names a card or key that cannot follow.", "Ask for it again."
    ),
    "keys-foreign": Code(
        "The change of keys is of another line, party or root identity.", "Ask whence it came; compare cards by voice."
    ),
    "keys-signature": Code(
        "The change of keys is not signed by the root identity.", "Rely on the old keys; ask the party in person."
    ),
    "keys-officers": Code(
        "Two officers of the card before have to sign, and nobody else.", "Have two of them sign it."
    ),
    "keys-conflict": Code(
        "Another change of keys follows the same card.", "The first one holds; ask the party in person."
    ),
    "key-revoked": Code(
        "A head of a former node key beyond what counts under it.",
        "It is kept as evidence; ask the party who still has its old key.",
    ),
    "node-key-revoked": Code(
        "This home's node key is not the one that holds: it was changed or revoked.",
        "Leave this node stopped. The party's watch is kept under the new key, elsewhere.",
    ),
    "flash-unpassed": Code(
        "A FLASH has waited two minutes, and nobody here has read, passed on or answered it.",
        "Pass it to the watch now: parley watch status, then parley ack.",
    ),
    "node-doubled": Code(
        "Two nodes of one party sign at the same time.", "Find both and stop one; then speak to the other side."
    ),
    "keys-pending": Code(
        "A change of keys was begun in this home and is not finished.", "Finish it with `parley keys install`."
    ),
    "keys-none": Code("No change of keys waits in this home.", "Begin one with `parley keys rotate`."),
    "keys-unsigned": Code("The file lacks a signature.", "Sign it first: `parley keys sign`."),
    "keys-unwanted": Code(
        "This key has nothing to sign here, or has signed.", "Name the root key of the party, or another officer's."
    ),
    "seat-not-declared": Code("This home has declared no such seat.", "List them: parley people list."),
    "role-needed": Code("The seat has no role that may do this.", "Have a seat do it that may: parley people list."),
    "people-unusable": Code("Seats or lists cannot be declared so.", "Name posts, and leave one administrator."),
    "draft-needed": Code(
        "Where seats are declared, this goes out by a draft that another seat releases.", "Write it: parley draft new."
    ),
    "form-unknown": Code("There is no such form.", "Look at the list: it was passed on, said, or given up."),
    "form-unread": Code("A field of the form cannot be read, or is not filled in.", "Correct it: the form is kept."),
    "draft-unknown": Code("There is no such draft.", "List them: parley draft list."),
    "draft-over": Code("The draft is sent or void.", "Write another one."),
    "draft-held": Code("The draft is released and held.", "Stop it first: parley draft stop."),
    "draft-not-held": Code("The draft is not held.", "Nothing can be stopped now; what was sent is corrected."),
    "draft-released": Code("One of two officers has released this draft.", "Have the other one release it."),
    "draft-stopped": Code("The draft was stopped while it was held.", "Edit it, or have it released anew."),
    "draft-unsure": Code(
        "The draft was being sent when something broke off: it may stand in the record or not.",
        "Look with parley list; void the draft, and write it anew if it is not there.",
    ),
    "draft-changed": Code("A release was of another draft than this.", "Edit the draft: it then needs all releases."),
    "review-own": Code("Nobody reviews what they wrote.", "Have another seat review it."),
    "release-own": Code("Nobody releases what they wrote.", "Have another seat release it."),
    "release-twice": Code("This seat has released the draft.", "Have another seat release it."),
    "precedence-unconfirmed": Code(
        "The releaser has to name the precedence of the draft.", "Read the draft, and type its precedence."
    ),
    "glass-no-emergency": Code(
        "Alone, a seat releases emergencies only.", "Have a releasing officer release it: accidents need none."
    ),
    "reason-needed": Code("Who releases alone types the reason.", "Give it with --because."),
    "watch-not-kept": Code("Nobody keeps the watch here.", "Take it: parley watch take --nobody-there."),
    "watch-not-offered": Code(
        "The watch is not handed over.", "Have its seat hand it over, or take it with --nobody-there."
    ),
    "watch-offered": Code("The watch is being handed over.", "Wait until it is taken, or hand it to another seat."),
    "watch-not-yours": Code("Another seat keeps the watch, or is to take it.", "See who: parley watch status."),
    "watch-unready": Code(
        "Who takes the watch confirms the position and the sound, and compares clock and record.",
        "Do it, and say so: parley watch take --help.",
    ),
    "clock-differs": Code(
        "The clock on the wall is not the node's.",
        "Find out which is wrong, and put it right, before the watch is taken.",
    ),
    "record-differs": Code(
        "The digits that the other side reads are not those of our record.",
        "Read them again; if they stay different, compare the records: parley record compare.",
    ),
    "items-open": Code(
        "Open items are not acknowledged.", "Name each with a word on it: --item ITEM=TEXT (parley watch status)."
    ),
    "reminder-unknown": Code(
        "Nothing that opens today is for this seat to acknowledge under this name.", "List them: parley reminder."
    ),
    "touch-malformed": Code("What a browser gave of a hardware key is not in its form.", "Touch the key again."),
    "touch-missing": Code("No key was touched in time.", "Run the command again, and open the page it names."),
    "officer-unusable": Code("The file holds no officer's key.", "Make one with `parley keys officer`."),
    "site-standby": Code(
        "This home is a second site that does not keep the watch.",
        "Take the watch over with `parley site take-over`, or change keys with `parley keys revoke`.",
    ),
    "site-given-up": Code(
        "This home has given the watch up.", "Use the other site, or take the watch back with its hand-over file."
    ),
    "site-live": Code("This home keeps the watch.", "Nothing is to be taken over here."),
    "site-unfit": Code("This is no copy of the same home that may be written over.", "Name another folder."),
    "handover-malformed": Code("The file is no hand-over of a watch.", "Name what `parley site give-up` wrote."),
    "handover-foreign": Code(
        "The hand-over is of another home, of other keys, or older than what this home has seen.",
        "Copy the site again, or ask for the newest hand-over.",
    ),
}
