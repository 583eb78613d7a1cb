from tests.motion.book import Book
from tests.motion.conftest import *
from tests.cast import NOW, TODAY
from datetime import date
from toprung.motion.portrait import head, outcomes, people, revenue, usage, timeline, health
from toprung.motion.portrait.happenings import Kind
from django.test.utils import CaptureQueriesContext
from django.db import connection
def test_it(neighbours, cast):
    neighbours.evaluate(date(2025,10,1)); neighbours.evaluate(date(2025,12,31)); neighbours.evaluate()
    ws=cast.workspace
    with CaptureQueriesContext(connection) as q:
        h=head.head(ws, cast.harbor.pk, TODAY)
        print(h.segment,h.segment_since,h.version,h.verdict["health_parts"], h.verdict['next_step'])
        own=outcomes.outcomes_of(ws,h.account,h.verdict['results'],TODAY)
        for o in own: print(o)
        p=people.people_of(ws,h.account,h.policy,[(o.terms.validator,o.terms.statement) for o in own],TODAY)
        for x in p.everyone: print(x)
        print(p.vacant)
        print(health.latest_move(ws,h.account))
    print(len(q)); [print("Q", x["sql"][:300]) for x in q.captured_queries]
    print(revenue.revenue_of(ws,h.account,h.policy,TODAY))
    print(usage.use_of(ws,h.account,h.policy,TODAY))
    t=timeline.timeline(ws,h.account)
    seen=[]
    before=None
    while True:
        t=timeline.timeline(ws,h.account,None,before,5)
        for x in t.happenings: print(x.day,x.at,x.kind,x.who,x.what,x.details,x.quote,x.changes[:3])
        seen+=t.happenings
        if not t.older: break
        from toprung.motion.portrait.happenings import Place
        before=Place.parse(str(t.older))
    assert [h.place for h in seen]==[h.place for h in timeline.timeline(ws,h.account,None,None,1000).happenings]
    assert 0
