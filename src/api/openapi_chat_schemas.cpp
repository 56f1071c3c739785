// Of /chat and what is kept of it.
#include "api/openapi_schemas.h"

namespace edify::api {

const std::string_view openapi_chat_schemas = R"json({
"ChatRequest": {
  "type": "object",
  "required": ["message"],
  "additionalProperties": false,
  "properties": {
    "message": {"type": "string", "minLength": 1, "maxLength": 2000, "pattern": "[^ \\t\\n\\r\\f\\v]"},
    "conversation_id": {"type": ["string", "null"], "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
      "description": "Of `sources` or /conversations, to go on with; none: a new conversation"},
    "module": {"type": ["string", "null"], "enum": ["sop", "knowledge_bank", "general", null]},
    "grades": {"type": ["array", "null"], "maxItems": 32,
      "items": {"type": "string", "pattern": "^(\\*|general|ik[1-3]|grade([1-9]|1[0-2]))$"}},
    "year": {"type": ["string", "null"], "maxLength": 32, "pattern": "^[0-9-]*$", "examples": ["2025-2026"]},
    "document_id": {"type": ["string", "null"], "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$",
      "description": "Ask this document alone"},
    "document_type": {"type": ["string", "null"], "maxLength": 127, "pattern": "^[!-~]*$",
      "examples": ["application/pdf"]},
    "language": {"type": ["string", "null"], "pattern": "^[a-z]{2}$", "description": "To answer in, where there is a choice"}
  },
  "examples": [{"message": "How do plants make their food?"}]
},
"ChatEvent": {
  "type": "object",
  "description": "One event of the stream, its data parsed from JSON by the client: `sources` first, then a `delta` for each piece of the answer, `restart` where what was told so far does not count and the answer begins again, `done` last; `error` in place of `done` where the answer ended early",
  "required": ["event", "data"],
  "properties": {
    "event": {"type": "string"},
    "data": {"type": "string", "contentMediaType": "application/json"}
  },
  "oneOf": [
    {"properties": {"event": {"const": "sources"}, "data": {"contentSchema": {"$ref": "#/components/schemas/ChatSources"}}}},
    {"properties": {"event": {"const": "delta"}, "data": {"contentSchema": {"$ref": "#/components/schemas/ChatDelta"}}}},
    {"properties": {"event": {"const": "restart"}, "data": {"contentSchema": {"$ref": "#/components/schemas/ChatRestart"}}}},
    {"properties": {"event": {"const": "done"}, "data": {"contentSchema": {"$ref": "#/components/schemas/ChatDone"}}}},
    {"properties": {"event": {"const": "error"}, "data": {"contentSchema": {"type": "object", "required": ["title", "status", "detail", "reason"]}}}}
  ]
},
"ChatSources": {
  "type": "object",
  "required": ["conversation_id", "message_id", "query", "sources"],
  "properties": {
    "conversation_id": {"type": "string"},
    "message_id": {"type": "string"},
    "query": {"type": "string", "description": "The question as it was looked for, after what the conversation adds to it"},
    "sources": {"type": "array", "items": {"$ref": "#/components/schemas/ChatSource"}},
    "stale_for": {"type": "integer", "minimum": 0, "description": "Seconds; only where the store is away and these were found before"}
  }
},
"ChatSource": {
  "type": "object",
  "required": ["n", "document_id", "title", "source_file", "file_path", "module", "grade", "year", "content_type", "page",
    "boxes", "content", "chunk_index", "score", "rank_score"],
  "properties": {
    "n": {"type": "integer", "minimum": 1, "description": "What the answer's citations call it"},
    "document_id": {"type": "string"},
    "title": {"type": "string"},
    "source_file": {"type": "string"},
    "file_path": {"type": "string"},
    "module": {"type": "string", "enum": ["sop", "knowledge_bank", "general"]},
    "grade": {"type": "string"},
    "year": {"type": "string"},
    "content_type": {"type": "string"},
    "page": {"type": ["integer", "null"], "minimum": 1},
    "boxes": {"$ref": "#/components/schemas/ChatBoxes"},
    "content": {"type": "string"},
    "chunk_index": {"type": "integer", "minimum": 0},
    "score": {"type": "number"},
    "rank_score": {"type": "number"}
  }
},
"ChatBoxes": {"type": "array", "description": "Lines of text, in points from their page's top left", "items": {"type": "object",
  "required": ["page", "x0", "y0", "x1", "y1"],
  "properties": {"page": {"type": "integer", "minimum": 1}, "x0": {"type": "number"}, "y0": {"type": "number"},
    "x1": {"type": "number"}, "y1": {"type": "number"}}}},
"ChatDelta": {
  "type": "object",
  "required": ["text", "citations"],
  "properties": {
    "text": {"type": "string"},
    "citations": {"type": "array", "items": {"type": "integer", "minimum": 1}}
  }
},
"ChatRestart": {"type": "object", "required": ["reason"], "properties": {
  "reason": {"type": "string", "description": "As `fallback` of ChatDone"}}},
"ChatDone": {
  "type": "object",
  "required": ["answerer", "model", "refused", "grounded_share", "unsupported", "citations"],
  "properties": {
    "conversation_id": {"type": "string"},
    "message_id": {"type": "string"},
    "answerer": {"type": "string", "enum": ["extractive", "llm"]},
    "model": {"type": "string"},
    "refused": {"type": "boolean", "description": "Whether nothing in reach answers the question"},
    "reason": {"type": "string"},
    "grounded_share": {"type": "number", "minimum": 0, "maximum": 1},
    "unsupported": {"type": "array", "description": "Parts of the answer that no source supports, in UTF-16 code units",
      "items": {"type": "object", "required": ["start", "end"],
        "properties": {"start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0}}}},
    "citations": {"type": "array", "items": {"type": "object", "required": ["n", "quote", "page", "boxes"],
      "properties": {"n": {"type": "integer", "minimum": 1}, "quote": {"type": "string"},
        "page": {"type": ["integer", "null"], "minimum": 1}, "boxes": {"$ref": "#/components/schemas/ChatBoxes"}}}},
    "fallback": {"type": "string", "description": "Why the answer is not the language model's"},
    "stopped": {"type": "boolean", "description": "The client went before the answer was whole"},
    "timings": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    "related_questions": {"type": "array", "items": {"type": "string"}},
    "related_documents": {"type": "array", "items": {"type": "object", "required": ["document_id", "title"],
      "properties": {"document_id": {"type": "string"}, "title": {"type": "string"}}}}
  }
},
"ConversationsQuery": {"type": "object", "properties": {
  "query": {"type": "string", "maxLength": 200, "description": "Words of the title or of a message"},
  "limit": {"type": "integer", "minimum": 1, "maximum": 100, "default": 50},
  "before": {"type": "string", "maxLength": 36, "description": "`next` of the page before"}}},
"ConversationSummary": {
  "type": "object",
  "required": ["id", "title", "created", "updated"],
  "properties": {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "updated": {"type": "string", "format": "date-time"}
  }
},
"ConversationList": {
  "type": "object",
  "required": ["conversations"],
  "properties": {
    "conversations": {"type": "array", "maxItems": 100, "items": {"allOf": [
      {"$ref": "#/components/schemas/ConversationSummary"},
      {"type": "object", "required": ["messages"], "properties": {"messages": {"type": "integer", "minimum": 0}}}]}},
    "next": {"type": "string", "description": "Give it as `before` for the next page"}
  }
},
"Conversation": {"allOf": [
  {"$ref": "#/components/schemas/ConversationSummary"},
  {"type": "object", "required": ["messages"], "properties": {
    "messages": {"type": "array", "items": {"$ref": "#/components/schemas/ChatMessage"}, "description": "The oldest first"}}}]},
"ChatMessage": {
  "type": "object",
  "required": ["id", "role", "text", "created"],
  "properties": {
    "id": {"type": "string"},
    "role": {"type": "string", "enum": ["user", "assistant"]},
    "text": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "sources": {"type": "array", "items": {"$ref": "#/components/schemas/ChatSource"}},
    "done": {"anyOf": [{"$ref": "#/components/schemas/ChatDone"}, {"type": "null"}],
      "description": "null where the answer ended early"},
    "withheld": {"type": "boolean", "description": "Whether parts are left out whose sources are gone, changed or closed to the reader"},
    "feedback": {"type": ["object", "null"], "properties": {"rating": {"type": "string", "enum": ["up", "down"]},
      "reasons": {"type": "array", "items": {"type": "string"}}, "comment": {"type": "string"}}}
  }
},
"CollectionTitle": {
  "type": "object",
  "required": ["title"],
  "additionalProperties": false,
  "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 200}}
},
"CollectionSummary": {
  "type": "object",
  "required": ["id", "title", "created", "items"],
  "properties": {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "items": {"type": "integer", "minimum": 0, "maximum": 100, "description": "How many it holds"}
  }
},
"CollectionList": {
  "type": "object",
  "required": ["collections"],
  "properties": {"collections": {"type": "array", "maxItems": 200, "items": {"$ref": "#/components/schemas/CollectionSummary"}}}
},
"Collection": {
  "type": "object",
  "required": ["id", "title", "created", "items"],
  "properties": {
    "id": {"type": "string"},
    "title": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "items": {"type": "array", "maxItems": 100, "description": "In the order they were put in",
      "items": {"$ref": "#/components/schemas/CollectionItem"}}
  }
},
"CollectionItem": {
  "type": "object",
  "required": ["id", "added", "is_gone"],
  "properties": {
    "id": {"type": "string"},
    "added": {"type": "string", "format": "date-time"},
    "is_gone": {"type": "boolean", "description": "Whether it was deleted, or is closed to the reader by now"},
    "conversation_id": {"type": "string"},
    "question": {"type": "string"},
    "message": {"$ref": "#/components/schemas/ChatMessage"},
    "source": {"$ref": "#/components/schemas/ChatSource"}
  }
},
"CollectionItemRequest": {
  "oneOf": [
    {"type": "object", "required": ["message_id"], "additionalProperties": false, "properties": {
      "message_id": {"type": "string", "minLength": 1, "maxLength": 64, "description": "An answer of one's own"}}},
    {"type": "object", "required": ["document_id", "chunk_index"], "additionalProperties": false, "properties": {
      "document_id": {"type": "string", "minLength": 1, "maxLength": 64},
      "chunk_index": {"type": "integer", "minimum": 0, "maximum": 2147483647}}}]
},
"Id": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}},
"ShareRequest": {
  "type": "object",
  "required": ["message_id"],
  "additionalProperties": false,
  "properties": {"message_id": {"type": "string", "minLength": 1, "maxLength": 64}}
},
"ShareLink": {
  "type": "object",
  "required": ["id", "url"],
  "properties": {
    "id": {"type": "string"},
    "url": {"type": "string", "description": "The page of the web app that shows it"}
  }
},
"SharedAnswer": {
  "type": "object",
  "required": ["id", "created", "question", "message", "hidden_sources"],
  "properties": {
    "id": {"type": "string"},
    "created": {"type": "string", "format": "date-time"},
    "question": {"type": "string"},
    "message": {"$ref": "#/components/schemas/ChatMessage"},
    "hidden_sources": {"type": "integer", "minimum": 0, "description": "How many are closed to the reader, changed or gone"}
  }
},
"ConversationTitle": {
  "type": "object",
  "required": ["title"],
  "additionalProperties": false,
  "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 200}}
}
})json";

}  // namespace edify::api
