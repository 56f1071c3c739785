// A client of the Edify API on fetch, without dependencies: for browsers, Node.js 18 or later, Deno and Bun.
//
// Made by tools/make_clients.py from the program's own description; changes belong there.
//
//   const client = new EdifyClient("https://edify.school.example", { token });
//   const { results } = await client.query({ query: "How do plants make their food?", limit: 3 });

export interface QueryRequest {
  /** The question */
  query: string;
  /** How many results at most */
  limit?: number | null;
  /** By meaning and by words, or one of them */
  mode?: "hybrid" | "dense" | "lexical" | null;
  /** Ask as a role narrower than the token's; a wider one is refused with 403 */
  role?: "student" | "teacher" | "admin" | null;
  /**
   * Grades to look in, of those that the token allows; none or an empty list: all of them. Other spellings, such
   * as Grade 5, are understood
   */
  grades?: string[] | null;
  /** Must be the caller's own, unless an API key may act for users: then it, role and grades are the user's */
  user_id?: string | null;
}

export interface PageBox {
  page: number;
  /** [x0, y0, x1, y1] in points from the page's top left */
  bbox: number[];
}

export interface ResultMetadata {
  document_id: string;
  /** The whole path inside the source */
  file_path: string;
  /** Bytes */
  file_size: number;
  content_type: string;
  last_modified: string;
  /** Policies only: the folder under SOP */
  category?: string;
  title?: string;
  /** source_file, an underscore, chunk_index */
  chunk_id: string;
  chunk_index: number;
  /** Of the passage's first element, as Unstructured names it */
  element_type: string;
  /** Characters */
  text_length: number;
  embedding_model: string;
  /** When it was stored, seconds since 1970 */
  timestamp: number;
  /** Null in formats without pages */
  page: number | null;
  /** Where the passage stands, line by line */
  boxes: PageBox[];
  /** The nearest heading above */
  heading?: string;
  /** All headings above, outermost first */
  heading_path: string[];
}

export interface SearchResult {
  /** The passage */
  content: string;
  /** Cosine of question and passage */
  score: number;
  /** What the list is ordered by */
  rank_score: number;
  /** The file's name */
  source_file: string;
  module: "sop" | "knowledge_bank" | "general";
  grade: string;
  year: string;
  metadata: ResultMetadata;
}

export type Role = "student" | "teacher" | "admin";

export interface QueryResponse {
  /** Best first */
  results: SearchResult[];
  /** Seconds from the request's arrival */
  query_time: number;
  total_results: number;
  /** As whom the question was answered */
  user_role: Role;
  /** Whether the answer was remembered */
  cached: boolean;
  /** True where the store is away and this is its answer of up to a minute ago; see Age, Cache-Status */
  stale?: boolean;
}

export interface Facets {
  modules: ("sop" | "knowledge_bank" | "general")[];
  grades: string[];
  years: string[];
  document_types: string[];
}

export interface FeedbackRequest {
  message_id: string;
  rating: "up" | "down";
  reasons?: ("wrong" | "incomplete" | "not_relevant" | "bad_source" | "hard_to_read" | "other")[] | null;
  comment?: string | null;
}

export interface SurveyRequest {
  score: number;
  comment?: string | null;
}

export interface AdminIngestionRunsItem {
  source: string;
  started: string;
  state: string;
  files_per_second: number;
  elapsed_seconds: number;
  last_update: string;
}

export interface AdminIngestion {
  state: string;
  queue: number;
  files_per_second: number;
  elapsed_seconds: number;
  memory_bytes: number;
  documents: Record<string, unknown>;
  errors: Record<string, unknown>;
  runs: AdminIngestionRunsItem[];
}

export interface AdminCoverageLinesItem {
  grade: string;
  subject: string;
  year: string;
  documents: number;
  questions: number;
  unanswered: number;
}

export interface AdminCoverage {
  days: number;
  has_curriculum: boolean;
  covered_share: number;
  target_share: number;
  lines: AdminCoverageLinesItem[];
}

