"""Every command of the window, declared once, in the order of the menus.

Menus, toolbar, command palette, shortcut sheet and context menus are all made of this table.
"""

from __future__ import annotations

from netbuilder.ui.looks.i18n import marked
from netbuilder.ui.window.command import Command, Menu, Need, Reach
from netbuilder.ui.window.commands import arrange, blocks, edit, file, help, language, network, recent, training, view

_ = marked
ANY, PROJECT, BLOCKS = Need.NOTHING, Need.PROJECT, Need.SELECTION
CANVAS, FOCUS = Reach.CANVAS, Reach.FOCUS

RECENT = Menu("recent", _("actions", "Open &recent"), (
    (
        Command("forget_recent", _("actions", "Clear the list"), (), ANY, recent.forget),
    ),
), recent.offers)  # fmt: skip

FILE = Menu("file", _("actions", "&File"), (
    (
        Command("new_project", _("actions", "New"), ("Ctrl+N",), ANY, view.show_start_page),
        Command("open_dialog", _("actions", "Open …"), ("Ctrl+O",), ANY, file.open_dialog),
        RECENT,
        Command("save", _("actions", "Save"), ("Ctrl+S",), PROJECT, file.save),
        Command("save_as", _("actions", "Save as …"), ("Ctrl+Shift+S",), PROJECT, file.save_as),
        Command("load_weights", _("actions", "Load weights …"), (), Need.AT_REST, file.load_weights),
        Command("export_model", _("actions", "Export …"), ("Ctrl+E",), PROJECT, file.export_model),
    ),
    (
        Command("close_tab", _("actions", "Close"), ("Ctrl+W",), PROJECT, file.close_tab),
        Command("close", _("actions", "Quit"), ("Ctrl+Q",), ANY, file.leave),
    ),
))  # fmt: skip

EDIT = Menu("edit", _("actions", "&Edit"), (
    (
        Command("undo", _("actions", "Undo"), ("Ctrl+Z",), Need.DONE, edit.undo),
        Command("redo", _("actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y"), Need.UNDONE, edit.redo),
    ),
    (
        Command("cut", _("actions", "Cut"), ("Ctrl+X",), BLOCKS, edit.cut, CANVAS),
        Command("copy", _("actions", "Copy"), ("Ctrl+C",), BLOCKS, edit.copy, CANVAS),
        Command("paste", _("actions", "Paste"), ("Ctrl+V",), ANY, edit.paste, CANVAS),
        Command("paste_with_wires", _("actions", "Paste and keep the wires"), ("Ctrl+Shift+V",), PROJECT,
                edit.paste_with_wires, CANVAS),
        Command("duplicate", _("actions", "Duplicate"), ("Ctrl+D",), BLOCKS, edit.duplicate, CANVAS),
        Command("delete", _("actions", "Delete"), ("Del", "Backspace"), BLOCKS, edit.delete, CANVAS),
        Command("delete_and_reconnect", _("actions", "Delete and reconnect"), ("Ctrl+Backspace",), BLOCKS,
                edit.delete_and_reconnect, CANVAS),
    ),
    (
        Command("select_all", _("actions", "Select all"), ("Ctrl+A",), PROJECT, edit.select_all, CANVAS),
    ),
))  # fmt: skip

NETWORK = Menu("network", _("actions", "&Network"), (
    (
        Command("add_layer", _("actions", "Add a layer …"), ("Ctrl+L",), PROJECT, network.add_layer),
        Command("add_here", _("actions", "Add a layer at the pointer …"), ("Tab",), PROJECT, network.add_here, FOCUS),
        Command("rename", _("actions", "Rename"), ("F2",), BLOCKS, network.rename),
        Command("choose_wires", _("actions", "Wires …"), ("Ctrl+J",), BLOCKS, network.choose_wires),
        Command("replace_kind", _("actions", "Replace with another layer …"), ("Ctrl+R",), BLOCKS, network.replace_kind,
                CANVAS),
        Command("bypass", _("actions", "Bypass"), ("Ctrl+B",), BLOCKS, network.bypass, CANVAS),
        Command("make_output", _("actions", "Output, or not"), (), BLOCKS, network.make_output),
    ),
    (
        Command("group_blocks", _("actions", "Group into a block"), ("Ctrl+Shift+G",), BLOCKS, blocks.group_blocks),
        Command("ungroup_blocks", _("actions", "Ungroup"), ("Ctrl+Shift+U",), BLOCKS, blocks.ungroup_blocks),
        Command("enter_block", _("actions", "Open"), ("Ctrl+Down",), BLOCKS, blocks.enter_block, CANVAS),
        Command("leave_block", _("actions", "Go up"), ("Ctrl+Up",), PROJECT, blocks.leave_block,
                CANVAS),
        Command("keep_block", _("actions", "Save to my blocks …"), ("Ctrl+Shift+K",), BLOCKS, blocks.keep_block),
        Command("repeat_block", _("actions", "Repeat …"), ("Ctrl+Shift+R",), BLOCKS, blocks.repeat_block),
    ),
    (
        Command("tidy", _("actions", "Tidy layout"), ("L",), PROJECT, network.tidy, CANVAS),
        Command("wrap", _("actions", "Tidy in columns"), ("Shift+L",), PROJECT, network.wrap, CANVAS),
    ),
))  # fmt: skip

