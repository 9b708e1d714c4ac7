"""What does one update do? One run, one sample at a time."""

from sgd_ui.frame import shell, take_away, visit
from sgd_ui.frame.arrival import staged
from sgd_ui.pages import home
from sgd_ui.runs.traces import trace_of
from sgd_ui.stage import one_run

frame = shell.frame("home")
visit.enter(home.PAGE)
chosen = visit.choose(home.PAGE, frame.words)
with staged(chosen, frame.words):
    columns = trace_of(chosen.run)
    visit.show_opening(home.PAGE, frame.words, len(columns))
    one_run.show(chosen, columns, frame)
    take_away.mathematics(frame.words[f"mathematics.{columns.run.problem}"], frame.words)
    take_away.show(columns, frame.words)
