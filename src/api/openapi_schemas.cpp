#include "api/openapi_schemas.h"

namespace edify::api {

const std::string_view openapi_schemas = R"json({
"QueryRequest": {
  "type": "object",
  "required": ["query"],
  "additionalProperties": false,
  "properties": {
    "query": {"type": "string", "minLength": 3, "maxLength": 500, "description": "The question"},
    "limit": {"type": ["integer", "null"], "minimum": 1, "maximum": 50, "default": 10,
      "description": "How many results at most"},
    "mode": {"type": ["string", "null"], "enum": ["hybrid", "dense", "lexical", null], "default": "hybrid",
      "description": "By meaning and by words, or one of them"},
    "role": {"type": ["string", "null"], "enum": ["student", "teacher", "admin", null],
      "description": "Ask as a role narrower than the token's; a wider one is refused with 403"},
    "grades": {"type": ["array", "null"], "maxItems": 32,
      "items": {"type": "string", "pattern": "^(\\*|general|ik[1-3]|grade([1-9]|1[0-2]))$",
        "examples": ["ik1", "grade5", "general", "*"]},
      "description": "Grades to look in, of those that the token allows; none or an empty list: all of them. Other spellings, such as Grade 5, are understood"},
    "user_id": {"type": ["string", "null"], "description": "Must be the caller's own, unless an API key may act for users: then it, role and grades are the user's"}
  },
  "examples": [{"query": "How do plants make their food?", "limit": 5, "grades": ["grade5"]}]
},
"QueryResponse": {
  "type": "object",
  "required": ["results", "query_time", "total_results", "user_role", "cached"],
  "properties": {
    "results": {"type": "array", "maxItems": 50, "items": {"$ref": "#/components/schemas/SearchResult"},
      "description": "Best first"},
    "query_time": {"type": "number", "minimum": 0, "description": "Seconds from the request's arrival"},
    "total_results": {"type": "integer", "minimum": 0},
    "user_role": {"$ref": "#/components/schemas/Role", "description": "As whom the question was answered"},
    "cached": {"type": "boolean", "description": "Whether the answer was remembered"},
    "stale": {"type": "boolean",
      "description": "True where the store is away and this is its answer of up to a minute ago; see Age, Cache-Status"}
  },
  "examples": [{
    "results": [{
      "content": "Green plants make their food from sunlight, water and carbon dioxide.",
      "score": 0.51, "rank_score": 0.0204, "source_file": "Photosynthesis.pdf",
      "module": "knowledge_bank", "grade": "grade5", "year": "2025-2026",
      "metadata": {
        "document_id": "6f1e0a52-6a0b-5c65-9d5c-1d8f4b0a7c11",
        "file_path": "Knowledge Bank/kb/2025-2026/grade5/Science/Photosynthesis.pdf",
        "file_size": 48213, "content_type": "application/pdf", "last_modified": "2026-01-12T09:30:00Z",
        "title": "Photosynthesis", "chunk_id": "Photosynthesis.pdf_4", "chunk_index": 4,
        "element_type": "NarrativeText", "text_length": 69, "embedding_model": "all-MiniLM-L6-v2",
        "timestamp": 1768210200, "page": 3, "boxes": [{"page": 3, "bbox": [72, 100.5, 300, 112]}],
        "heading": "How plants eat", "heading_path": ["Plants", "How plants eat"]
      }
    }],
    "query_time": 0.014, "total_results": 1, "user_role": "student", "cached": false
  }]
},
"SearchResult": {
  "type": "object",
  "required": ["content", "score", "rank_score", "source_file", "module", "grade", "year", "metadata"],
  "properties": {
    "content": {"type": "string", "description": "The passage"},
    "score": {"type": "number", "description": "Cosine of question and passage"},
    "rank_score": {"type": "number", "description": "What the list is ordered by"},
    "source_file": {"type": "string", "description": "The file's name"},
    "module": {"type": "string", "enum": ["sop", "knowledge_bank", "general"]},
    "grade": {"type": "string"},
    "year": {"type": "string"},
    "metadata": {"$ref": "#/components/schemas/ResultMetadata"}
  }
},
"ResultMetadata": {
  "type": "object",
  "required": ["document_id", "file_path", "file_size", "content_type", "last_modified", "chunk_id", "chunk_index",
    "element_type", "text_length", "embedding_model", "timestamp", "page", "boxes", "heading_path"],
  "properties": {
    "document_id": {"type": "string", "format": "uuid"},
    "file_path": {"type": "string", "description": "The whole path inside the source"},
    "file_size": {"type": "integer", "minimum": 0, "description": "Bytes"},
    "content_type": {"type": "string"},
    "last_modified": {"type": "string", "format": "date-time"},
    "category": {"type": "string", "description": "Policies only: the folder under SOP"},
    "title": {"type": "string"},
    "chunk_id": {"type": "string", "description": "source_file, an underscore, chunk_index"},
    "chunk_index": {"type": "integer", "minimum": 0},
    "element_type": {"type": "string", "description": "Of the passage's first element, as Unstructured names it"},
    "text_length": {"type": "integer", "minimum": 0, "description": "Characters"},
    "embedding_model": {"type": "string"},
    "timestamp": {"type": "integer", "description": "When it was stored, seconds since 1970"},
    "page": {"type": ["integer", "null"], "minimum": 1, "description": "Null in formats without pages"},
    "boxes": {"type": "array", "items": {"$ref": "#/components/schemas/PageBox"},
      "description": "Where the passage stands, line by line"},
    "heading": {"type": "string", "description": "The nearest heading above"},
    "heading_path": {"type": "array", "items": {"type": "string"}, "description": "All headings above, outermost first"}
  }
},
"PageBox": {
  "type": "object",
  "required": ["page", "bbox"],
  "properties": {
    "page": {"type": "integer", "minimum": 1},
    "bbox": {"type": "array", "minItems": 4, "maxItems": 4, "items": {"type": "number"},
      "description": "[x0, y0, x1, y1] in points from the page's top left"}
  }
},
"Role": {"type": "string", "enum": ["student", "teacher", "admin"]},
"Health": {
  "type": "object",
  "required": ["status", "vector_store_connected", "embedding_model", "uptime"],
  "properties": {
    "status": {"type": "string", "enum": ["healthy", "degraded"]},
    "vector_store_connected": {"type": "boolean"},
    "embedding_model": {"type": "string"},
    "uptime": {"type": "number", "minimum": 0, "description": "Seconds"},
    "total_documents": {"type": "integer", "minimum": 0, "description": "With an admin's token"},
    "total_chunks": {"type": "integer", "minimum": 0, "description": "With an admin's token"}
  }
},
"Stats": {
  "type": "object",
  "required": ["vector_store", "api_uptime", "embedding_model", "cache_available", "ingestion"],
  "properties": {
    "vector_store": {
      "type": "object",
      "required": ["total_points", "total_documents", "vector_size", "distance_metric", "indexed_fields"],
      "properties": {
        "total_points": {"type": "integer", "minimum": 0},
        "total_documents": {"type": "integer", "minimum": 0},
        "vector_size": {"type": "integer", "minimum": 1},
        "distance_metric": {"type": "string"},
        "indexed_fields": {"type": "array", "items": {"type": "string"}}
      }
    },
    "api_uptime": {"type": "number", "minimum": 0, "description": "Seconds"},
    "embedding_model": {"type": "string"},
    "cache_available": {"type": "boolean"},
    "ingestion": {
      "type": "object",
      "required": ["state", "queue", "files_per_second", "elapsed_time", "memory_usage", "last_update"],
      "properties": {
        "state": {"type": "string", "enum": ["never", "running", "finished", "interrupted"]},
        "queue": {"type": "integer", "minimum": 0, "description": "Documents that wait or are being read"},
        "files_per_second": {"type": "number", "minimum": 0},
        "elapsed_time": {"type": "number", "minimum": 0, "description": "Seconds"},
        "memory_usage": {"type": "integer", "minimum": 0, "description": "Bytes of documents in memory"},
        "last_update": {"type": ["string", "null"], "format": "date-time"}
      }
    }
  }
},
"Probe": {"type": "object", "required": ["status"], "properties": {"status": {"type": "string"}}},
"Me": {
  "type": "object",
  "required": ["user", "role", "all_grades", "grades", "known_by", "may_act_for_users"],
  "properties": {
    "user": {"type": "string"},
    "role": {"type": "string", "enum": ["student", "teacher", "admin"]},
    "all_grades": {"type": "boolean", "description": "Whether no grade is hidden"},
    "grades": {"type": "array", "items": {"type": "string"}},
    "known_by": {"type": "string", "enum": ["token", "key", "session"]},
    "may_act_for_users": {"type": "boolean"}
  }
},
"Root": {
  "type": "object",
  "required": ["message", "version", "docs", "health"],
  "properties": {
    "message": {"type": "string"},
    "version": {"type": "string"},
    "docs": {"type": "string"},
    "health": {"type": "string"}
  }
},
"OpenApi": {"type": "object", "required": ["openapi", "info", "paths"]},
"Problem": {
  "type": "object",
  "description": "What went wrong (RFC 9457)",
  "required": ["type", "title", "status", "detail", "reason", "request_id"],
  "properties": {
    "type": {"type": "string"},
    "title": {"type": "string"},
    "status": {"type": "integer", "minimum": 400, "maximum": 599},
    "detail": {"type": "string", "description": "One sentence for a person"},
    "reason": {"type": "string", "description": "A stable word for programs"},
    "request_id": {"type": "string", "description": "Names the request in the log"}
  }
}
})json";

}  // namespace edify::api
