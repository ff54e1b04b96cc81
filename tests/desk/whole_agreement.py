"""An agreement that says everything an agreement can say: the demonstration's, and every further table."""

import re

from tests.desk.agreements import TEXT

_CATALOGUE = "0123456789abcdef" * 4

_MORE = """
[time_zones]
RUS = "Europe/Moscow"

[notify_ahead_min]
flight = 15

[in_force]
flight = ["RUS", "USA"]
exercise = ["RUS", "USA"]
hazard = ["USA"]
query = ["RUS", "USA"]
reply = ["RUS", "USA"]
holding-reply = ["RUS", "USA"]
call-token = ["RUS", "USA"]
call-readback = ["RUS", "USA"]
call-mark = ["RUS", "USA"]

[separation]
lateral_m = 5000
vertical_m = 300
time_min = 10

[border_min_m]
exercise = 5000

[[borders]]
name = "state border"
declared_by = "RUS"
reference = "Treaty of 1 June 1990, annex 2"
error_m = 50

[[borders]]
name = "state border"
declared_by = "USA"
points = [[54.5, 19.64], [54, -180]]

[release]
officers = 1
roles = ["watch-officer", "director-of-operations"]
evidence = true

[release.by_template]
hazard = 2

[retention]
bodies_days = 365

[hours.USA]
from = "04:00Z"
until = "20:00Z"
days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
called = "director-of-operations"
within_min = 10

[channels.attaches]
sort = "line"
name = { en = "line of the attachés", ru = "линия атташе" }

[channels.un-mission]
sort = "relay"
name = { en = "UN mission", ru = "миссия ООН" }

[[escalation]]
after_min = 40
role = "minister-of-defence"
alternates = ["foreign-minister"]
channel = "attaches"

[[escalation_by.FLASH]]
after_min = 0
role = "director-of-operations"
alternates = ["chief-of-staff"]

[[escalation_by.FLASH]]
after_min = 20
role = "chief-of-staff"
channel = "un-mission"

[next_pairing]
ministers-of-defence = "chiefs-of-staff"

[disclosure]
publicity = "embargo"
embargo_h = 24
opened = false
reached = true

[[watch.exceptions]]
from = 2022-05-09
until = 2022-05-10

[[watch.exceptions]]
from = 2022-12-25
times = ["06:00Z"]

[roles.watch-officer.address.RUS]
en = "Comrade Duty Officer"
ru = "товарищ оперативный дежурный"
"""

_TOKENS = re.sub("^(call_answer_within_h = .*)$", r"\1\ncalls_by_token = true", TEXT, flags=re.MULTILINE)
WHOLE = re.sub(
    r"^(\[pairings.chiefs-of-staff\])$",
    r'\1\nauthority = { en = "a pause of fire", ru = "перерыв в огне" }'
    '\nalternates = { RUS = ["director-of-operations"] }',
    re.sub(
        "^(takes_unreviewed = .*)$",
        rf'\1\ncatalogue = "{_CATALOGUE}"\nreviewed = ["flight"]',
        _TOKENS,
        flags=re.MULTILINE,
    )
    + _MORE,
    flags=re.MULTILINE,
)
