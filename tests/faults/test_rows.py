"""The fault list row by row: the tests that hold each row are there, and a row without one is named with its reason."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent

HELD = {
    1: "test_truncated_anywhere_it_is_refused_in_one_sentence",
    2: "test_flipped_bits_in_weights_name_the_member",
    3: "test_a_newer_schema_opens_read_only_and_names_the_version test_a_newer_version_is_never_written_down "
    "test_a_project_of_a_newer_version_is_never_written_down",
    4: "test_a_project_of_an_older_schema_is_written_as_one_of_this_and_stays_beside_it "
    "test_the_weights_of_a_file_of_the_first_schema_become_its_first_run",
    5: "test_an_unknown_layer_becomes_a_placeholder test_what_is_not_known_is_written_back_as_it_was "
    "test_it_keeps_the_project_from_training_and_says_why",
    6: "test_bad_json_is_refused_with_file_and_cause",
    7: "test_bad_json_is_refused_with_file_and_cause test_a_project_that_opens_is_the_same_when_it_was_saved",
    8: "test_bombs_are_refused_within_2_s_and_256_mb",
    9: "test_one_that_another_process_has_opens_read_only_and_names_it test_a_second_process_is_told_who_has_it "
    "test_the_lock_of_a_process_that_was_killed_is_taken_over test_a_project_that_is_open_elsewhere_is_not_written",
    10: "test_a_file_that_was_changed_outside_is_asked_about test_a_file_that_was_deleted_is_asked_about "
    "test_a_project_that_is_changed_while_it_trains_is_kept_beside_the_result",
    11: "test_a_kept_project_that_is_older_than_its_file_is_told_with_both_dates_and_both_stay",
    12: "test_a_pickle_beside_a_project_is_never_looked_at test_a_broken_lock_is_in_nobodys_way",
    13: "test_layers_that_would_run_code_are_refused",
    14: "test_the_same_in_h5",
    15: "test_hdf5_that_points_elsewhere_is_refused",
    16: "test_bombs_are_refused_within_2_s_and_256_mb",
    17: "test_damaged_files_never_do_worse_than_be_refused test_ten_thousand_damaged_files "
    "test_the_death_of_the_helper_is_reported",
    18: "test_arrays_in_other_files_are_refused",
    19: "test_a_shape_must_account_for_every_byte",
    20: "test_all_operators_that_no_layer_stands_for_are_listed_at_once",
    21: "test_they_compute_what_keras_computes",
    23: "test_weights_that_are_missing_or_of_another_shape_are_named",
    24: "test_weights_that_are_not_finite_are_told_with_their_layer",
    25: "test_a_wrong_extension_is_recognised_by_content",
    26: "test_nothing_of_a_script_is_run test_what_would_act_is_told_with_its_line",
    27: "test_hostile_text_is_read_or_refused_with_one_message",
    28: "test_an_expression_that_would_grow_is_left_alone",
    29: "test_layers_in_loops_and_functions_are_read",
    30: "test_a_name_is_shown_as_what_it_is",
    31: "test_what_cannot_be_read_is_said",
    32: "test_encoding_delimiter_and_decimal_sign_are_found_out",
    33: "test_what_cannot_be_read_is_said",
    34: "test_what_cannot_be_read_is_said test_blanks_are_dropped_or_filled_when_asked",
    35: "test_what_cannot_be_learned_from_is_said test_whole_numbers_from_one_are_classes",
    40: "test_a_file_that_is_cut_while_it_is_read_is_a_fault test_a_file_that_is_replaced_is_still_read_as_it_was",
    41: "test_inputs_stay_on_disk_when_they_exceed_the_limit",
    42: "test_a_column_that_never_changes_is_named_and_not_divided_by_zero",
    43: "test_counts_that_differ_are_said",
    44: "test_a_file_that_was_moved_is_asked_for",
    45: "test_offline_says_so test_a_wrong_checksum_leaves_no_file test_cancelling_leaves_no_half_file",
    46: "test_a_random_walk_of_edits_and_back_leaves_view_and_graph_alike",
    47: "test_deleting_a_block_ends_the_gesture_that_holds_it",
    49: "test_five_thousand_pasted_blocks_are_one_step_and_one_undo",
    36: "test_it_is_named_and_each_repair_leaves_nothing_wrong",
    50: "test_a_name_that_cannot_be_is_refused_where_it_is_typed test_a_name_in_any_script_is_taken_and_shown",
    51: "test_an_error_while_drawing_is_logged_once_and_the_window_lives",
    52: "test_a_number_that_cannot_be_is_told_beside_its_field",
    53: "test_closing_the_window_while_it_trains_asks_and_obeys",
    54: "test_a_run_that_is_not_finite_any_more_fails_and_leaves_finite_weights",
    55: "test_a_learning_rate_that_explodes_fails_with_words_and_keeps_finite_weights",
    56: "test_pause_resume_and_stop_within_a_batch",
    57: "test_check_names_the_memory_that_it_would_take",
    58: "test_memory_that_runs_out_ends_the_run_with_figures_and_what_was_learned",
    59: "test_no_duration_is_measured_by_a_clock_that_can_be_set "
    "test_a_run_that_was_put_to_sleep_goes_on_as_if_nothing_had_been",
    60: "test_an_interrupted_run_goes_on_from_its_backup_to_the_same_weights",
    61: "test_other_data_is_asked_about_and_nothing_is_changed test_another_number_of_threads_is_asked_about",
    62: "test_a_callback_that_may_not_or_cannot_write_warns_once_and_the_run_goes_on",
    63: "test_class_numbers_are_refused_where_one_hot_labels_are_needed",
    64: "test_a_gradient_that_is_not_finite_is_found_before_it_is_clipped",
    65: "test_writes_that_fall_short_leave_the_old_file test_a_full_disk_leaves_the_old_file "
    "test_what_stands_where_a_project_is_saved_is_asked_about_or_refused",
    66: "test_a_name_never_becomes_code",
    71: "test_what_stands_where_a_project_is_saved_is_asked_about_or_refused "
    "test_an_export_does_not_replace_what_is_no_file_of_its_own",
    72: "test_a_file_that_was_being_saved_at_a_kill_is_whole test_killed_at_random_the_file_is_the_old_or_the_new_one",
    73: "test_a_signal_stops_a_run_which_writes_what_it_learned",
    74: "test_writes_that_fall_short_leave_the_old_file",
    75: "test_without_a_home_to_write_to_the_window_works_and_says_so_once "
    "test_without_a_home_to_write_to_the_command_line_trains",
    76: "test_files_whose_names_are_no_text_are_read_and_written "
    "test_a_file_whose_name_is_no_text_and_that_is_not_there_is_one_sentence",
    77: "test_numbers_and_names_are_the_same_under_every_locale_of_the_command_line "
    "test_the_window_writes_the_same_files_under_a_locale_with_other_decimals_and_letters",
}
# The number of a row stands in the docstring of the test that holds it.
NAMED = (22, 48, 67, 68, 69, 70)
OPEN = {
    37: "Parquet is not read",
    38: "folders of pictures are not read",
    39: "pictures are not read",
}


@cache
def names() -> frozenset[str]:
    """All tests that there are."""
    found = (re.findall(r"^def (test_\w+)", file.read_text("utf-8"), re.MULTILINE) for file in TESTS.rglob("test_*.py"))
    return frozenset(name for many in found for name in many)


@cache
def numbers() -> frozenset[int]:
    """The rows that tests name in their docstrings."""
    texts = [file.read_text("utf-8") for file in TESTS.rglob("test_*.py")]
    return frozenset(int(n) for text in texts for n in re.findall(r'"""Fault (\d+)', text))


@pytest.mark.parametrize("row", range(1, 78))
def test_each_row_is_held_by_tests_or_named_with_its_reason(row):
    ways = [row in HELD, row in NAMED, row in OPEN]

    assert ways.count(True) == 1
    assert row not in NAMED or row in numbers()
    assert [name for name in HELD.get(row, "").split() if name not in names()] == []
