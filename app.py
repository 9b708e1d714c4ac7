"""What does one update do? One run, one sample at a time."""

from sgd_ui import home, shell, take_away, visit
from sgd_ui.runs import trace_of

frame = shell.frame("home")
visit.enter(home.PAGE)
run = visit.choose(home.PAGE, frame.words).run
columns = trace_of(run)
visit.show_opening(home.PAGE, frame.words, len(columns))
home.show_stage(columns, frame)
take_away.mathematics(frame.words)
take_away.show(columns, frame.words)
