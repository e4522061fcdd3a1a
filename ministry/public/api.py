"""The public API: how a domain stands, for machines. Errors are problem details (RFC 9457)."""

from django.http import Http404
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import exceptions, serializers, status
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from beian.pages.errors import RETRY_SECONDS
from beian.people import visits
from ministry.public import asked, lookup

# Seconds that an answer may be kept; a grant shows within five seconds (performance.md).
FRESH = 5


class FilingSerializer(serializers.Serializer):
    """How one domain stands. While it is pending or was never filed, all facts are null."""

    domain = serializers.CharField(help_text="registrable domain in xn-- form, or the address asked for")
    status = serializers.ChoiceField(choices=[each.value for each in lookup.Status])
    status_text = serializers.CharField(help_text="the status in the words of the public page")
    number = serializers.CharField(allow_null=True, help_text="the subject's filing number")
    site_number = serializers.CharField(allow_null=True)
    subject_name = serializers.CharField(allow_null=True, help_text="a person's is masked")
    subject_nature = serializers.CharField(allow_null=True)
    site_name = serializers.CharField(allow_null=True)
    home_url = serializers.CharField(allow_null=True)
    approved_on = serializers.DateField(allow_null=True)
    as_of = serializers.DateTimeField(help_text="when the register was read")


class ProblemSerializer(serializers.Serializer):
    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"


class Unreadable(exceptions.APIException):
    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "unreadable"


class TooOften(exceptions.APIException):
    """`wait` is in seconds; the framework's handlers know it by this name."""

    status_code = status.HTTP_429_TOO_MANY_REQUESTS
    default_code = "too_often"

    def __init__(self, detail: str, wait: int) -> None:
        super().__init__(detail)
        self.wait = wait


def problem(error: Exception, context: dict) -> Response | None:
    """A refusal as problem details; what is no refusal is left to the 500 page."""
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if not isinstance(error, exceptions.APIException):
        return None
    code = error.status_code
    titles = {405: _("不支持这种请求方法"), 406: _("不支持这种返回格式"), 422: _("无法查询"), 429: _("查询太频繁")}
    title = titles.get(code, _("请求无法处理"))
    body = {"type": "about:blank", "title": title, "status": code, "detail": str(error.detail)}
    headers = {"Retry-After": str(error.wait)} if isinstance(error, TooOften) else {}
    return Response(body, status=code, headers=headers, content_type=ProblemRenderer.media_type)


class FilingView(APIView):
    @extend_schema(
        operation_id="filing",
        parameters=[OpenApiParameter("domain", str, OpenApiParameter.PATH, description="domain, host or IP address")],
        responses={
            200: FilingSerializer,
            422: OpenApiResponse(ProblemSerializer, description="not a domain or public address"),
            429: OpenApiResponse(
                ProblemSerializer, description="too many from one address; Retry-After says when again"
            ),
            503: FilingSerializer,
        },
    )
    def get(self, request: Request, domain: str) -> Response:
        """How this domain stands."""
        if later := visits.turned_away(request._request):
            raise TooOften(str(later), later.seconds)
        try:
            question = asked.domain(domain)
        except asked.Unreadable as refusal:
            raise Unreadable(str(refusal)) from None
        found = lookup.answer(question, request._request.viewer, now=timezone.now())
        return _response(found)

    def get_exception_handler(self):
        return problem


def _response(found: lookup.Answer) -> Response:
    unknown = found.status == lookup.Status.UNKNOWN
    headers = (
        {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
        if unknown
        else {"Cache-Control": f"public, max-age={FRESH}"}
    )
    response = Response(FilingSerializer(_facts(found)).data, status=503 if unknown else 200, headers=headers)
    # the language of the words may come from a cookie
    patch_vary_headers(response, ["Cookie"])
    return response


def _facts(found: lookup.Answer) -> dict:
    line = found.first
    return {
        "domain": found.question.key,
        "status": found.status.value,
        "status_text": str(found.words.title),
        "number": line and line.filing_number,
        "site_number": line and line.site_number,
        "subject_name": line and line.subject_name,
        "subject_nature": line and line.nature_label,
        "site_name": line and line.site_name,
        "home_url": line and line.home_url,
        "approved_on": line and line.approved_on,
        "as_of": found.as_of,
    }
