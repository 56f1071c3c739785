// Asks a question and prints the passages with where they stand.
//
//   npx tsc -p . && EDIFY_URL=http://127.0.0.1:8000 EDIFY_TOKEN=... node build/example.js "How do plants make food?"
import { EdifyClient, EdifyError } from "./edify.js";

declare const process: { argv: string[]; env: Record<string, string | undefined>; exitCode?: number };

const { EDIFY_URL, EDIFY_TOKEN } = process.env;
const client = new EdifyClient(EDIFY_URL ?? "http://127.0.0.1:8000", EDIFY_TOKEN === undefined ? {} : { token: EDIFY_TOKEN });
try {
  const answer = await client.query({ query: process.argv[2] ?? "How do plants make their food?", limit: 3 });
  for (const { source_file, content, metadata } of answer.results) {
    console.log(metadata.page === null ? source_file : `${source_file}, page ${metadata.page}`);
    console.log(`    ${content}`);
  }
} catch (error) {
  if (!(error instanceof EdifyError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