export interface AdminFeedbackNewestItem {
  rating: "up" | "down";
  reasons: string[];
  comment: string;
  role: string;
  time: string;
}

export interface AdminFeedback {
  up: number;
  down: number;
  survey_answers: number;
  mean_score: number;
  target_score: number;
  reasons: Record<string, unknown>;
  newest: AdminFeedbackNewestItem[];
}

export interface AdminUsageRolesItem {
  role: string;
  people: number;
  questions: number;
  unanswered: number;
}

export interface AdminUsage {
  days: number;
  roles: AdminUsageRolesItem[];
}

export interface AdminTrendsDaysItem {
  day: string;
  people: number;
  questions: number;
  unanswered: number;
  mean_latency_ms: number;
}

export interface AdminTrends {
  days: AdminTrendsDaysItem[];
  answers_by_status: Record<string, unknown>;
}

export interface AdminKeysKeysItem {
  id: string;
  name: string;
  role: string;
  grades: string[];
  all_grades: boolean;
  routes: string[];
  requests_a_minute: number;
  may_act_for_users: boolean;
  created: string | null;
  expires: string | null;
  revoked: string | null;
  last_used: string | null;
}

export interface AdminKeys {
  keys: AdminKeysKeysItem[];
}

export interface AdminDeniedDeniedItem {
  user: string;
  reason: string;
  since: string;
}

export interface AdminDenied {
  denied: AdminDeniedDeniedItem[];
}

export interface AdminDenial {
  user: string;
  reason?: string | null;
}

export interface AdminAllowance {
  user: string;
}

export interface AdminSettingsSettingsItem {
  key: string;
  value: string;
  origin: string;
}

export interface AdminSettings {
  settings: AdminSettingsSettingsItem[];
}

export interface AdminKpisRolesItem {
  role: string;
  people: number;
  questions: number;
  unanswered: number;
}

export interface AdminKpisSatisfaction {
  up: number;
  down: number;
  survey_answers: number;
  mean_score: number;
  target_score: number;
  reasons: Record<string, unknown>;
}

export interface AdminKpisCoverage {
  has_curriculum: boolean;
  covered_share: number;
  target_share: number;
}

export interface AdminKpisTicketsWeeksItem {
  week: string;
  opened: number;
}

export interface AdminKpisTickets {
  total: number;
  open: number;
  target_a_week: number;
  newest: string | null;
  weeks: AdminKpisTicketsWeeksItem[];
}

export interface AdminKpis {
  days: number;
  roles: AdminKpisRolesItem[];
  satisfaction: AdminKpisSatisfaction;
  coverage: AdminKpisCoverage;
  tickets: AdminKpisTickets;
}

export interface CollectionSummary {
  id: string;
  title: string;
  created: string;
  /** How many it holds */
  items: number;
}

export interface CollectionList {
  collections: CollectionSummary[];
}

export interface CollectionTitle {
  title: string;
}

export interface ShareRequest {
  message_id: string;
}

export interface ShareLink {
  id: string;
  /** The page of the web app that shows it */
  url: string;
}

export interface Health {
  status: "healthy" | "degraded";
  vector_store_connected: boolean;
  embedding_model: string;
  /** Seconds */
  uptime: number;
  /** With an admin's token */
  total_documents?: number;
  /** With an admin's token */
  total_chunks?: number;
}

export interface StatsVectorStore {
  total_points: number;
  total_documents: number;
  vector_size: number;
  distance_metric: string;
  indexed_fields: string[];
}

export interface StatsIngestion {
  state: "never" | "running" | "finished" | "interrupted";
  /** Documents that wait or are being read */
  queue: number;
  files_per_second: number;
  /** Seconds */
  elapsed_time: number;
  /** Bytes of documents in memory */
  memory_usage: number;
  last_update: string | null;
}

export interface Stats {
  vector_store: StatsVectorStore;
  /** Seconds */
  api_uptime: number;
  embedding_model: string;
  cache_available: boolean;
  ingestion: StatsIngestion;
}

export interface Me {
  user: string;
  role: "student" | "teacher" | "admin";
  /** Whether no grade is hidden */
  all_grades: boolean;
  grades: string[];
  known_by: "token" | "key" | "session";
  may_act_for_users: boolean;
}

