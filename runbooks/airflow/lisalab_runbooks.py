"""One DAG for every runbook, made from its sidecar: put this file into Airflow's folder of DAGs.

A run of a runbook is a command with an exit status, and this file has it called: parameters, schedule, retries, approvals
and assets are what the sidecar says. Where things are comes from the environment of scheduler, DAG processor and workers:

- LISALAB_COMMAND   how lisalab is called there, "lisalab" when absent
- LISALAB_RUNBOOKS  folders of runbooks, with ":" between; the folder above this file's own when absent
- LISALAB_HOME      where runs are kept, for lisalab itself; LISALAB_RUNS when several machines share the record of runs

Every DAG takes events of the asset "lisalab/NAME/wanted", whose `extra` may have {"parameters": {...}}; every event is a run
of its own. Of events that come within the same second, Airflow may leave one until the next event comes; what must run at
once, and once, is better asked for by POST /api/v2/dags/NAME/dagRuns with a dag_run_id made of what it is about: Airflow
takes each id once. Runs that end with Pass or Warn are events of the asset "lisalab/NAME/done", for the DAGs that go on.
"""

from __future__ import annotations

import json
import logging
import os
import re
import shlex
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import yaml
from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import (
    DAG,
    Asset,
    AssetOrTimeSchedule,
    BaseOperator,
    BaseSensorOperator,
    CronTriggerTimetable,
    Param,
    PokeReturnValue,
    task,
    task_group,
)
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from croniter import croniter

log = logging.getLogger(__name__)

COMMAND = shlex.split(os.environ.get("LISALAB_COMMAND", "lisalab"))
FOLDERS = os.environ.get("LISALAB_RUNBOOKS", str(Path(__file__).resolve().parent.parent)).split(":")

# Exit statuses of `lisalab run`. Of an Error nobody knows the verdict, so that it is worth another try; a Fail is a verdict.
PASS, WARN, FAIL, ERROR = range(4)

# What a sidecar without `timeouts`, `retries` and `holds` means, in seconds.
CELL_AND_RUN = {"cell": 600, "run": 3600}
DAY = 86_400
# What a run may take besides its cells: a kernel and a server that start, evidence, logbooks.
AROUND = timedelta(minutes=10)
# A run that is told to end writes its record and its evidence.
TIME_TO_END = 60


# --- Sidecars ---------------------------------------------------------------------------------------------------------


class Yaml12(yaml.SafeLoader):
    """YAML 1.2, as lisalab reads it: `on` and 12:30 are text, 1e-9 is a number, 2037-01-31 is no date."""


Yaml12.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("float", r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)", list("-+.")),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), first)


