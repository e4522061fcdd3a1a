"""Working off a signed list: one filing after the other, each in a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beian.evidence import disposal
from beian.evidence.lists import DisposalList
from beian.pages import jobs
from beian.pages.jobs import Run

KIND = "evidence.disposal"
DRAWERS = {"provider": "provider_admin", "province": "province_support", "ministry": "ministry_supervisor"}
SIGNERS = {
    "provider": ("provider_admin", "provider_verifier"),
    "province": ("province_leader",),
    "ministry": ("ministry_supervisor",),
}
ALL_SIGNERS = tuple(role for roles in SIGNERS.values() for role in roles)
PEOPLE = tuple({role: None for role in (*DRAWERS.values(), *ALL_SIGNERS)})


@jobs.kind(KIND, label=gettext_lazy("销毁到期材料"), roles=ALL_SIGNERS)
def destroy(run: Run) -> Iterator[None]:
    """Every line that is not done; what cannot be done stays on the list with its reason and may be tried again."""
    made = DisposalList.objects.get(pk=run.parameters["list"])
    run.total = made.filings
    run.done = made.filings - disposal.waiting(made)
    after, failed = run.place.get("after", 0), run.place.get("failed", 0)
    while (line := disposal.dispose_next(made=made, after=after, now=run.now)) is not None:
        after = line.pk
        if line.trouble:
            failed += 1
            run.refuse(failed, line.trouble, [str(line.application)])
        else:
            run.done += 1
        run.place = {"after": after, "failed": failed}
        yield
    done = disposal.close(made=made, now=run.now)
    run.outcome = _("清单上的材料已全部销毁。") if done else _("有 %(n)d 件暂时不能销毁，原因见清单。") % {"n": failed}
