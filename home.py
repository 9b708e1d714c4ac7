"""What does one update do? One run, one sample at a time."""

from sgd_ui import home, one_run, shell, take_away, visit
from sgd_ui.arrival import staged
from sgd_ui.runs import trace_of

frame = shell.frame("home")
visit.enter(home.PAGE)
chosen = visit.choose(home.PAGE, frame.words)
with staged(chosen, frame.words):
    columns = trace_of(chosen.run)
    visit.show_opening(home.PAGE, frame.words, len(columns))
    one_run.show(chosen, columns, frame)
    take_away.mathematics(frame.words[f"mathematics.{columns.run.problem}"], frame.words)
    take_away.show(columns, frame.words)
