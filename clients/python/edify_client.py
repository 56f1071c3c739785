"""A client of the Edify API, with nothing but the standard library. Python 3.11 or later.

Made by tools/make_clients.py from the program's own description; changes belong there.

    client = EdifyClient("https://edify.school.example", token=token)
    for result in client.query("How do plants make their food?", limit=3)["results"]:
        print(result["source_file"], result["metadata"]["page"], result["content"])
"""
import json
import urllib.error
import urllib.request
from typing import Any, Literal, NotRequired, TypeAlias, TypedDict, cast


class QueryRequest(TypedDict):
    # The question
    query: str
    # How many results at most
    limit: NotRequired[int | None]
    # By meaning and by words, or one of them
    mode: NotRequired[Literal["hybrid", "dense", "lexical"] | None]
    # Ask as a role narrower than the token's; a wider one is refused with 403
    role: NotRequired[Literal["student", "teacher", "admin"] | None]
    # Grades to look in, of those that the token allows; none or an empty list: all of them. Other spellings, such as
    # Grade 5, are understood
    grades: NotRequired[list[str] | None]
    # Must be the caller's own, unless an API key may act for users: then it, role and grades are the user's
    user_id: NotRequired[str | None]


class PageBox(TypedDict):
    page: int
    # [x0, y0, x1, y1] in points from the page's top left
    bbox: list[float]


class ResultMetadata(TypedDict):
    document_id: str
    # The whole path inside the source
    file_path: str
    # Bytes
    file_size: int
    content_type: str
    last_modified: str
    # Policies only: the folder under SOP
    category: NotRequired[str]
    title: NotRequired[str]
    # source_file, an underscore, chunk_index
    chunk_id: str
    chunk_index: int
    # Of the passage's first element, as Unstructured names it
    element_type: str
    # Characters
    text_length: int
    embedding_model: str
    # When it was stored, seconds since 1970
    timestamp: int
    # Null in formats without pages
    page: int | None
    # Where the passage stands, line by line
    boxes: list[PageBox]
    # The nearest heading above
    heading: NotRequired[str]
    # All headings above, outermost first
    heading_path: list[str]


class SearchResult(TypedDict):
    # The passage
    content: str
    # Cosine of question and passage
    score: float
    # What the list is ordered by
    rank_score: float
    # The file's name
    source_file: str
    module: Literal["sop", "knowledge_bank", "general"]
    grade: str
    year: str
    metadata: ResultMetadata

Role: TypeAlias = Literal["student", "teacher", "admin"]


class QueryResponse(TypedDict):
    # Best first
    results: list[SearchResult]
    # Seconds from the request's arrival
    query_time: float
    total_results: int
    # As whom the question was answered
    user_role: Role
    # Whether the answer was remembered
    cached: bool
    # True where the store is away and this is its answer of up to a minute ago; see Age, Cache-Status
    stale: NotRequired[bool]


class Facets(TypedDict):
    modules: list[Literal["sop", "knowledge_bank", "general"]]
    grades: list[str]
    years: list[str]
    document_types: list[str]


class FeedbackRequest(TypedDict):
    message_id: str
    rating: Literal["up", "down"]
    reasons: NotRequired[list[Literal["wrong", "incomplete", "not_relevant", "bad_source", "hard_to_read", "other"]] | None]
    comment: NotRequired[str | None]


class SurveyRequest(TypedDict):
    score: int
    comment: NotRequired[str | None]


class AdminIngestionRunsItem(TypedDict):
    source: str
    started: str
    state: str
    files_per_second: float
    elapsed_seconds: float
    last_update: str


class AdminIngestion(TypedDict):
    state: str
    queue: int
    files_per_second: float
    elapsed_seconds: float
    memory_bytes: int
    documents: dict[str, Any]
    errors: dict[str, Any]
    runs: list[AdminIngestionRunsItem]


class AdminCoverageLinesItem(TypedDict):
    grade: str
    subject: str
    year: str
    documents: int
    questions: int
    unanswered: int


