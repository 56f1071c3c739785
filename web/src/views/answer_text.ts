// An answer as paragraphs, lists, words and citations. Only these are ever made of its text, whatever it holds.
import type { Citation, Done, Piece } from '../api/types';

export type Inline =
  | { kind: 'text'; text: string; is_bold: boolean; is_doubtful: boolean }
  | { kind: 'cite'; n: number; citation: Citation | undefined };

export interface Block {
  kind: 'paragraph' | 'item';
  inlines: Inline[];
}

// The k-th time that a source is cited is the k-th citation of that source in `done`; before it has come, there is none.
class CitationList {
  private readonly rest: Citation[];
  private readonly last = new Map<number, Citation>();

  constructor(done: Done | undefined) {
    this.rest = [...(done?.citations ?? [])];
  }

  take(n: number): Citation | undefined {
    const at = this.rest.findIndex((each) => each.n === n);
    if (at < 0) return this.last.get(n);
    const [found] = this.rest.splice(at, 1);
    this.last.set(n, found!);
    return found;
  }
}

type Range = { start: number; end: number };

// The text from `start` on, cut where it begins or ends to be doubtful, and at **bold**.
function push_text(out: Inline[], text: string, start: number, doubtful: Range[]): void {
  const edges = doubtful.flatMap((range) => [range.start - start, range.end - start]);
  const cuts = [...new Set([0, ...edges.filter((at) => at > 0 && at < text.length), text.length])].sort((a, b) => a - b);
  for (let i = 0; i + 1 < cuts.length; ++i) {
    const [from, to] = [cuts[i]!, cuts[i + 1]!];
    const is_doubtful = doubtful.some((range) => range.start <= start + from && start + to <= range.end);
    text
      .slice(from, to)
      .split('**')
      .forEach((part, index) => {
        if (part) out.push({ kind: 'text', text: part, is_bold: index % 2 === 1, is_doubtful });
      });
  }
}

function inlines_of(pieces: Piece[], sources: number, done: Done | undefined): Inline[] {
  const out: Inline[] = [];
  const citations = new CitationList(done);
  let start = 0;
  for (const piece of pieces) {
    let has_marks = false;
    let at = 0;
    for (const mark of piece.text.matchAll(/\s?\[(\d{1,2})\]/g)) {
      const n = Number(mark[1]);
      if (n < 1 || n > sources) continue;
      has_marks = true;
      push_text(out, piece.text.slice(at, mark.index), start + at, done?.unsupported ?? []);
      out.push({ kind: 'cite', n, citation: citations.take(n) });
      at = mark.index + mark[0].length;
    }
    push_text(out, piece.text.slice(at), start + at, done?.unsupported ?? []);
    if (!has_marks && done?.answerer !== 'llm') {
      for (const n of piece.citations) out.push({ kind: 'cite', n, citation: citations.take(n) });
    }
    start += piece.text.length;
  }
  return out;
}

const bullet = /^\s*(?:[-*•]|\d{1,2}[.)])\s+/;

export function blocks_of(pieces: Piece[], sources: number, done: Done | undefined): Block[] {
  const blocks: Block[] = [];
  let block: Block = { kind: 'paragraph', inlines: [] };
  const finish = () => {
    if (block.inlines.some((each) => each.kind === 'cite' || each.text.trim())) blocks.push(block);
    block = { kind: 'paragraph', inlines: [] };
  };
  for (const inline of inlines_of(pieces, sources, done)) {
    if (inline.kind === 'cite') {
      block.inlines.push(inline);
      continue;
    }
    inline.text.split('\n').forEach((line, index) => {
      if (index > 0) finish();
      const is_item = block.inlines.length === 0 && bullet.test(line);
      if (is_item) block.kind = 'item';
      const text = is_item ? line.replace(bullet, '') : line;
      if (text) block.inlines.push({ ...inline, text });
    });
  }
  finish();
  return blocks;
}

// For the clipboard: the answer with its marks, then what they stand for.
export function plain_text(pieces: Piece[], done: Done | undefined, names: Map<number, string>): string {
  const lines = blocks_of(pieces, Math.max(0, ...names.keys()), done).map((block) => {
    const text = block.inlines.map((each) => (each.kind === 'text' ? each.text : ` [${each.n}]`)).join('');
    return (block.kind === 'item' ? '- ' : '') + text.trim();
  });
  const cited = new Set(pieces.flatMap((piece) => piece.citations));
  for (const mark of lines.join('\n').matchAll(/\[(\d+)\]/g)) cited.add(Number(mark[1]));
  const list = [...names].filter(([n]) => cited.has(n)).map(([n, name]) => `[${n}] ${name}`);
  return [...lines, ...(list.length > 0 ? ['', ...list] : [])].join('\n');
}
