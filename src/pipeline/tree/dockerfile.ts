import type { DockerfileStage } from '../../release/release';

/**
 * The stages of a Dockerfile, in order.
 * @see https://docs.docker.com/reference/dockerfile/#from
 */
export function readStages(text: string): readonly DockerfileStage[] {
  const stages: DockerfileStage[] = [];
  for (const { line, instruction } of instructions(text)) {
    const from = /^FROM\s+(?:--\S+\s+)*\S+(?:\s+AS\s+(\S+))?\s*$/i.exec(instruction);
    if (from) stages.push({ name: from[1]?.toLowerCase(), line });
  }
  return stages;
}

/** The instructions with continued lines joined; comments and here-documents are left out. */
function instructions(text: string): readonly { readonly line: number; readonly instruction: string }[] {
  const continuation = /^#\s*escape\s*=\s*`\s*$/im.test(text.split('\n').slice(0, 3).join('\n')) ? '`' : '\\';
  const found: { line: number; instruction: string }[] = [];
  let current: { line: number; instruction: string } | undefined;
  let heredoc: string | undefined;
  text.split(/\r?\n/).forEach((raw, index) => {
    if (heredoc !== undefined) {
      if (raw.replace(/^\t+/, '') === heredoc) heredoc = undefined;
      return;
    }
    if (/^\s*#/.test(raw) || (current && raw.trim() === '')) return;
    const continued = raw.trimEnd().endsWith(continuation);
    const body = continued ? raw.trimEnd().slice(0, -1) : raw;
    if (current) current.instruction += ` ${body.trim()}`;
    else if (body.trim() !== '' || continued) current = { line: index + 1, instruction: body.trim() };
    if (continued || !current) return;
    found.push(current);
    heredoc = /^(?:RUN|COPY|ADD)\b.*<<-?\s*["']?([A-Za-z_][A-Za-z0-9_]*)["']?/i.exec(current.instruction)?.[1];
    current = undefined;
  });
  return current ? [...found, current] : found;
}