class AdminCoverage(TypedDict):
    days: int
    has_curriculum: bool
    covered_share: float
    target_share: float
    lines: list[AdminCoverageLinesItem]


class AdminFeedbackNewestItem(TypedDict):
    rating: Literal["up", "down"]
    reasons: list[str]
    comment: str
    role: str
    time: str


class AdminFeedback(TypedDict):
    up: int
    down: int
    survey_answers: int
    mean_score: float
    target_score: float
    reasons: dict[str, Any]
    newest: list[AdminFeedbackNewestItem]


class AdminUsageRolesItem(TypedDict):
    role: str
    people: int
    questions: int
    unanswered: int


class AdminUsage(TypedDict):
    days: int
    roles: list[AdminUsageRolesItem]


class AdminTrendsDaysItem(TypedDict):
    day: str
    people: int
    questions: int
    unanswered: int
    mean_latency_ms: float


class AdminTrends(TypedDict):
    days: list[AdminTrendsDaysItem]
    answers_by_status: dict[str, Any]


class AdminKeysKeysItem(TypedDict):
    id: str
    name: str
    role: str
    grades: list[str]
    all_grades: bool
    routes: list[str]
    requests_a_minute: int
    may_act_for_users: bool
    created: str | None
    expires: str | None
    revoked: str | None
    last_used: str | None


class AdminKeys(TypedDict):
    keys: list[AdminKeysKeysItem]


class AdminDeniedDeniedItem(TypedDict):
    user: str
    reason: str
    since: str


class AdminDenied(TypedDict):
    denied: list[AdminDeniedDeniedItem]


class AdminDenial(TypedDict):
    user: str
    reason: NotRequired[str | None]


class AdminAllowance(TypedDict):
    user: str


class AdminSettingsSettingsItem(TypedDict):
    key: str
    value: str
    origin: str


class AdminSettings(TypedDict):
    settings: list[AdminSettingsSettingsItem]


class AdminKpisRolesItem(TypedDict):
    role: str
    people: int
    questions: int
    unanswered: int


class AdminKpisSatisfaction(TypedDict):
    up: int
    down: int
    survey_answers: int
    mean_score: float
    target_score: float
    reasons: dict[str, Any]


class AdminKpisCoverage(TypedDict):
    has_curriculum: bool
    covered_share: float
    target_share: float


class AdminKpisTicketsWeeksItem(TypedDict):
    week: str
    opened: int


class AdminKpisTickets(TypedDict):
    total: int
    open: int
    target_a_week: int
    newest: str | None
    weeks: list[AdminKpisTicketsWeeksItem]


class AdminKpis(TypedDict):
    days: int
    roles: list[AdminKpisRolesItem]
    satisfaction: AdminKpisSatisfaction
    coverage: AdminKpisCoverage
    tickets: AdminKpisTickets


class CollectionSummary(TypedDict):
    id: str
    title: str
    created: str
    # How many it holds
    items: int


class CollectionList(TypedDict):
    collections: list[CollectionSummary]


class CollectionTitle(TypedDict):
    title: str


class ShareRequest(TypedDict):
    message_id: str


class ShareLink(TypedDict):
    id: str
    # The page of the web app that shows it
    url: str


class Health(TypedDict):
    status: Literal["healthy", "degraded"]
    vector_store_connected: bool
    embedding_model: str
    # Seconds
    uptime: float
    # With an admin's token
    total_documents: NotRequired[int]
    # With an admin's token
    total_chunks: NotRequired[int]


class StatsVectorStore(TypedDict):
    total_points: int
    total_documents: int
    vector_size: int
    distance_metric: str
    indexed_fields: list[str]


class StatsIngestion(TypedDict):
    state: Literal["never", "running", "finished", "interrupted"]
    # Documents that wait or are being read
    queue: int
    files_per_second: float
    # Seconds
    elapsed_time: float
    # Bytes of documents in memory
    memory_usage: int
    last_update: str | None


class Stats(TypedDict):
    vector_store: StatsVectorStore
    # Seconds
    api_uptime: float
    embedding_model: str
    cache_available: bool
    ingestion: StatsIngestion


