import { spawnSync } from 'node:child_process';

/** A fenced block of a Markdown text. */
export interface Block {
  /** The heading that it stands under. */
  readonly heading: string;
  readonly language: string;
  readonly text: string;
}

/** The fenced blocks of a Markdown text, in order. */
export function blocks(markdown: string): readonly Block[] {
  const found: Block[] = [];
  let heading = '';
  let open: { language: string; lines: string[] } | undefined;
  for (const line of markdown.split('\n')) {
    if (open && line === '```') {
      found.push({ heading, language: open.language, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else if (open) open.lines.push(line);
    else if (line.startsWith('```')) open = { language: line.slice(3), lines: [] };
    else if (line.startsWith('## ')) heading = line.slice(3);
  }
  if (open) throw new Error(`a block under ${heading} is not closed`);
  return found;
}

/** The text without its blocks. */
export function prose(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

/** The headings of the chapters. */
export function headings(markdown: string): readonly string[] {
  return [...prose(markdown).matchAll(/^## (.+)$/gm)].map((match) => match[1] ?? '');
}

/** What Mermaid's own parser says of each diagram: `null` where it has nothing to say. It runs in a process of its own. */
export function mermaidErrors(diagrams: readonly string[]): readonly (string | null)[] {
  const { status, stdout, stderr } = spawnSync('node', ['test/support/mermaid.mjs'], {
    input: JSON.stringify(diagrams),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}
