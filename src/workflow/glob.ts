/** The regular expression of one of GitHub's filter globs, anchored; `undefined` where the glob is not legal. Without the leading `!`. */
function compile(glob: string): RegExp | undefined {
  let source = '';
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    if (char === '*') {
      const both = glob[i + 1] === '*';
      if (both) i++;
      source += both ? '.*' : '[^/]*';
    } else if (char === '[') {
      const end = glob.indexOf(']', i + 1);
      const set = end < 0 ? '' : glob.slice(i + 1, end);
      if (!/^[A-Za-z0-9-]+$/.test(set)) return undefined;
      source += `[${set}]`;
      i = end;
    } else if (char === '+' || char === '?') {
      if (source === '' || /[+?*]$/.test(source)) return undefined;
      source += char;
    } else if (char === '\\') {
      i++;
      source += literally(glob[i] ?? '\\');
    } else source += literally(char);
  }
  try {
    return new RegExp(`^(?:${source})$`, 's');
  } catch {
    return undefined;
  }
}

function literally(char: string): string {
  return /[A-Za-z0-9_/]/.test(char) ? char : `\\${char}`;
}

/**
 * Whether a filter of branches or tags lets a name through: globs in order, a leading `!` takes away what came before.
 * A glob that is not legal matches everything, so that nobody relies on it.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function filterMatches(globs: readonly string[], name: string): boolean {
  let matched = false;
  for (const glob of globs) {
    const negative = glob.startsWith('!');
    const pattern = compile(negative ? glob.slice(1) : glob);
    if (!pattern) matched = !negative || matched;
    else if (pattern.test(name)) matched = !negative;
  }
  return matched;
}
