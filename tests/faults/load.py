"""The people of the installation at work, all at once: each deed is noted with how it was answered."""

from __future__ import annotations

import random
import re
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from tests.faults.city import OFFICE, PASSWORD, PROGRAMME, UNITS, liaison_of, soon
from tests.faults.desk import Answer, Desk, Unanswered

DONE, REFUSED, UNKNOWN = "done", "refused", "unknown"
#: Between two deeds of a person, in seconds; after a broken connection, until the next try.
_PAUSE_S, _AGAIN_S = 0.05, 0.3


@dataclass(frozen=True)
class Deed:
    """What somebody did: a report on an assignment, a move of a record, a new task.

    ``about`` is the assignment or record; ``words`` the text that no other deed has, or the move's name.
    """

    kind: str
    about: int
    words: str
    answer: str
    status: int = 0
    figure: str = ""


class Load:
    """Liaison officers who accept tasks and report, an office that looks at reports and issues new tasks."""

    def __init__(self, address: Callable[[], tuple[str, int]], units: Mapping[str, int], seed: int) -> None:
        self._address, self._units, self._seed = address, units, seed
        self._stop, self._counting = threading.Event(), threading.Lock()
        self._sent: deque[int] = deque()
        self._threads: list[threading.Thread] = []
        self.deeds: list[Deed] = []
        self.faults: list[str] = []
        self.sending = 0  # how many deeds are on their way to the server

    def begin(self) -> None:
        works = [(liaison_of(unit), self._report_or_accept) for unit in UNITS]
        works += [(OFFICE[0], self._look_at_reports), (OFFICE[1], self._issue)]
        for place, (username, work) in enumerate(works):
            rng = random.Random(self._seed * 100 + place)
            thread = threading.Thread(target=self._work, args=(username, work, rng), daemon=True)
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Let everybody finish what they have begun."""
        self._stop.set()
        for thread in self._threads:
            thread.join(120)
        assert not any(thread.is_alive() for thread in self._threads)

    def told(self) -> list[dict[str, Any]]:
        """All deeds as plain values."""
        return [asdict(deed) for deed in self.deeds]

    def count(self, answer: str) -> int:
        return sum(deed.answer == answer for deed in list(self.deeds))

    def _work(self, username: str, work: Callable[[Desk, random.Random], None], rng: random.Random) -> None:
        desk = Desk(self._address, username, PASSWORD)
        while not self._stop.is_set():
            try:
                work(desk, rng)
                time.sleep(_PAUSE_S)
            except Unanswered:
                time.sleep(_AGAIN_S)

    def _report_or_accept(self, desk: Desk, rng: random.Random) -> None:
        page = self._seen(desk.get("/my-work/")).page
        reports = sorted(set(re.findall(r"/my-work/(\d+)/report/", page)))
        tasks = sorted(set(re.findall(r"/records/(\d+)/moves/accept/", page)))
        if tasks and (not reports or rng.random() < 0.3):
            self._move(desk, int(rng.choice(tasks)), "accept")
        elif reports:
            self._report(desk, int(rng.choice(reports)), rng)

    def _report(self, desk: Desk, assignment: int, rng: random.Random) -> None:
        path = f"/my-work/{assignment}/report/"
        form = self._seen(desk.get(path))
        target = re.search(r'name="(target-\d+)"', form.page)
        if form.status != 200 or target is None:
            return
        figure, words = str(rng.randrange(1, 20)), f"已开工，第{rng.getrandbits(60)}号"
        given = {target[1]: figure, "progress": rng.randrange(100), "done": words, "send": "1"}
        answer = self._noted("report", assignment, words, lambda: desk.send(path, form, given), figure)
        if found := re.fullmatch(r"/records/(\d+)/", answer.leads_to):
            self._sent.append(int(found[1]))

    def _look_at_reports(self, desk: Desk, rng: random.Random) -> None:
        try:
            record = self._sent.popleft()
        except IndexError:
            return
        try:
            if rng.random() < 0.3:
                self._move(desk, record, "send_back", {"reason": "数字与上期不衔接，请核对"})
            else:
                self._move(desk, record, "accept")
        except Unanswered:
            self._sent.append(record)  # nobody knows, so they look again
            raise

    def _move(self, desk: Desk, record: int, name: str, given: Mapping[str, object] | None = None) -> None:
        path = f"/records/{record}/moves/{name}/"
        form = self._seen(desk.get(path))
        if form.status == 200:
            self._noted("move", record, name, lambda: desk.send(path, form, given or {}))

    def _issue(self, desk: Desk, rng: random.Random) -> None:
        path, words = f"/ledgers/{PROGRAMME}.tasks/new/", f"补齐管网，第{rng.getrandbits(60)}号"
        given = {
            "title": words,
            "content": "年底前建成12公里。",
            "due_on": soon(),
            "lead": rng.choice(sorted(self._units.values())),
            "save": "1",
        }
        form = self._seen(desk.get(path))
        if form.status == 200:
            self._noted("task", 0, words, lambda: desk.send(path, form, given))
        time.sleep(5 * _PAUSE_S)

    def _noted(
        self, kind: str, about: int, words: str, deed: Callable[[], Answer], figure: str = ""
    ) -> Answer:
        """Do something and note how it was answered."""
        self._count_sending(1)
        try:
            answer = self._seen(deed())
        except Unanswered:
            self.deeds.append(Deed(kind, about, words, UNKNOWN, 0, figure))
            raise
        finally:
            self._count_sending(-1)
        done = DONE if answer.status == 302 and "/sign-on/" not in answer.leads_to else REFUSED
        self.deeds.append(Deed(kind, about, words, done, answer.status, figure))
        return answer

    def _count_sending(self, more: int) -> None:
        with self._counting:
            self.sending += more

    def _seen(self, answer: Answer) -> Answer:
        """A killed server does not answer; one that lives has no fault of its own."""
        if answer.status >= 500:
            self.faults.append(f"{answer.status}: {answer.page[:200]}")
        return answer


def of_kind(deeds: Iterable[Mapping[str, Any]], kind: str) -> list[Mapping[str, Any]]:
    """The deeds of one kind, in their order."""
    return [deed for deed in deeds if deed["kind"] == kind]