def whole_number(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    """0o17 is octal, 017 is not."""
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0o", "0x") else int(text)


Yaml12.add_constructor("tag:yaml.org,2002:int", whole_number)


class Runbook:
    """A runbook: what its sidecar says, as far as Airflow has to know, and which of its cells wait for a person."""

    def __init__(self, sidecar: Path) -> None:
        self.path = sidecar.with_suffix(".ipynb")
        said = yaml.load(sidecar.read_text(encoding="utf-8"), Yaml12)
        self.name: str = said["name"]
        self.version: str = said["version"]
        self.owner: str = said["owner"]
        self.description: str = said.get("description", "")
        self.schedule: str = said.get("schedule", "").strip()
        self.parameters: dict[str, dict[str, Any]] = said.get("parameters") or {}
        self.at_once: int | None = said.get("concurrency")
        self.timeouts = {**CELL_AND_RUN, **(said.get("timeouts") or {})}
        retries = {"run": 0, "killed": 0, "backoff": 5, **(said.get("retries") or {})}
        # lisalab itself tries again what passes by itself; what is left for Airflow is all else that ends without a verdict.
        self.retries: int = max(retries["run"], retries["killed"])
        self.backoff = timedelta(seconds=retries["backoff"])
        self.holds = {"timeout": DAY, "approvers": [], **(said.get("holds") or {})}
        self.held_cells = held_cells(json.loads(self.path.read_text(encoding="utf-8"))["cells"])

    @property
    def recurs(self) -> bool:
        """Whether its schedule is a recurrence of RFC 5545, which Airflow has no timetable for."""
        return "RRULE" in self.schedule.upper()

    def computed(self, at: datetime) -> dict[str, str]:
        """Parameters that are worked out when a run is due: for one that Airflow catches up with, that is not now."""
        presets = {name: preset_of(schema) for name, schema in self.parameters.items()}
        return {
            name: COMPUTED[preset["compute"]](at)
            for name, preset in presets.items()
            if isinstance(preset, dict) and preset.get("compute") in COMPUTED
        }


COMPUTED: dict[str, Callable[[datetime], str]] = {
    "today": lambda at: at.strftime("%Y-%m-%d"),
    "yesterday": lambda at: (at - timedelta(days=1)).strftime("%Y-%m-%d"),
    "now": lambda at: at.strftime("%Y-%m-%dT%H:%M:%SZ"),
}


def preset_of(schema: Mapping[str, Any]) -> Any:
    return schema.get("default")


def held_cells(cells: list[dict[str, Any]]) -> list[str]:
    """Titles of the cells that wait for a person: the heading before each, as lisalab shows it."""
    titles, heading = [], ""
    for cell in cells:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            headings = re.findall(r"^#+\s+(.+)$", source, re.MULTILINE)
            heading = headings[-1] if headings else heading
        elif "hold" in cell["metadata"].get("tags", []):
            titles.append(heading or f"cell {cell.get('id', '')}")
    return titles


# --- Parameters -------------------------------------------------------------------------------------------------------


def param_of(schema: Mapping[str, Any]) -> Param:
    """A parameter for Airflow's form. What has no plain default may stay empty: then the runbook works it out, or says
    that it is missing."""
    preset = preset_of(schema)
    rules = {key: value for key, value in schema.items() if key not in ("default", "description", "secret", "rising")}
    if schema.get("secret"):
        # The value is nobody's business here: what Airflow keeps is the name of the variable that the worker has it in.
        rules["pattern"] = r"^env:[A-Za-z_]\w*$"
    if preset is None or isinstance(preset, dict) and "compute" in preset:
        preset = None
        if "type" in rules:
            types = rules["type"] if isinstance(rules["type"], list) else [rules["type"]]
            rules["type"] = [*types, "null"]
        if "enum" in rules:
            rules["enum"] = [*rules["enum"], None]
    return Param(preset, description=schema.get("description"), **rules)


def words_of(given: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Parameters as `-p name=value`: text as it is, anything else as JSON."""
    words = []
    for name, value in given.items():
        is_text = isinstance(value, str) and schemas.get(name, {}).get("type") == "string"
        words += ["-p", f"{name}={value if is_text else json.dumps(value)}"]
    return words


def chosen(params: Mapping[str, Any], schemas: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """What differs from the runbook's own defaults: file names in these are relative to the runbook."""
    return {
        name: params[name]
        for name, schema in schemas.items()
        if params.get(name) is not None and params[name] != preset_of(schema)
    }


def wanted_runs(runbook: Runbook, context: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The parameters of every run that this DAG run is for: one, or one for each event, as Airflow joins events that come
    at once."""
    dag_run = context["dag_run"]
    due = dag_run.logical_date if str(dag_run.run_type) in ("scheduled", "backfill") else None
    given = {**(runbook.computed(due) if due else {}), **chosen(context["params"], runbook.parameters)}
    events = (context.get("triggering_asset_events") or {}).get(asset_of(runbook, "wanted"), [])
    return [{**given, **asked_in(event.extra)} for event in events] or [given]


def asked_in(extra: Mapping[str, Any] | None) -> dict[str, Any]:
    parameters = (extra or {}).get("parameters", {})
    if not isinstance(parameters, dict):
        raise AirflowFailException(f"the event's extra has parameters {parameters!r}; names with their values are expected")
    return parameters


# --- Tasks ------------------------------------------------------------------------------------------------------------


def environment(operator: str) -> dict[str, str]:
    """The environment for lisalab: what Airflow keeps there for itself is no business of notebooks."""
    kept = {name: value for name, value in os.environ.items() if not name.lstrip("_").startswith("AIRFLOW")}
    return {**kept, "LISALAB_OPERATOR": operator}


def operator_of(context: Mapping[str, Any]) -> str:
    """Who runs it, in the logbook; by this the tasks of an approval find the run that they are about."""
    index = context["ti"].map_index
    return f"airflow {context['dag_run'].run_id}" + (f" [{index}]" if index > 0 else "")


def lisalab(*words: str, operator: str = "airflow") -> str:
    """What a short command of lisalab prints."""
    done = subprocess.run([*COMMAND, *words], capture_output=True, text=True, env=environment(operator), check=False)
    if done.returncode != 0:
        raise AirflowException(f"lisalab {' '.join(words)} ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def unfinished(operator: str) -> str | None:
    """The run that an earlier try of a task left without a verdict: it is gone on with, as another attempt."""
    runs = json.loads(lisalab("runs", "list", "--text", operator, "--json"))
    mine = [run for run in runs if run["operator"] == operator]
    return mine[0]["id"] if mine and mine[0]["status"] in ("queued", "running", "errored", "abandoned") else None


class RunRunbook(BaseOperator):
    """Calls `lisalab run` and ends as the verdict says: Pass and Warn succeed, Fail fails, Error fails and may be tried again,
    from where it came to."""

    template_fields = ("given",)

    def __init__(self, *, runbook: str, schemas: dict[str, Any], given: Any = None, **more: Any) -> None:
        super().__init__(**more)
        self.runbook = runbook
        self.schemas = schemas
        self.given = given

    def execute(self, context: Any) -> dict[str, Any]:
        operator = operator_of(context)
        earlier = unfinished(operator) if context["ti"].try_number > 1 else None
        status, printed, said = self._run(["--resume", earlier], operator) if earlier else (ERROR, "", [])
        if status >= 0 and not printed.strip():
            # There is none to go on with, or it can't: its data or its notebook are others by now.
            status, printed, said = self._run([self.runbook, *words_of(self.given or {}, self.schemas)], operator)
        record = json.loads(printed) if printed.strip() else None
        if record is None:
            self._refused(status, said)
        summary = {key: record[key] for key in ("id", "verdict", "reason", "entry", "startedAt", "endedAt")}
        told = f"{record['runbook']['name']} {record['verdict']}: {record['reason'] or 'all checks passed'} (run {record['id']})"
        if status in (PASS, WARN):
            self.log.info("%s", told)
            context["outlet_events"][self.outlets[0]].extra = summary
            return summary
        told += "".join(f"; {problem}" for problem in record["problems"])
        raise AirflowFailException(told) if status == FAIL else AirflowException(told)

    def on_kill(self) -> None:
        """Ends lisalab with all that it started; it closes the run's record first."""
        process: subprocess.Popen[str] | None = getattr(self, "_process", None)
        if process is None or process.poll() is not None:
            return
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(TIME_TO_END)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)

    def _run(self, words: list[str], operator: str) -> tuple[int, str, list[str]]:
        """The exit status, what it printed and what it said."""
        words = [*COMMAND, "run", "--json", *words]
        self.log.info("%s", shlex.join(words))
        said: list[str] = []
        with subprocess.Popen(
            words,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(operator),
            start_new_session=True,
        ) as process:
            self._process = process

            def listen() -> None:
                for line in process.stderr or ():
                    self.log.info("%s", line.rstrip())
                    said.append(line.strip())

            listener = threading.Thread(target=listen)
            listener.start()
            printed = process.stdout.read() if process.stdout else ""
            listener.join()
        return process.returncode, printed, said

    def _refused(self, status: int, said: list[str]) -> None:
        """Ends where there is no run at all, or one that was killed before it could say how it ended."""
        why = said[-1] if said else "it said nothing"
        if status == ERROR or status < 0:
            raise AirflowException(f"lisalab ended with {status} and without a record: {why}")
        raise AirflowFailException(f"lisalab refused, with {status}: {why}")


class AwaitHold(BaseSensorOperator):
    """Waits until the run beside it asks for its n-th decision; is skipped when that run is over."""

    def __init__(self, *, runbook: str, number: int, run_task: str, **more: Any) -> None:
        super().__init__(**more)
        self.runbook = runbook
        self.number = number
        self.run_task = run_task

    def poke(self, context: Any) -> PokeReturnValue:
        ti, operator = context["ti"], operator_of(context)
        runs = json.loads(lisalab("runs", "list", "--status", "held", "--runbook", self.runbook, "--text", operator, "--json"))
        for run in (run for run in runs if run["operator"] == operator):
            shown = json.loads(lisalab("runs", "show", run["id"], "--json"))
            if len(shown["holds"]) == self.number:
                asked = shown["holds"][-1]
                held = {"run": run["id"], "title": asked["title"], "question": asked["question"]}
                return PokeReturnValue(is_done=True, xcom_value=held)
        states = ti.get_task_states(
            dag_id=ti.dag_id, task_ids=[self.run_task], run_ids=[context["dag_run"].run_id], map_index=ti.map_index
        )
        if OVER.intersection(str(state) for of_run in states.values() for state in of_run.values()):
            raise AirflowSkipException("the run is over and did not ask for this decision")
        return PokeReturnValue(is_done=False)


OVER = {"success", "failed", "upstream_failed", "skipped", "removed"}
APPROVE, REJECT = "Approve", "Reject"


def ask(runbook: Runbook, number: int) -> HITLOperator:
    """Shows what is held in Airflow's list of required actions. Nobody decides anything by letting it time out here: that is
    the runbook's own policy."""
    held = f"ti.xcom_pull(task_ids='runbook.await_{number}', map_indexes=ti.map_index)"
    users = [{"id": name, "name": name} for name in runbook.holds["approvers"]]
    return HITLOperator(
        task_id=f"hold_{number}",
        subject=f"{runbook.name} is held: {{{{ {held}.title }}}}",
        body=f"{{{{ {held}.question }}}}\n\nRun `{{{{ {held}.run }}}}`",
        options=[APPROVE, REJECT],
        params={"comment": Param("", type="string", description="Why; it goes into the record and the logbook")},
        assigned_users=users or None,
        response_timeout=timedelta(seconds=runbook.holds["timeout"]),
        # Of an answer within the second in which it begins to wait, Airflow's scheduler makes a failure: it asks again.
        retries=2,
        retry_delay=timedelta(seconds=5),
    )


def decide(answer: Mapping[str, Any], held: Mapping[str, str]) -> None:
    """Hands a decision over to lisalab, which checks who may decide."""
    who = answer["responded_by_user"] or {}
    verb = "approve" if answer["chosen_options"] == [APPROVE] else "reject"
    comment = answer["params_input"].get("comment") or "no comment"
    said = lisalab("runs", verb, held["run"], "--comment", comment, operator=str(who.get("name") or who.get("id") or "airflow"))
    log.info("%s", said.strip())


# --- DAGs -------------------------------------------------------------------------------------------------------------


def asset_of(runbook: Runbook, what: str) -> Asset:
    return Asset(name=f"lisalab/{runbook.name}/{what}", uri=f"x-lisalab://{runbook.name}/{what}")


def dag_of(runbook: Runbook) -> DAG:
    wanted = asset_of(runbook, "wanted")
    is_timed = runbook.schedule != "" and not runbook.recurs
    if is_timed and not croniter.is_valid(runbook.schedule):
        raise ValueError(f'schedule is "{runbook.schedule}", which Airflow does not take for cron')
    timetable = CronTriggerTimetable(runbook.schedule, timezone="UTC") if is_timed else None
    made = DAG(
        dag_id=runbook.name,
        description=runbook.description,
        doc_md=documentation(runbook),
        schedule=AssetOrTimeSchedule(timetable=timetable, assets=wanted) if timetable else [wanted],
        start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
        catchup=False,
        params={name: param_of(schema) for name, schema in runbook.parameters.items()},
        max_active_runs=16,
        default_args={"owner": runbook.owner.replace(",", " -")},
        tags=["lisalab"],
    )
    with made:

        @task(task_id="wanted", retries=2, retry_delay=timedelta(seconds=5))
        def wanted_by(**context: Any) -> list[dict[str, Any]]:
            return wanted_runs(runbook, context)

        @task_group(group_id="runbook")
        def one(given: dict[str, Any]) -> None:
            tasks_of(runbook, given)

        one.expand(given=wanted_by())
    return made


def tasks_of(runbook: Runbook, given: Any) -> None:
    """The run itself, and beside it, for every cell that waits for a person: wait until it does, ask, hand over."""
    waiting = timedelta(seconds=runbook.holds["timeout"]) * len(runbook.held_cells)
    longest = timedelta(seconds=runbook.timeouts["run"]) + waiting + AROUND
    RunRunbook(
        task_id="run",
        runbook=str(runbook.path),
        schemas=runbook.parameters,
        given=given,
        outlets=[asset_of(runbook, "done")],
        execution_timeout=longest,
        retries=runbook.retries,
        retry_delay=runbook.backoff,
        retry_exponential_backoff=True,
        max_active_tis_per_dag=runbook.at_once,
    )
    before = None
    for number in range(1, len(runbook.held_cells) + 1):
        awaited = AwaitHold(
            task_id=f"await_{number}",
            runbook=runbook.name,
            number=number,
            run_task="runbook.run",
            mode="reschedule",
            poke_interval=10,
            timeout=(longest * (1 + runbook.retries)).total_seconds(),
        )
        question = ask(runbook, number)
        decided = task(task_id=f"decide_{number}")(decide)(answer=question.output, held=awaited.output)
        awaited >> question >> decided
        if before is not None:
            before >> awaited
        before = decided


def documentation(runbook: Runbook) -> str:
    lines = [f"{runbook.description}", f"Version {runbook.version}, of {runbook.owner}; `{runbook.path}`."]
    if runbook.recurs:
        lines.append(f"**Not scheduled here**: Airflow has no timetable for `{runbook.schedule}`; `lisalab serve` has.")
    if runbook.held_cells:
        lines.append("Waits for a person: " + "; ".join(runbook.held_cells) + ".")
    return "\n\n".join(lines)


def broken(sidecar: Path, why: Exception) -> DAG:
    """A runbook that can't be read is seen, too, and keeps no other from running."""
    told = f"{sidecar}: {type(why).__name__}: {why}"
    log.error("%s", told)

    def tell() -> None:
        raise AirflowFailException(told)

    with DAG(dag_id=sidecar.stem, description=told, doc_md=told, schedule=None, tags=["lisalab", "broken"]) as made:
        task(task_id="broken")(tell)()
    return made


def sidecars() -> list[Path]:
    found = (path for folder in FOLDERS for path in sorted(Path(folder).glob("*.yaml")))
    return [path for path in found if path.with_suffix(".ipynb").exists()]


def dags() -> dict[str, DAG]:
    """The DAGs by their names."""
    found: dict[str, DAG] = {}
    for path in sidecars():
        try:
            made = dag_of(Runbook(path))
        except Exception as error:  # noqa: BLE001: whatever is wrong with it
            made = broken(path, error)
        if made.dag_id in found:
            log.error("%s: there are two runbooks %s; this one is left out", path, made.dag_id)
        else:
            found[made.dag_id] = made
    return found


# Airflow takes the DAGs that it finds among a module's names.
globals().update({f"dag of {name}": made for name, made in dags().items()})