ARRANGE = Menu("arrange", _("actions", "&Arrange"), (
    (
        Command("frame_blocks", _("actions", "Frame, or unframe"), ("Ctrl+G",), BLOCKS, arrange.frame_blocks,
                CANVAS),
        Command("write_note", _("actions", "Note on a block …"), ("N",), BLOCKS, arrange.write_note, FOCUS),
    ),
    (
        Command("align_left", _("actions", "Align left"), ("Alt+Shift+Left",), BLOCKS, arrange.align("left")),
        Command("align_centre", _("actions", "Align centre"), (), BLOCKS, arrange.align("centre")),
        Command("align_right", _("actions", "Align right"), ("Alt+Shift+Right",), BLOCKS, arrange.align("right")),
    ),
    (
        Command("align_top", _("actions", "Align top"), ("Alt+Shift+Up",), BLOCKS, arrange.align("top")),
        Command("align_middle", _("actions", "Align middle"), (), BLOCKS, arrange.align("middle")),
        Command("align_bottom", _("actions", "Align bottom"), ("Alt+Shift+Down",), BLOCKS,
                arrange.align("bottom")),
    ),
    (
        Command("distribute_across", _("actions", "Distribute horizontally"), (), BLOCKS, arrange.distribute(0)),
        Command("distribute_down", _("actions", "Distribute vertically"), (), BLOCKS, arrange.distribute(1)),
    ),
))  # fmt: skip

TRAINING = Menu("training", _("actions", "&Training"), (
    (
        Command("train", _("actions", "Train"), ("Ctrl+Return",), Need.AT_REST, training.train),
        Command("train_anew", _("actions", "Start anew"), ("Ctrl+Shift+Return",), Need.OWN_WEIGHTS,
                training.train_anew),
        Command("pause", _("actions", "Pause or resume"), ("Ctrl+P",), Need.PAUSING, training.pause),
        Command("stop", _("actions", "Stop"), ("Ctrl+Alt+Return",), Need.TRAINING, training.stop),
    ),
    (
        Command("evaluate", _("actions", "Evaluate"), ("Ctrl+Shift+E",), PROJECT, training.evaluate),
        Command("examine", _("actions", "Examine network and data …"), ("Ctrl+Alt+E",), PROJECT, training.examine),
        Command("cross_validate", _("actions", "Cross-validate …"), (), PROJECT, training.cross_validate),
        Command("label_faults", _("actions", "Look for label faults …"), (), PROJECT, training.label_faults),
    ),
    (
        Command("watch_layers", _("actions", "Show health on the canvas"), (), ANY, training.watch_layers,
                is_on=training.watches_layers),
        Command("choose_engine", _("actions", "Engine …"), (), ANY, training.choose_engine),
        Command("set_limits", _("actions", "Limits …"), (), ANY, training.set_limits),
    ),
    (
        Command("restore_run", _("actions", "Restore the chosen run"), (), Need.RESTORABLE_RUN, training.restore_run),
        Command("rename_run", _("actions", "Rename the chosen run"), (), Need.DESCRIBABLE_RUN, training.rename_run),
        Command("annotate_run", _("actions", "Notes on the chosen run"), (), Need.DESCRIBABLE_RUN,
                training.annotate_run),
        Command("delete_run", _("actions", "Delete the chosen run"), (), Need.DELETABLE_RUN, training.delete_run),
        Command("draw_run", _("actions", "Show or hide the chosen run's curves"), (), Need.CHOSEN_RUN,
                training.draw_run),
    ),
    (
        Command("forget_weights", _("actions", "Forget the trained weights"), (), Need.RUN, training.forget_weights),
    ),
))  # fmt: skip

LANGUAGE = Menu("language", _("actions", "&Language"), (
    (
        Command("language_system", _("actions", "System language"), (), ANY, language.choose("system"),
                is_on=language.is_chosen("system"), choice="language"),
        Command("language_english", _("actions", "English"), (), ANY, language.choose("en"),
                is_on=language.is_chosen("en"), choice="language"),
        Command("language_chinese", _("actions", "Simplified Chinese (简体中文)"), (), ANY, language.choose("zh_CN"),
                is_on=language.is_chosen("zh_CN"), choice="language"),
    ),
))  # fmt: skip