class Me(TypedDict):
    user: str
    role: Literal["student", "teacher", "admin"]
    # Whether no grade is hidden
    all_grades: bool
    grades: list[str]
    known_by: Literal["token", "key", "session"]
    may_act_for_users: bool


class Probe(TypedDict):
    status: str

OpenApi: TypeAlias = dict[str, Any]


class Root(TypedDict):
    message: str
    version: str
    docs: str
    health: str


class Problem(TypedDict):
    """What went wrong (RFC 9457)."""
    type: str
    title: str
    status: int
    # One sentence for a person
    detail: str
    # A stable word for programs
    reason: str
    # Names the request in the log
    request_id: str


class EdifyError(Exception):
    """An answer that is not a success. `reason` is a stable word for programs, `detail` a sentence for people."""

    def __init__(self, status: int, problem: Problem, retry_after: int | None) -> None:
        super().__init__(f"{status} {problem['reason']}: {problem['detail']} (request {problem['request_id']})")
        self.status = status
        self.reason = problem["reason"]
        self.detail = problem["detail"]
        self.request_id = problem["request_id"]
        self.retry_after = retry_after  # seconds to wait before asking again, where the service says so


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Credentials go to the address that was given and to no other."""

    def redirect_request(self, *_: Any) -> None:
        return None


class EdifyClient:
    """Thread-safe. Network failures are urllib.error.URLError and TimeoutError, as urllib raises them."""

    def __init__(self, base_url: str, *, token: str | None = None, api_key: str | None = None,
                 timeout: float = 30.0) -> None:
        """`token` is a bearer token; `api_key` is for programs. `timeout` is in seconds, for each request."""
        if not base_url.startswith(("https://", "http://")):
            raise ValueError("base_url must start with https:// or http://")
        self._base_url = base_url.rstrip("/")
        self._timeout = timeout
        self._headers = {"Accept": "application/json", "User-Agent": "edify-client-python/0.1.0"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        if api_key is not None:
            self._headers["X-API-Key"] = api_key
        self._opener = urllib.request.build_opener(_NoRedirects)

    def query(self, query: str, *, limit: int | None = None, mode: Literal["hybrid", "dense", "lexical"] | None =
              None, role: Literal["student", "teacher", "admin"] | None = None, grades: list[str] | None = None,
              user_id: str | None = None) -> QueryResponse:
        """Ask a question; the answer holds what the token may see, best first."""
        body = {"query": query, "limit": limit, "mode": mode, "role": role, "grades": grades, "user_id": user_id}
        return cast(QueryResponse, self._request("POST", "/query", body))

    def facets(self) -> Facets:
        """What the library can be narrowed by."""
        return cast(Facets, self._request("GET", "/facets"))

    def feedback(self, message_id: str, rating: Literal["up", "down"], *, reasons: list[Literal["wrong", "incomplete",
                 "not_relevant", "bad_source", "hard_to_read", "other"]] | None = None, comment: str | None =
                 None) -> None:
        """Rate an answer of one's own."""
        body = {"message_id": message_id, "rating": rating, "reasons": reasons, "comment": comment}
        self._request("POST", "/feedback", body)

    def survey(self, score: int, *, comment: str | None = None) -> None:
        """Say how satisfied one is."""
        body = {"score": score, "comment": comment}
        self._request("POST", "/survey", body)

    def admin_ingestion(self) -> AdminIngestion:
        """What the ingest is doing, documents by state, failures by reason."""
        return cast(AdminIngestion, self._request("GET", "/admin/ingestion"))

    def admin_coverage(self) -> AdminCoverage:
        """Documents, and questions of 30 days, for each line of the curriculum."""
        return cast(AdminCoverage, self._request("GET", "/admin/coverage"))

    def admin_feedback(self) -> AdminFeedback:
        """Ratings and survey of 30 days, without names."""
        return cast(AdminFeedback, self._request("GET", "/admin/feedback"))

    def admin_usage(self) -> AdminUsage:
        """People and questions of 30 days by role."""
        return cast(AdminUsage, self._request("GET", "/admin/usage"))

    def admin_trends(self) -> AdminTrends:
        """Questions, unanswered ones and latency by day."""
        return cast(AdminTrends, self._request("GET", "/admin/trends"))

    def admin_keys(self) -> AdminKeys:
        """API keys, without their secrets."""
        return cast(AdminKeys, self._request("GET", "/admin/keys"))

    def admin_denied(self) -> AdminDenied:
        """Who is denied."""
        return cast(AdminDenied, self._request("GET", "/admin/denied"))

    def admin_deny(self, user: str, *, reason: str | None = None) -> None:
        """Refuse a user's tokens and sessions from now on."""
        body = {"user": user, "reason": reason}
        self._request("POST", "/admin/users/deny", body)

    def admin_allow(self, user: str) -> None:
        """Take a denial back."""
        body = {"user": user}
        self._request("POST", "/admin/users/allow", body)

    def admin_settings(self) -> AdminSettings:
        """The settings in force and where each came from, secrets masked."""
        return cast(AdminSettings, self._request("GET", "/admin/settings"))

    def admin_kpis(self) -> AdminKpis:
        """Adoption by role, satisfaction, coverage and support tickets."""
        return cast(AdminKpis, self._request("GET", "/admin/kpis"))

    def collections(self) -> CollectionList:
        """One's own collections, by title."""
        return cast(CollectionList, self._request("GET", "/collections"))

    def collection_create(self, title: str) -> CollectionSummary:
        """Begin a collection."""
        body = {"title": title}
        return cast(CollectionSummary, self._request("POST", "/collections", body))

    def share_create(self, message_id: str) -> ShareLink:
        """A link to an answer of one's own, the same one each time."""
        body = {"message_id": message_id}
        return cast(ShareLink, self._request("POST", "/shares", body))

    def health(self) -> Health:
        """Health of the service; an admin's token adds the store's size."""
        return cast(Health, self._request("GET", "/health"))

    def stats(self) -> Stats:
        """Figures of the store, the cache and the ingestion."""
        return cast(Stats, self._request("GET", "/stats"))

    def me(self) -> Me:
        """Who the credentials say one is."""
        return cast(Me, self._request("GET", "/me"))

    def logout(self) -> None:
        """End the browser's session; only from this server's own pages."""
        self._request("POST", "/auth/logout")

    def livez(self) -> Probe:
        """Whether the process answers."""
        return cast(Probe, self._request("GET", "/livez"))

    def readyz(self) -> Probe:
        """Whether the service takes questions; 503 while it stops or its store is away."""
        return cast(Probe, self._request("GET", "/readyz"))

    def openapi(self) -> OpenApi:
        """This description (OpenAPI 3.1)."""
        return cast(OpenApi, self._request("GET", "/openapi.json"))

    def root(self) -> Root:
        """Name, version and where to go next."""
        return cast(Root, self._request("GET", "/"))

    def _request(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        headers = dict(self._headers)
        data = None
        if body is not None:
            data = json.dumps({name: value for name, value in body.items() if value is not None}).encode()
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(self._base_url + path, data=data, headers=headers, method=method)
        try:
            with self._opener.open(request, timeout=self._timeout) as answer:
                content = answer.read()
                return json.loads(content) if content else None
        except urllib.error.HTTPError as error:
            with error:
                raise _error_of(error.code, error.read(), error.headers.get("Retry-After")) from None


def _error_of(status: int, content: bytes, retry_after: str | None) -> EdifyError:
    try:
        problem = json.loads(content)
        known = isinstance(problem, dict) and all(name in problem for name in ("reason", "detail", "request_id"))
    except ValueError:
        known = False
    if not known:  # a proxy on the way answered, not Edify
        problem = {"type": "about:blank", "title": "", "status": status, "reason": "unknown",
                   "detail": "the answer is not one of Edify's", "request_id": ""}
    seconds = int(retry_after) if retry_after is not None and retry_after.isdigit() else None
    return EdifyError(status, cast(Problem, problem), seconds)
