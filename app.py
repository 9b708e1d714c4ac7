"""What does one update do? One run, one sample at a time."""

from sgd_ui import one_run, shell, take_away

frame = shell.frame("home")
one_run.enter("home")
run = one_run.choose_run("home", frame.words)
columns = one_run.trace_of(run)
one_run.show_opening("home", frame.words)
one_run.show_stage("home", columns, frame)
take_away.mathematics(frame.words)
take_away.show(columns, frame.words)
