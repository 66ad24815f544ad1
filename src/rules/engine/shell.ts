/** One simple command of a script: its words without their quotes, and what it is connected to. */
export interface Command {
  readonly words: readonly string[];
  /** Files that its output goes to. */
  readonly writesTo: readonly string[];
  /** What is piped, redirected or substituted into it. */
  readonly input: readonly Command[];
  /** What is put into its words: `$(…)` and `` `…` ``. */
  readonly substituted: readonly Command[];
}

/** What a script runs. */
export interface Script {
  /** In the order of the text, those inside substitutions before the one that they stand in. */
  readonly commands: readonly Command[];
  /** True where something never ends, such as a quote or a here-document, or is too deep: what follows it may run other commands. */
  readonly isUnread: boolean;
}

/** Reads a script, and the scripts in it that are given to a shell or to `eval` as a text. Takes linear time. */
export function readScript(script: string): Script {
  const reader = new Reader(script.replaceAll('\r\n', '\n'), 0);
  reader.script(undefined);
  return reader;
}

/** What to say of a script that is not read to its end. */
export const UNREAD =
  'has a quote, a parenthesis or a here-document that does not end, or too much inside of each other: it is not read further';

/** Words before a command that leave it what it is, and how many options with a value each takes. */
const PREFIXES: Readonly<Record<string, RegExp>> = {
  sudo: /^-[ugCphrtTUD]$/,
  env: /^-[uCS]$/,
  nice: /^-n$/,
  ionice: /^-[cn]$/,
  timeout: /^-[ks]$/,
  xargs: /^-[IinLPds]$/,
  time: /^-[fo]$/,
  exec: /^-a$/,
  nohup: /^$/,
  command: /^$/,
  builtin: /^$/,
  stdbuf: /^-[ioe]$/,
};
const KEYWORDS = new Set(['if', 'then', 'elif', 'else', 'while', 'until', 'do', '!', '{', 'time']);

/** The words of a command from its name on: assignments, keywords and prefixes such as `sudo -u x` or `timeout 60` are left out. */
export function plainWords(words: readonly string[]): readonly string[] {
  let at = 0;
  for (;;) {
    const word = words[at];
    if (word === undefined) return [];
    const valued = Object.hasOwn(PREFIXES, word) ? PREFIXES[word] : undefined;
    if (KEYWORDS.has(word) || /^[A-Za-z_]\w*\+?=/.test(word)) at++;
    else if (valued) {
      at++;
      while (words[at]?.startsWith('-')) at += valued.test(words[at] ?? '') ? 2 : 1;
      if (word === 'timeout') at++;
    } else return words.slice(at);
  }
}

/** True for the name or the path of a shell. */
export function isShell(word: string | undefined): boolean {
  return /^(?:\S*\/)?(?:ba|z|da|k|a)?sh$/.test(word ?? '');
}

/** The code that a command gives to a shell or to `eval` as a text. `words` are plain. */
export function inlineScript([name, ...args]: readonly string[]): string | undefined {
  if (name === 'eval') return args.filter((arg, at) => at > 0 || arg !== '--').join(' ');
  const option = isShell(name) ? args.findIndex((arg) => /^-\w*c$/.test(arg)) : -1;
  return option < 0 ? undefined : (args.slice(option + 1).find((arg) => !/^[-+]/.test(arg)) ?? '');
}

interface Draft {
  words: string[];
  writesTo: string[];
  input: Command[];
  substituted: Command[];
}

class Reader {
  public readonly commands: Command[] = [];
  public isUnread = false;
  private readonly pending: HereDocument[] = [];
  private readonly closing: ReadonlyMap<number, Closing>;
  private at = 0;

  constructor(
    private readonly text: string,
    private depth: number,
  ) {
    this.closing = closingParentheses(text);
  }

