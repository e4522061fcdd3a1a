"""Long jobs: ordered by a form, worked off slice by slice in the background, watched on a page with real progress, and kept.

A capability registers its kind of work in `<tier>/<package>/work.py`, which its `tasks.py` imports so that workers know it:

    @jobs.kind("register.import", label=_("导入登记"), roles=("province_supervisor",))
    def take_rows(run: Run) -> Iterator[None]:
        run.total = len(rows)
        for line, row in …[run.place.get("line", 0):]:
            … run.done += 1, run.refuse(line, _("域名重复"), row) …
            run.place = {"line": line}
            yield                              # one slice: its rows and its progress are committed together

    job = jobs.start(kind="register.import", title=…, parameters={…}, by=request.viewer.user, back=…, now=timezone.now())
    return jobs.shown(job)                     # 303 to the page with the progress bar
"""

from beian.pages.jobs.kinds import kind
from beian.pages.jobs.orders import TooMany, shown, start
from beian.pages.jobs.run import Refused, Run

__all__ = ["Refused", "Run", "TooMany", "kind", "shown", "start"]
