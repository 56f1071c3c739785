// What the reader shows, if anything.
import { signal } from '@preact/signals';
import type { Box, Document } from '../api/types';

export interface Reading {
  document_id: string;
  title: string;
  file_path?: string;
  content_type: string;
  page: number; // 0: none
  boxes: Box[]; // to be marked
  chunk: number;
  quote?: string; // the cited words
  is_passage?: boolean; // `chunk` was found or cited, not only where the reading begins
}

export const reading = signal<Reading | null>(null);
let opener: Element | null = null;

export function open_reader(what: Reading): void {
  if (!reading.value) {
    opener = document.activeElement;
    history.pushState({ reader: true }, '');
  }
  reading.value = what;
}

export function name_of(document: Document): string {
  return document.title || document.source_file;
}

export function open_document(document: Document): void {
  open_reader({
    document_id: document.document_id,
    title: name_of(document),
    file_path: document.file_path,
    content_type: document.content_type,
    page: 1,
    boxes: [],
    chunk: 0,
  });
}

export function close_reader(): void {
  if (history.state?.reader) history.back();
  else reading.value = null;
}

// For whoever goes elsewhere from the reader. True: its step of the history is theirs to take. Going back first would not
// do: that happens later, and takes back where they went meanwhile.
export function leave_reader(): boolean {
  reading.value = null;
  return Boolean(history.state?.reader);
}

export function watch_reader(): void {
  addEventListener('popstate', () => {
    if (history.state?.reader || !reading.value) return;
    reading.value = null;
    if (opener instanceof HTMLElement) opener.focus();
  });
}
