// A PDF, page under page; pages are drawn when they come near, and forgotten when they are far. Marks are boxes in
// points from a page's top left, as the server has them.
import { GlobalWorkerOptions, type PDFDocumentProxy, type PDFPageProxy, TextLayer, getDocument } from 'pdfjs-dist';
import worker_url from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Problem, problem_of } from '../api/client';
import type { Box } from '../api/types';
import { number, t } from '../i18n/i18n';
import { IconButton, Loading } from '../parts/controls';
import type { Reading } from '../state/reading';

declare const __PDFJS__: string;

GlobalWorkerOptions.workerSrc = worker_url;

const most_pixels = 12_000_000; // of one page's canvas; phones refuse more

function open(id: string) {
  return getDocument({
    url: `/documents/${id}/content`,
    // Small, since a book whose pages hang on one list is asked for a piece near each of them before the first is shown;
    // pieces side by side are asked for together.
    rangeChunkSize: 1 << 15,
    // A browser lets requests for one address wait for each other, lest its cache holds two answers; a condition takes
    // them past the cache (Fetch, section 4.6), and they go out side by side.
    httpHeaders: { 'If-Match': '*' },
    disableAutoFetch: true, // only the pages that are looked at
    disableStream: true,
    isEvalSupported: false,
    enableXfa: false,
    standardFontDataUrl: `${__PDFJS__}standard_fonts/`,
    cMapUrl: `${__PDFJS__}cmaps/`,
    wasmUrl: `${__PDFJS__}wasm/`,
  });
}

// Why the original could not be opened, as the server says it.
async function reason_of(id: string, error: unknown): Promise<Problem> {
  const response = await fetch(`/documents/${id}/content`, { headers: { Range: 'bytes=0-0' } }).catch(() => null);
  if (!response) return new Problem(0, 'offline', '');
  if (!response.ok) return problem_of(response);
  return new Problem(500, 'unreadable', error instanceof Error ? error.message : String(error));
}

interface PageProps {
  pdf: PDFDocumentProxy;
  index: number; // from 1
  width: number; // CSS pixels
  ratio: number; // height to width, until the page itself is known
  boxes: Box[];
}

function Page({ pdf, index, width, ratio, boxes }: PageProps) {
  const frame = useRef<HTMLDivElement>(null);
  const [page, set_page] = useState<PDFPageProxy | null>(null);
  const [is_near, set_near] = useState(false);
  const natural = page?.getViewport({ scale: 1 });
  const scale = natural ? width / natural.width : 0;
  const height = natural ? natural.height * scale : width * ratio;

  useEffect(() => {
    const watcher = new IntersectionObserver(([entry]) => set_near(entry!.isIntersecting), { rootMargin: '100% 0px' });
    watcher.observe(frame.current!);
    return () => watcher.disconnect();
  }, []);
  useEffect(() => {
    if (!is_near) return;
    let is_current = true;
    pdf.getPage(index).then(
      (found) => is_current && set_page(found),
      () => undefined,
    );
    return () => void (is_current = false);
  }, [is_near, pdf]);
  useEffect(() => {
    if (!page || !is_near || width === 0) return;
    const canvas = document.createElement('canvas');
    const text = document.createElement('div');
    text.className = 'textLayer';
    const viewport = page.getViewport({ scale });
    const sharp = Math.min(devicePixelRatio, Math.sqrt(most_pixels / (viewport.width * viewport.height)));
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    canvas.setAttribute('aria-hidden', 'true');
    text.style.setProperty('--total-scale-factor', String(scale));
    frame.current!.prepend(canvas, text);
    const task = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
    const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
    task.promise.then(
      () => frame.current?.setAttribute('data-drawn', ''),
      () => undefined,
    );
    layer.render().catch(() => undefined);
    return () => {
      task.cancel();
      layer.cancel();
      canvas.remove();
      text.remove();
      frame.current?.removeAttribute('data-drawn');
    };
  }, [page, is_near, width]);

  return (
    <div
      class="page"
      ref={frame}
      data-page={index}
      data-scale={scale}
      role="group"
      aria-label={t('reader.page', { page: number(index) })}
      style={{ width: `${width}px`, height: `${height}px` }}
    >
      {scale > 0 &&
        boxes.map((box, at) => (
          <mark
            key={at}
            class="box"
            aria-hidden="true"
            style={{
              left: `${box.x0 * scale}px`,
              top: `${box.y0 * scale}px`,
              width: `${(box.x1 - box.x0) * scale}px`,
              height: `${(box.y1 - box.y0) * scale}px`,
            }}
          />
        ))}
    </div>
  );
}

