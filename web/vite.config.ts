import { copyFileSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const pdfjs = join(import.meta.dirname ?? '.', 'node_modules/pdfjs-dist');
const version = (JSON.parse(readFileSync(join(pdfjs, 'package.json'), 'utf8')) as { version: string }).version;

function files_of(folder: string): string[] {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name.toString()))
    .filter((file) => statSync(file).isFile());
}

// What pdf.js loads when a PDF needs it: fonts that PDFs may leave out, tables of Asian encodings, decoders.
function pdf_resources(): Plugin {
  let out = '';
  return {
    name: 'pdf-resources',
    configResolved: (config) => void (out = config.build.outDir),
    closeBundle() {
      for (const part of ['standard_fonts', 'cmaps', 'wasm']) {
        const target = join(out, 'assets', `pdfjs-${version}`, part);
        mkdirSync(target, { recursive: true });
        for (const name of readdirSync(join(pdfjs, part))) copyFileSync(join(pdfjs, part, name), join(target, name));
      }
    },
  };
}

// The service worker knows the shell by the names of this build.
function shell_list(): Plugin {
  return {
    name: 'shell-list',
    generateBundle(_, bundle) {
      const worker = bundle['sw.js'];
      if (worker?.type !== 'chunk') throw new Error('there is no service worker');
      const shell = Object.keys(bundle).filter((name) => /^assets\/.*\.(js|css)$/.test(name) && !/(pdf|reader|admin)/.test(name));
      worker.code = worker.code.replace('__SHELL__', JSON.stringify(shell.map((name) => '/' + name)));
    },
  };
}

// Packed once here, so that the server packs nothing.
function packed(): Plugin {
  let out = '';
  return {
    name: 'packed',
    configResolved: (config) => void (out = config.build.outDir),
    closeBundle: {
      order: 'post',
      sequential: true,
      handler() {
        for (const file of files_of(out)) {
          if (/\.(br|gz|png)$/.test(file)) continue;
          const bytes = readFileSync(file);
          const quality = bytes.length > 200_000 ? 9 : 11;
          const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: quality } });
          const gzip = gzipSync(bytes, { level: 9 });
          if (gzip.length > 0.95 * bytes.length) continue;
          writeFileSync(file + '.br', brotli);
          writeFileSync(file + '.gz', gzip);
        }
      },
    },
  };
}

export default defineConfig({
  define: { __PDFJS__: JSON.stringify(`/assets/pdfjs-${version}/`) },
  esbuild: { jsx: 'automatic', jsxImportSource: 'preact' },
  build: {
    target: 'es2022',
    outDir: process.env['WEB_OUT'] ?? '../build/web',
    emptyOutDir: true,
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      input: { main: 'index.html', sw: 'src/service_worker.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  plugins: [shell_list(), pdf_resources(), packed()],
});
