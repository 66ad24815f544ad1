// Reads a JSON list of diagrams from standard input and writes, for each, what Mermaid's own parser says against it, or null.
import DOMPurify from 'dompurify';
import mermaid from 'mermaid';

// A parse cleans labels for a browser, and there is none: only the grammar is asked here.
Object.assign(DOMPurify, { addHook() {}, sanitize: String });
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const answers = [];
for (const diagram of JSON.parse(Buffer.concat(chunks).toString())) {
  answers.push(
    await mermaid.parse(diagram).then(
      () => null,
      (error) => String(error),
    ),
  );
}
process.stdout.write(JSON.stringify(answers));
