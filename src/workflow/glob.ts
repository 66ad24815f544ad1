/** One element of a glob: what one character may be, and how often it may stand there. */
interface Element {
  readonly accepts: (char: string) => boolean;
  readonly optional: boolean;
  readonly repeats: boolean;
}

const MAX_LENGTH = 1000;

/** The elements of one of GitHub's filter globs; `undefined` where the glob is not legal. Without the leading `!`. */
function compile(glob: string): readonly Element[] | undefined {
  if (glob.length > MAX_LENGTH) return undefined;
  const elements: Element[] = [];
  // A quantifier stands behind one plain element, and never behind another quantifier or a star.
  let quantifiable = false;
  for (let i = 0; i < glob.length; i++) {
    const char = glob[i] ?? '';
    if (char === '+' || char === '?') {
      const last = quantifiable ? elements.pop() : undefined;
      if (!last) return undefined;
      elements.push({ ...last, optional: char === '?', repeats: char === '+' });
      quantifiable = false;
      continue;
    }
    if (char === '*') {
      const both = glob[i + 1] === '*';
      if (both) i++;
      elements.push({ accepts: (c) => both || c !== '/', optional: true, repeats: true });
      quantifiable = false;
      continue;
    }
    quantifiable = true;
    if (char === '[') {
      const end = glob.indexOf(']', i + 1);
      const accepts = end < 0 ? undefined : setOf(glob.slice(i + 1, end));
      if (!accepts) return undefined;
      elements.push({ accepts, optional: false, repeats: false });
      i = end;
    } else {
      const plain = char === '\\' ? (glob[++i] ?? '\\') : char;
      elements.push({ accepts: (c) => c === plain, optional: false, repeats: false });
    }
  }
  return elements;
}

/** A set such as `a-z0-9`; `undefined` where it holds anything else, is empty, or has a range that runs backwards. */
function setOf(text: string): ((char: string) => boolean) | undefined {
  if (!/^[A-Za-z0-9-]+$/.test(text)) return undefined;
  const ranges: (readonly [string, string])[] = [];
  for (let i = 0; i < text.length; i++) {
    const from = text[i] ?? '';
    const isRange = text[i + 1] === '-' && i + 2 < text.length;
    const to = isRange ? (text[i + 2] ?? '') : from;
    if (to < from) return undefined;
    ranges.push([from, to]);
    if (isRange) i += 2;
  }
  return (char) => ranges.some(([from, to]) => char >= from && char <= to);
}

/** Walks all ways through the elements at once, so that no glob makes it slow. */
function matches(elements: readonly Element[], name: string): boolean {
  let states = new Set<number>();
  const enter = (into: Set<number>, from: number): void => {
    for (let at = from; !into.has(at); at++) {
      into.add(at);
      if (!elements[at]?.optional) return;
    }
  };
  enter(states, 0);
  for (const char of name) {
    const next = new Set<number>();
    for (const state of states) {
      const element = elements[state];
      if (!element?.accepts(char)) continue;
      if (element.repeats) enter(next, state);
      enter(next, state + 1);
    }
    states = next;
  }
  return states.has(elements.length);
}

/**
 * Whether a filter of branches or tags lets a name through: globs in order, a leading `!` takes away what came before.
 * A glob that is not legal matches everything, so that nobody relies on it.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#filter-pattern-cheat-sheet
 */
export function filterMatches(globs: readonly string[], name: string): boolean {
  return compileFilter(globs)(name);
}

/** {@link filterMatches} for many names. */
export function compileFilter(globs: readonly string[]): (name: string) => boolean {
  const compiled = globs.map((glob) => {
    const negative = glob.startsWith('!');
    return { negative, elements: compile(negative ? glob.slice(1) : glob) };
  });
  return (name) => {
    let matched = false;
    for (const { negative, elements } of compiled) {
      if (!elements) matched = !negative || matched;
      else if (matches(elements, name)) matched = !negative;
    }
    return matched;
  };
}
