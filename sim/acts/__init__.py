"""The hostile acts, each by its name: what is sent, and with which stable code it has to be met.

May import the rest of sim. An act yields its moves; each waits until the one before it has been judged. A move without
a code is met in silence: it moves nothing, or it is held like any other entry. `proof` asks that a fork be proved.
"""

from __future__ import annotations

from typing import Final

from sim.acts import forms, line, record
from sim.hostile import Act

ACTS: Final[dict[str, Act]] = {
    act.__name__.replace("_", "-"): act
    for act in (
        record.equivocation,
        record.fork_after_receipt,
        record.fork_of_the_present_feed,
        record.fork_behind_a_single,
        record.fork_without_ml_dsa,
        record.fork_in_what_follows,
        record.path_to_another_history,
        record.receipt_of_what_was_never_written,
        record.receipt_of_no_feed,
        record.receipt_of_a_wrong_root,
        record.seen_regresses,
        record.receipt_of_a_wrong_single,
        record.receipts_without_end,
        record.pretended_loss,
        record.gap,
        record.single_with_a_wrong_gap,
        record.single_at_the_end_of_numbers,
        record.single_far_ahead,
        record.singles_without_end,
        record.index_that_is_huge,
        record.feeds_under_bad_heads,
        forms.bad_signature,
        forms.ml_dsa_stripped,
        forms.old_key,
        forms.foreign_context,
        forms.foreign_line,
        forms.foreign_feed_and_author,
        forms.speaks_in_the_victims_feed,
        forms.non_canonical_entry,
        forms.nested_too_deep,
        forms.entry_out_of_form,
        forms.too_large,
        forms.body_of_another,
        forms.out_of_class,
        forms.not_founded,
        forms.open_kinds_out_of_form,
        forms.stale_notice,
        forms.future_notice,
        forms.clocks_from_nowhere,
        line.payload_out_of_form,
        line.packet_of_another,
        line.frames_without_end,
        line.thin_out_of_form,
        line.lists_without_end,
        line.unasked_answers,
        line.offers_out_of_form,
        line.accepts_out_of_form,
        line.flash_flood,
        line.flood_of_bad_leaves,
        line.evidence_without_end,
        line.beats_without_end,
    )
}
"""Acts after which the line must come back by itself."""
LAST_ACTS: Final[dict[str, Act]] = {
    act.__name__.replace("_", "-"): act for act in (record.feeds_without_end, line.epochs_used_up)
}
"""Acts that people have to answer: what must hold after them is that nobody crashes and nothing is lost."""