export interface Probe {
  status: string;
}

export type OpenApi = Record<string, unknown>;

export interface Root {
  message: string;
  version: string;
  docs: string;
  health: string;
}

/** What went wrong (RFC 9457) */
export interface Problem {
  type: string;
  title: string;
  status: number;
  /** One sentence for a person */
  detail: string;
  /** A stable word for programs */
  reason: string;
  /** Names the request in the log */
  request_id: string;
}

/** An answer that is not a success. `reason` is a stable word for programs, `detail` a sentence for people. */
export class EdifyError extends Error {
  readonly reason: string;
  readonly detail: string;
  readonly requestId: string;

  /** `retryAfter`: seconds to wait before asking again, where the service says so. */
  constructor(readonly status: number, problem: Problem, readonly retryAfter: number | null) {
    super(`${status} ${problem.reason}: ${problem.detail} (request ${problem.request_id})`);
    this.name = "EdifyError";
    this.reason = problem.reason;
    this.detail = problem.detail;
    this.requestId = problem.request_id;
  }
}

export interface EdifyOptions {
  /** A bearer token. */
  token?: string;
  /** An API key, for programs; never in a page. */
  apiKey?: string;
  /** Milliseconds for each request; 30,000 where it is left out. */
  timeout?: number;
  /** Cookies: "same-origin" for a page that the same server serves. */
  credentials?: RequestCredentials;
}

export interface CallOptions {
  signal?: AbortSignal;
}

/** Network failures are what fetch rejects with: TypeError, and DOMException for time-outs and aborts. */
export class EdifyClient {
  readonly #baseUrl: string;
  readonly #options: EdifyOptions;

  constructor(baseUrl: string, options: EdifyOptions = {}) {
    this.#baseUrl = baseUrl.replace(/\/+$/, "");
    this.#options = options;
  }

  /** Ask a question; the answer holds what the token may see, best first */
  query(body: QueryRequest, call: CallOptions = {}): Promise<QueryResponse> {
    return this.#request("POST", "/query", call, body);
  }

  /** What the library can be narrowed by */
  facets(call: CallOptions = {}): Promise<Facets> {
    return this.#request("GET", "/facets", call);
  }

  /** Rate an answer of one's own */
  feedback(body: FeedbackRequest, call: CallOptions = {}): Promise<void> {
    return this.#request("POST", "/feedback", call, body);
  }

  /** Say how satisfied one is */
  survey(body: SurveyRequest, call: CallOptions = {}): Promise<void> {
    return this.#request("POST", "/survey", call, body);
  }

  /** What the ingest is doing, documents by state, failures by reason */
  adminIngestion(call: CallOptions = {}): Promise<AdminIngestion> {
    return this.#request("GET", "/admin/ingestion", call);
  }

  /** Documents, and questions of 30 days, for each line of the curriculum */
  adminCoverage(call: CallOptions = {}): Promise<AdminCoverage> {
    return this.#request("GET", "/admin/coverage", call);
  }

  /** Ratings and survey of 30 days, without names */
  adminFeedback(call: CallOptions = {}): Promise<AdminFeedback> {
    return this.#request("GET", "/admin/feedback", call);
  }

  /** People and questions of 30 days by role */
  adminUsage(call: CallOptions = {}): Promise<AdminUsage> {
    return this.#request("GET", "/admin/usage", call);
  }

  /** Questions, unanswered ones and latency by day */
  adminTrends(call: CallOptions = {}): Promise<AdminTrends> {
    return this.#request("GET", "/admin/trends", call);
  }

  /** API keys, without their secrets */
  adminKeys(call: CallOptions = {}): Promise<AdminKeys> {
    return this.#request("GET", "/admin/keys", call);
  }

  /** Who is denied */
  adminDenied(call: CallOptions = {}): Promise<AdminDenied> {
    return this.#request("GET", "/admin/denied", call);
  }