  /** Reads commands up to `end`; returns them. */
  public script(end: string | undefined): readonly Command[] {
    const found: Command[] = [];
    if (++this.depth > MAX_DEPTH) this.giveUp();
    let isEnded = end === undefined;
    let groups = 0;
    let draft = start();
    const close = (isPiped: boolean) => {
      const used = draft.words.length > 0 || draft.writesTo.length > 0;
      if (used) {
        this.commands.push(draft);
        found.push(draft);
        const inline = inlineScript(plainWords(draft.words));
        if (inline !== undefined) this.inner(inline);
      }
      // Of a group the last command stands for all.
      const last = found.at(-1);
      draft = start();
      if (isPiped && last) draft.input.push(last);
    };
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? '';
      if (char === end && groups === 0) {
        this.at++;
        isEnded = true;
        break;
      }
      if (char === '\n') {
        this.at++;
        close(false);
        this.hereDocuments();
      } else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (this.run(BLANK) !== '') continue;
      else if (char === '#') this.skipLine();
      else if (char === '(' && this.isArithmetic()) this.arithmetic(draft);
      else if (';&(){}'.includes(char) && !this.isBrace(char)) {
        if (end === ')' && char === '(') groups++;
        if (end === ')' && char === ')') groups--;
        this.at++;
        close(false);
      } else if (char === '|') {
        const isOr = this.text[this.at + 1] === '|';
        this.at += isOr || this.text[this.at + 1] === '&' ? 2 : 1;
        close(!isOr);
      } else if (char === '<' || char === '>') this.redirection(draft, end);
      else {
        const word = this.word(draft, end);
        // `2>` and `&>` are no words.
        if (!(/^\d$/.test(word) && /[<>]/.test(this.text[this.at] ?? ''))) draft.words.push(word);
      }
    }
    close(false);
    if (!isEnded || (end === undefined && this.pending.length > 0)) this.giveUp();
    this.depth--;
    return found;
  }

  /** What is left of the text can't be told. */
  private giveUp(): void {
    this.isUnread = true;
    this.at = this.text.length;
  }

  /** Reads a script inside of this one. */
  private inner(text: string): void {
    const reader = new Reader(text, this.depth);
    reader.script(undefined);
    this.commands.push(...reader.commands);
    this.isUnread ||= reader.isUnread;
  }

  /** A brace inside of a word, as in `{0}` or `a{b,c}`. */
  private isBrace(char: string): boolean {
    return (char === '{' || char === '}') && !/[\s;]/.test(this.text[this.at + 1] ?? ' ');
  }

  /** What follows the line of a `<<`: code where a shell reads it, else data. */
  private hereDocuments(): void {
    for (const { delimiter, isIndented, draft } of this.pending.splice(0)) {
      const from = this.at;
      let body: number | undefined;
      while (this.at < this.text.length && body === undefined) {
        const start = this.at;
        this.skipLine();
        const line = this.text.slice(start, this.at++);
        if ((isIndented ? line.replace(/^\t+/, '') : line) === delimiter) body = start;
      }
      if (body === undefined) this.giveUp();
      if (isShell(plainWords(draft.words)[0])) this.inner(this.text.slice(from, body));
    }
  }

  private skipLine(): void {
    const end = this.text.indexOf('\n', this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private redirection(draft: Draft, end: string | undefined): void {
    const char = this.text[this.at] ?? '';
    if (this.text[this.at + 1] === '(') {
      this.at += 2;
      const inner = this.script(')');
      if (char === '<') draft.input.push(...inner);
      draft.words.push(`${char}()`);
      return;
    }
    const operator = /[<>&|-]*/y;
    operator.lastIndex = this.at;
    const sign = operator.exec(this.text)?.[0] ?? char;
    this.at += Math.max(sign.length, 1);
    while (this.text[this.at] === ' ' || this.text[this.at] === '\t') this.at++;
    const before = draft.substituted.length;
    const target = this.word(draft, end);
    if (sign === '<<' || sign === '<<-') this.pending.push({ delimiter: target, isIndented: sign === '<<-', draft });
    else if (sign.includes('>')) draft.writesTo.push(target);
    // A here-string is input.
    else if (sign === '<<<')
      draft.input.push({ ...start(), words: ['echo', target] }, ...draft.substituted.splice(before));
    else if (sign === '<') draft.input.push({ ...start(), words: ['cat', target] });
  }

  /** Reads one word; its quotes are taken away, its substitutions are read as commands. */
  private word(draft: Draft, end: string | undefined): string {
    let word = '';
    let quote = '';
    for (; ; this.at++) {
      word += this.run(quote === "'" ? SINGLE_QUOTED : quote === '"' ? DOUBLE_QUOTED : UNQUOTED);
      const char = this.text[this.at];
      if (char === undefined) break;
      if (quote === "'") quote = '';
      else if (char === '\\') {
        const next = this.text[++this.at] ?? '';
        // In double quotes it keeps its meaning only before these.
        if (quote === '"' && !'$`"\\\n'.includes(next)) word += char;
        if (next !== '\n') word += next;
      } else if (char === '`' && end !== '`') {
        this.at++;
        this.substitution(draft, '`');
        word += '$()';
      } else if (char === '$' && this.text[this.at + 1] === '(') {
        this.at++;
        if (this.isArithmetic()) {
          this.arithmetic(draft);
          this.at--;
          continue;
        }
        this.at++;
        this.substitution(draft, ')');
        word += '$()';
      } else if (char === '"') quote = quote === '"' ? '' : '"';
      else if (quote === '"') {
        word += char;
      } else if (char === '$' && this.text[this.at + 1] === "'") word += this.ansiQuoted();
      // The text of `$"…"` may be translated.
      else if (char === '$' && this.text[this.at + 1] === '"') continue;
      else if (char === "'") quote = "'";
      else if (char === end || /[\s;&|()<>]/.test(char)) break;
      else word += char;
    }
    if (quote !== '') this.giveUp();
    return word;
  }

  /** Reads on as far as a pattern reaches. */
  private run(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const text = pattern.exec(this.text)?.[0] ?? '';
    this.at += text.length;
    return text;
  }

  /** Reads `$'…'` up to its last quote: a backslash takes the meaning from a quote here. */
  private ansiQuoted(): string {
    let word = '';
    for (this.at += 2; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? '';
      if (char === "'") return word;
      word += char === '\\' ? (this.text[++this.at] ?? '') : char;
    }
    this.giveUp();
    return word;
  }

  /** True for `((…))`; `((a); b)` are groups, and so is, to be sure, what has a quote in it. */
  private isArithmetic(): boolean {
    const outer = this.closing.get(this.at);
    const inner = this.closing.get(this.at + 1);
    return outer !== undefined && inner?.at === outer.at - 1 && outer.isPlain;
  }

  /** Steps over `((…))`; what is substituted into it is read. */
  private arithmetic(draft: Draft): void {
    const end = (this.closing.get(this.at)?.at ?? this.at) + 1;
    while (this.at < end) {
      const isDollar = this.text.startsWith('$(', this.at);
      if (isDollar) this.at++;
      if (this.text[this.at] === '`' || (isDollar && !this.isArithmetic())) {
        const close = this.text[this.at++] === '`' ? '`' : ')';
        draft.substituted.push(...this.script(close));
      } else this.at++;
    }
  }

  private substitution(draft: Draft, end: string): void {
    draft.substituted.push(...this.script(end));
    // The word goes on behind the closing character, which its loop steps over.
    this.at--;
  }
}

/** What means only itself, in a word and in its quotes. */
const UNQUOTED = /[^\s;&|()<>'"`$\\]+/y;
const SINGLE_QUOTED = /[^']+/y;
const DOUBLE_QUOTED = /[^"`$\\]+/y;
const BLANK = /[^\S\n]+/y;

interface HereDocument {
  readonly delimiter: string;
  /** `<<-`: tabs before a line are left out. */
  readonly isIndented: boolean;
  readonly draft: Draft;
}

/** The end of a parenthesis; it is plain without a quote, a backslash or a comment in it. */
interface Closing {
  readonly at: number;
  readonly isPlain: boolean;
}

/** Where each parenthesis is closed, whatever is quoted. */
function closingParentheses(text: string): ReadonlyMap<number, Closing> {
  const open: number[] = [];
  const closing = new Map<number, Closing>();
  let odd = -1;
  for (const { 0: char, index } of text.matchAll(/[()'"\\#]/g)) {
    const before = char === ')' ? open.pop() : undefined;
    if (char === '(') open.push(index);
    else if (char !== ')') odd = index;
    else if (before !== undefined) closing.set(before, { at: index, isPlain: odd < before });
  }
  return closing;
}

/** Nobody nests deeper; what is deeper is not read. */
const MAX_DEPTH = 50;

function start(): Draft {
  return { words: [], writesTo: [], input: [], substituted: [] };
}
