
part=$SLURM_ARRAY_TASK_ID
# An array task goes by both numbers: the job's number alone may stand for the whole array.
task="${SLURM_ARRAY_JOB_ID}_$part"
say() { echo "part $part of $TASKS: $*"; }

# Tells landfall to end; it saves what is done.
end_landfall() {
    trap '' USR1 TERM
    kill -TERM "$landfall"
    wait "$landfall"
}

# The time limit is near: the task goes back into the queue and goes on from there next time.
at_time_limit() {
    end_landfall
    say "the time limit is near; saved, back into the queue"
    scontrol requeue "$task" || say "could not be requeued; run: sbatch --array=$part array.sh"
    exit 1
}

# The task is canceled or preempted; what it preempts Slurm requeues by itself.
at_cancel() {
    end_landfall
    say "stopped from outside; saved"
    exit 1
}

trap at_time_limit USR1
trap at_cancel TERM

say "begins on $(hostname), restarted ${SLURM_RESTART_COUNT:-0} times"
# A part that is finished ends this at once; one that is begun is continued. A shell hears signals
# only while it waits, so landfall runs beside it.
"$LANDFALL" sweep "$EXPERIMENT" --shard "$part/$TASKS" --resume --out "$PARTS/$part" \
    --threads "$SLURM_CPUS_PER_TASK" "${OPTIONS[@]}" &
landfall=$!
wait "$landfall"
code=$?
say "ended with exit code $code"

# Above 128: landfall was killed, for want of memory perhaps. Its journal stays, so it is tried
# again, but not for ever.
if [ "$code" -gt 128 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
    say "back into the queue"
    scontrol requeue "$task"
fi
exit "$code"