const zooms = [0.5, 0.75, 1, 1.25, 1.5, 2, 3];

export function PdfView({ what, fail }: { what: Reading; fail: (problem: Problem) => void }) {
  const scroller = useRef<HTMLDivElement>(null);
  const [pdf, set_pdf] = useState<PDFDocumentProxy | null>(null);
  const [ratio, set_ratio] = useState(Math.SQRT2);
  const [space, set_space] = useState(0);
  const [zoom, set_zoom] = useState(2);
  const [shown, set_shown] = useState(1);

  useEffect(() => {
    let is_current = true;
    set_pdf(null);
    const task = open(what.document_id);
    task.promise
      .then(async (found) => {
        const first = (await found.getPage(Math.min(Math.max(what.page, 1), found.numPages))).getViewport({ scale: 1 });
        if (!is_current) return;
        set_ratio(first.height / first.width);
        set_pdf(found);
      })
      .catch(async (error: unknown) => is_current && fail(await reason_of(what.document_id, error)));
    return () => {
      is_current = false;
      void task.destroy();
    };
  }, [what.document_id]);

  useEffect(() => {
    const measure = () => set_space((scroller.current?.clientWidth ?? 0) - 32);
    const watcher = new ResizeObserver(measure);
    watcher.observe(scroller.current!);
    measure();
    return () => watcher.disconnect();
  }, []);

  const width = Math.max(0, Math.min(space, 900)) * zooms[zoom]!;
  const go_to = useCallback((page: number, to_mark: boolean) => {
    const frame = scroller.current?.querySelector<HTMLElement>(`[data-page="${page}"]`);
    if (!frame) return;
    const mark = to_mark ? frame.querySelector<HTMLElement>('.box') : null;
    const target = frame.offsetTop + (mark ? Math.max(0, mark.offsetTop - 120) : -8);
    scroller.current!.scrollTo({ top: target });
  }, []);

  // To the cited page first, then, once it is laid out, to the mark on it.
  useEffect(() => {
    if (!pdf || width === 0) return;
    const page = Math.max(what.page, 1);
    go_to(page, false);
    const frame = scroller.current!.querySelector(`[data-page="${page}"]`);
    if (!frame || what.boxes.length === 0) return;
    const watcher = new MutationObserver(() => {
      if (!frame.querySelector('.box')) return;
      watcher.disconnect();
      go_to(page, true);
    });
    watcher.observe(frame, { childList: true });
    if (frame.querySelector('.box')) go_to(page, true);
    return () => watcher.disconnect();
  }, [pdf, width > 0, zoom, what]);

  const note_page = () => {
    const view = scroller.current!;
    const middle = view.scrollTop + view.clientHeight / 3;
    const pages = [...view.querySelectorAll<HTMLElement>('.page')];
    const at = pages.findIndex((each) => each.offsetTop + each.offsetHeight > middle);
    if (at >= 0) set_shown(at + 1);
  };
  const pages = pdf?.numPages ?? 0;
  return (
    <>
      <div class="pdf-tools" role="toolbar" aria-label={t('reader.tools')}>
        <IconButton icon="previous" label={t('reader.previous')} disabled={shown <= 1} onClick={() => go_to(shown - 1, false)} />
        <span class="pdf-place">{pdf ? t('reader.of', { page: number(shown), pages: number(pages) }) : '…'}</span>
        <IconButton icon="next" label={t('reader.next')} disabled={shown >= pages} onClick={() => go_to(shown + 1, false)} />
        {what.boxes.length > 0 && (
          <button type="button" class="button is-quiet" disabled={!pdf} onClick={() => go_to(what.page, true)}>
            {t('reader.to_mark')}
          </button>
        )}
        <span class="spacer" />
        <IconButton icon="minus_zoom" label={t('reader.smaller')} disabled={zoom === 0} onClick={() => set_zoom(zoom - 1)} />
        <IconButton icon="plus_zoom" label={t('reader.larger')} disabled={zoom === zooms.length - 1} onClick={() => set_zoom(zoom + 1)} />
      </div>
      <div class="pages" ref={scroller} tabIndex={0} role="region" aria-label={t('reader.pages')} onScroll={note_page}>
        {!pdf && <Loading label={t('reader.opening')} />}
        {pdf &&
          width > 0 &&
          Array.from({ length: pages }, (_, at) => (
            <Page
              key={at}
              pdf={pdf}
              index={at + 1}
              width={width}
              ratio={ratio}
              boxes={what.boxes.filter((box) => box.page === at + 1)}
            />
          ))}
      </div>
    </>
  );
}
