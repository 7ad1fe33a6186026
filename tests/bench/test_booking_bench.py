"""The comparison of bookings: the driver counts what it is answered, and people and figures are right."""

import pickle
import socket
import threading
from collections import Counter
from functools import partial

import pytest

from appointments import identity, phones
from bench.booking import attempts, databases, installed, people, wire
from bench.booking.driver import Drive, Visitor, run, shared
from bench.booking.figures import Measured
from bench.booking.scenarios.slots import RUSH_HALF, RUSH_LASTS, arrivals
from bench.booking.sides import Sold

CREATED = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}"
FULL = b"HTTP/1.1 409 Conflict\r\ncontent-length: 0\r\n\r\n"
BROKEN = b"HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nLocation: /next/\r\nContent-Length: 0\r\n\r\n"


class Answering:
    """A server of one thread that gives these answers, in this order, whoever asks; None hangs up."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.answers, self.asked = iter(answers), []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            connection, _ = self.listener.accept()
            with connection:
                while asked := connection.recv(65536):
                    self.asked.append(asked)
                    answer = next(self.answers)
                    if answer is None:
                        break
                    connection.sendall(answer)


def booking() -> partial:
    return partial(attempts.in_turn, [wire.post_json("/book/", {"slot": 1})])


def test_what_is_booked_refused_and_failed_is_counted():
    server = Answering([CREATED, FULL, BROKEN, CREATED])

    seen = run(server.port, [Visitor([booking(), booking(), booking(), booking()])])

    assert (seen.reached, seen.failed, len(seen.milliseconds)) == (2, 1, 4)
    assert seen.statuses == Counter({201: 2, 409: 1, 500: 1})


def test_a_request_that_is_not_answered_has_failed_and_its_client_leaves():
    server = Answering([CREATED, None])

    seen = run(server.port, [Visitor([booking(), booking(), booking()])])

    assert (seen.reached, seen.failed, seen.statuses) == (1, 1, Counter({201: 1, 0: 1}))


def test_nobody_listens_and_all_have_failed():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]

    assert run(port, [Visitor([booking()])]).failed == 1


def test_a_visitor_comes_when_it_is_due_and_waits_from_then_on():
    server = Answering([CREATED])

    seen = run(server.port, [Visitor([booking()], comes_after=0.2)])

    assert seen.seconds >= 0.2
    assert seen.milliseconds[0] < 200


def test_forms_are_sent_to_where_the_one_before_led():
    server = Answering([MOVED, MOVED])
    asked = partial(attempts.forms, "/first/", [{"day": "1"}, {"name": "测"}], {"sessionid": "s"})

    seen = run(server.port, [Visitor([asked])])

    assert seen.reached == 1
    assert [each.split(b" HTTP")[0] for each in server.asked] == [b"POST /first/", b"POST /next/"]
    assert b"Cookie: sessionid=s; csrftoken=" in server.asked[1]
    assert server.asked[1].endswith(b"&name=%E6%B5%8B")


def test_an_answer_is_whole_when_its_body_is():
    assert wire.read(CREATED[:-1]) is None
    assert wire.read(CREATED) == wire.Answer(201, CREATED[:-6], b"{}")
    assert wire.read(MOVED).header("location") == "/next/"
    assert wire.read(b"HTTP/1.1 204 No Content\r\n\r\n").status == 204
    with pytest.raises(ValueError, match="no length"):
        wire.read(b"HTTP/1.1 200 OK\r\n\r\nendless")


def test_attempts_are_dealt_out_and_can_be_sent_to_another_process():
    visitors = shared([booking() for _ in range(7)], clients=3)

    assert [len(visitor.attempts) for visitor in visitors] == [3, 2, 2]
    assert len(pickle.loads(pickle.dumps(visitors))) == 3  # noqa: S301 - Our own.


def test_people_have_phones_and_documents_of_their_own_that_the_portal_reads(settings):
    some = [people.citizen(number) for number in (0, 1, 999, 1000, people.MOST - 1)]

    assert len({person.phone for person in some}) == len({person.document for person in some}) == 5
    assert [phones.read(person.phone) for person in some] == [person.phone for person in some]
    assert {identity.read("id_card", person.document).kind for person in some} == {"id_card"}


def test_most_of_a_rush_comes_at_its_beginning():
    moments = arrivals(5000)

    assert moments == sorted(moments)
    assert (moments[0], sum(moment <= RUSH_HALF for moment in moments)) == (0, 2501)
    assert moments[-1] < RUSH_LASTS


def test_figures_are_told_beside_those_of_the_bound():
    drive = Drive(seconds=2, reached=50, milliseconds=[10.0] * 100, statuses=Counter({201: 50, 409: 50}))
    bound = Measured("the bound", drive, cpu=0.1, sold=[Sold(places=50, bookings=50, counted=50)])
    ours = Measured("ours", drive + drive, cpu=0.4, sold=[Sold(50, 51, 50), Sold(50, 50, 50)])

    assert bound.row(bound) == ["the bound", "50", "50", "0", "0", "50.0", "1.00", "10.0", "10.0", "1.0", "1.0"]
    assert ours.row(bound)[4:] == ["1 (counts differ)", "50.0", "1.00", "10.0", "10.0", "1.0", "2.0"]


def test_a_throwaway_database_is_gone_afterwards(db):
    from django.db import connection

    facts = connection.settings_dict
    server = f"postgresql://{facts['USER']}@{facts['HOST']}:{facts['PORT']}/{facts['NAME']}"

    with databases.throwaway(server, "test") as url, databases.asked(url) as cursor:
        cursor.execute("SELECT current_database()")
        assert cursor.fetchone() == ("bench_booking_test",)

    with databases.asked(server) as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE datname = 'bench_booking_test'")
        assert cursor.fetchone() == (0,)


def test_only_known_scenarios_are_run(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://a@b/c")

    assert installed.options(["A", "hot"]).scenarios == ["A", "hot"]
    assert installed.options([]).scenarios == installed.SCENARIOS
    with pytest.raises(SystemExit):
        installed.options(["E"])
