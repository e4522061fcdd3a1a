"""throwaway measurement"""
import os, sys, time, pytest
sys.path.insert(0, "/work/main")
pytestmark = pytest.mark.django_db

def test_speed(cast):
    from django.db import connection
    from beian import exchange
    from beian.exchange import pumping, relay, applying
    from pydantic import BaseModel
    from beian.people import scope
    from tests.beian.exchange.notes import at
    class Fact(BaseModel):
        name: str
        domain: str
        province: str
        text: str
    got = []
    @exchange.handles("bench.fact", body=Fact)
    def take(messages):
        got.append(len(messages))
        with connection.cursor() as c:
            c.execute("INSERT INTO beian_auditentry (verb, subject_kind, subject_id, before, after) SELECT 'b','b',s,'{}','{}' FROM unnest(%s::text[]) s", [[m.key for m in messages]])
    def body(i): return {"name": f"单位{i}", "domain": f"d{i}.example.cn", "province": "11", "text": "x"*300}
    from collections import defaultdict
    for n, many in ((20000, True),):
        t0=time.perf_counter()
        for a in range(0,n,1000):
            with at("provider:p01"):
                exchange.send_many([exchange.Outgoing("province:11","bench.fact",f"k{a+i}",body(a+i)) for i in range(1000)])
        t1=time.perf_counter(); relay.relay("provider:p01"); t2=time.perf_counter(); applying.apply("province:11"); t3=time.perf_counter()
        print(f"batch n={n}: send {n/(t1-t0):.0f}/s relay+receive {n/(t2-t1):.0f}/s apply {n/(t3-t2):.0f}/s total {n/(t3-t0):.0f}/s")
    from collections import defaultdict
    spent=defaultdict(lambda:[0,0.0])
    class W:
        def __enter__(self): return self
        def __exit__(self,*a): pass
        def __call__(self, execute, sql, params, many, context):
            t=time.perf_counter(); r=execute(sql,params,many,context); e=spent[' '.join(sql.split())[:90]]; e[0]+=1; e[1]+=time.perf_counter()-t; return r
    def show(title):
        print(title)
        for k,(c,t) in sorted(spent.items(), key=lambda x:-x[1][1])[:8]: print(f'   {t*1000/c:8.2f} ms x{c:5d}  {k}')
        spent.clear()

    for k in range(3):
        with at("provider:p01"), connection.cursor() as c:
            exchange.send(receiver="province:11",kind="bench.fact",key="s",body=body(1))
            for q,v in ((relay._FRESH,["provider:p01","province:11",1000]),(relay._RECEIVERS,{"node":"provider:p01"})):
                c.execute("EXPLAIN (ANALYZE, BUFFERS) "+q, v)
                print("\n".join(r[0] for r in c.fetchall()))
