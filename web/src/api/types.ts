// What the server says, as docs/api.md has it.
export interface Me {
  user: string;
  role: 'student' | 'teacher' | 'admin';
  grades: string[];
  all_grades: boolean;
}

export interface DemoPerson {
  id: string;
  name: string;
  role: Me['role'];
  grades: string[];
}

export interface Box {
  page: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface Source {
  n: number;
  document_id: string;
  title: string;
  source_file: string;
  file_path: string;
  module: string;
  grade: string;
  year: string;
  content_type: string;
  page: number | null;
  boxes: Box[];
  content: string;
  chunk_index: number;
  hidden_text?: boolean;
}

export interface Citation {
  n: number;
  quote: string;
  page: number | null;
  boxes: Box[];
}

export interface Sources {
  conversation_id: string;
  message_id: string;
  query: string;
  sources: Source[];
  stale_for?: number;
}

export interface Piece {
  text: string;
  citations: number[];
}

export interface Done {
  conversation_id: string;
  message_id: string;
  answerer: 'extractive' | 'llm';
  model: string;
  refused: boolean;
  reason?: string;
  grounded_share: number;
  unsupported: { start: number; end: number }[];
  citations: Citation[];
  fallback?: string;
  timings: { retrieve_ms: number; first_delta_ms: number; total_ms: number };
  related_questions: string[];
  related_documents: { document_id: string; title: string }[];
}

export interface ConversationSummary {
  id: string;
  title: string;
  created: string;
  updated: string;
  messages: number;
}

export interface StoredMessage {
  id: string;
  role: 'user' | 'assistant';
  text: string;
  created: string;
  sources?: Source[];
  done?: Partial<Done> | null;
  withheld?: boolean; // parts rest on what one may no longer see
  feedback?: { rating: 'up' | 'down' } | null;
}

export interface Conversation extends Omit<ConversationSummary, 'messages'> {
  messages: StoredMessage[];
}

export interface Document {
  document_id: string;
  title: string;
  source_file: string;
  file_path: string;
  module: string;
  grade: string;
  year: string;
  category?: string;
  content_type: string;
  pages: number;
  file_size: number;
  last_modified: string;
  chunks?: number;
}

export interface Facets {
  modules: string[];
  grades: string[];
  years: string[];
  document_types: string[];
}

export interface Passage {
  content: string;
  page: number;
  boxes: Box[];
  changed_since: boolean;
  source_away?: boolean;
}