  /** Refuse a user's tokens and sessions from now on */
  adminDeny(body: AdminDenial, call: CallOptions = {}): Promise<void> {
    return this.#request("POST", "/admin/users/deny", call, body);
  }

  /** Take a denial back */
  adminAllow(body: AdminAllowance, call: CallOptions = {}): Promise<void> {
    return this.#request("POST", "/admin/users/allow", call, body);
  }

  /** The settings in force and where each came from, secrets masked */
  adminSettings(call: CallOptions = {}): Promise<AdminSettings> {
    return this.#request("GET", "/admin/settings", call);
  }

  /** Adoption by role, satisfaction, coverage and support tickets */
  adminKpis(call: CallOptions = {}): Promise<AdminKpis> {
    return this.#request("GET", "/admin/kpis", call);
  }

  /** One's own collections, by title */
  collections(call: CallOptions = {}): Promise<CollectionList> {
    return this.#request("GET", "/collections", call);
  }

  /** Begin a collection */
  collectionCreate(body: CollectionTitle, call: CallOptions = {}): Promise<CollectionSummary> {
    return this.#request("POST", "/collections", call, body);
  }

  /** A link to an answer of one's own, the same one each time */
  shareCreate(body: ShareRequest, call: CallOptions = {}): Promise<ShareLink> {
    return this.#request("POST", "/shares", call, body);
  }

  /** Health of the service; an admin's token adds the store's size */
  health(call: CallOptions = {}): Promise<Health> {
    return this.#request("GET", "/health", call);
  }

  /** Figures of the store, the cache and the ingestion */
  stats(call: CallOptions = {}): Promise<Stats> {
    return this.#request("GET", "/stats", call);
  }

  /** Who the credentials say one is */
  me(call: CallOptions = {}): Promise<Me> {
    return this.#request("GET", "/me", call);
  }

  /** End the browser's session; only from this server's own pages */
  logout(call: CallOptions = {}): Promise<void> {
    return this.#request("POST", "/auth/logout", call);
  }

  /** Whether the process answers */
  livez(call: CallOptions = {}): Promise<Probe> {
    return this.#request("GET", "/livez", call);
  }

  /** Whether the service takes questions; 503 while it stops or its store is away */
  readyz(call: CallOptions = {}): Promise<Probe> {
    return this.#request("GET", "/readyz", call);
  }

  /** This description (OpenAPI 3.1) */
  openapi(call: CallOptions = {}): Promise<OpenApi> {
    return this.#request("GET", "/openapi.json", call);
  }

  /** Name, version and where to go next */
  root(call: CallOptions = {}): Promise<Root> {
    return this.#request("GET", "/", call);
  }

  async #request<Answer>(method: string, path: string, call: CallOptions, body?: object): Promise<Answer> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (this.#options.token !== undefined) headers["Authorization"] = `Bearer ${this.#options.token}`;
    if (this.#options.apiKey !== undefined) headers["X-API-Key"] = this.#options.apiKey;
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const answer = await fetch(this.#baseUrl + path, {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
      credentials: this.#options.credentials ?? "omit",
      redirect: "error", // credentials go to the address that was given and to no other
      signal: call.signal ?? AbortSignal.timeout(this.#options.timeout ?? 30_000),
    });
    const text = await answer.text();
    if (!answer.ok) throw errorOf(answer.status, text, answer.headers.get("Retry-After"));
    return (text === "" ? undefined : JSON.parse(text)) as Answer;
  }
}

function errorOf(status: number, text: string, retryAfter: string | null): EdifyError {
  const seconds = retryAfter !== null && /^[0-9]+$/.test(retryAfter) ? Number(retryAfter) : null;
  return new EdifyError(status, problemOf(status, text), seconds);
}

function problemOf(status: number, text: string): Problem {
  try {
    const problem = JSON.parse(text) as Partial<Problem> | null;
    if (problem?.reason !== undefined && problem.detail !== undefined) return problem as Problem;
  } catch {
    // a proxy on the way answered, not Edify
  }
  const detail = "the answer is not one of Edify's";
  return { type: "about:blank", title: "", status, detail, reason: "unknown", request_id: "" };
}