VIEW = Menu("view", _("actions", "&View"), (
    (
        Command("show_commands", _("actions", "Commands …"), ("Ctrl+K",), ANY, view.show_commands),
        Command("show_outline", _("actions", "Outline"), ("Ctrl+Shift+O",), PROJECT, view.show_outline),
        Command("show_history", _("actions", "History"), ("Ctrl+Shift+H",), PROJECT, view.show_history),
        Command("data_page", _("actions", "Data page"), ("Ctrl+Shift+D",), PROJECT, view.data_page,
                is_on=view.shows_data),
        Command("answers_page", _("actions", "Evaluation page"), ("Ctrl+Shift+A",), PROJECT, view.answers_page,
                is_on=view.shows_answers),
    ),
    (
        Command("fit", _("actions", "Fit"), ("F",), PROJECT, view.fit, CANVAS),
        Command("toggle_minimap", _("actions", "Minimap"), ("Alt+M",), PROJECT, view.toggle_minimap,
                is_on=view.has_minimap),
        Command("toggle_legend", _("actions", "Colours of wires"), (), PROJECT, view.toggle_legend,
                is_on=view.has_legend),
        Command("zoom_100", _("actions", "Zoom to 100 %"), ("Ctrl+0",), PROJECT, view.zoom_100),
        Command("zoom_in", _("actions", "Zoom in"), ("Ctrl++", "Ctrl+="), PROJECT, view.zoom_in),
        Command("zoom_out", _("actions", "Zoom out"), ("Ctrl+-",), PROJECT, view.zoom_out),
        Command("text_larger", _("actions", "Larger text"), (), ANY, view.text_larger),
        Command("text_smaller", _("actions", "Smaller text"), (), ANY, view.text_smaller),
        Command("text_usual", _("actions", "Usual text size"), (), ANY, view.text_usual),
    ),
    (
        Command("show_start_page", _("actions", "Start page"), (), ANY, view.show_start_page),
        Command("next_pane", _("actions", "Next part of the window"), ("F6",), ANY, view.step_panes(1)),
        Command("previous_pane", _("actions", "Previous part of the window"), ("Shift+F6",), ANY, view.step_panes(-1)),
        Command("next_tab", _("actions", "Next project"), ("Ctrl+Tab",), ANY, view.step_tabs(1)),
        Command("previous_tab", _("actions", "Previous project"), ("Ctrl+Shift+Tab",), ANY, view.step_tabs(-1)),
    ),
    (
        Command("theme_light", _("actions", "Light colours"), (), ANY, view.choose_theme("light"),
                is_on=view.has_theme("light"), choice="theme"),
        Command("theme_dark", _("actions", "Dark colours"), (), ANY, view.choose_theme("dark"),
                is_on=view.has_theme("dark"), choice="theme"),
        Command("theme_system", _("actions", "System colours"), (), ANY, view.choose_theme("system"),
                is_on=view.has_theme("system"), choice="theme"),
        LANGUAGE,
    ),
    (
        Command("toggle_all", _("actions", "Hide or show all panels"), ("F12", "Ctrl+\\"), PROJECT, view.toggle_all),
        Command("toggle_layers", _("actions", "Layers"), (), PROJECT, view.toggle("layers"),
                is_on=view.is_shown("layers")),
        Command("toggle_inspector", _("actions", "Inspector"), (), PROJECT, view.toggle("inspector"),
                is_on=view.is_shown("inspector")),
        Command("toggle_panels", _("actions", "Panels"), (), PROJECT, view.toggle("panels"),
                is_on=view.is_shown("panels")),
        Command("present", _("actions", "Presentation"), ("F5",), PROJECT, view.present, is_on=view.is_presenting),
    ),
))  # fmt: skip

HELP = Menu("help", _("actions", "&Help"), (
    (
        Command("show_tour", _("actions", "First-model tour"), (), ANY, help.show_tour),
        Command("show_layer_help", _("actions", "Layer help"), ("F1",), ANY, help.show_layer_help),
        Command("show_shortcuts", _("actions", "Shortcuts"), ("?", "Ctrl+/"), ANY, help.show_shortcuts),
        Command("show_coverage", _("actions", "Keras coverage"), (), ANY, help.show_coverage),
        Command("show_log", _("actions", "Show log"), (), ANY, help.show_log),
        Command("show_about", _("actions", "About NetBuilder"), (), ANY, help.show_about),
    ),
))  # fmt: skip

MENUS = (FILE, EDIT, NETWORK, ARRANGE, TRAINING, VIEW, HELP)
COMMANDS = {command.id: command for menu in MENUS for command in menu.commands()}

# What is done on the canvas, which is shown for it where the data page stands in its place.
OF_CANVAS = frozenset(
    {"present", "add_layer", "show_outline"} | {c.id for menu in (NETWORK, ARRANGE) for c in menu.commands()}
)

# What the toolbar has beside the buttons for training and export, in groups.
TOOLBAR = (("new_project", "open_dialog", "save"), ("undo", "redo"), ("tidy", "fit"))

# Context menus, in groups. Those of wires and ports, which are about one of many, are made in context.py.
BLOCK_MENU = (
    ("cut", "copy", "paste", "paste_with_wires", "duplicate"),
    ("delete", "delete_and_reconnect", "rename", "replace_kind", "bypass", "make_output", "write_note", "frame_blocks"),
    ("group_blocks", "keep_block", "repeat_block"),
)
BLOCKS_INSIDE_MENU = (("enter_block", "ungroup_blocks"),)
HELP_MENU = (("show_layer_help",),)
PAPER_MENU = (
    ("paste", "paste_with_wires", "select_all"),
    ("tidy", "wrap"),
    ("fit", "zoom_100", "toggle_minimap", "toggle_legend"),
)
