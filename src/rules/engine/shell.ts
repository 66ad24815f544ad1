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

/** The commands of a script in the order of the text, those inside substitutions before the one that they stand in. Takes linear time. */
export function commandsOf(script: string): readonly Command[] {
  const reader = new Reader(script.replaceAll('\r\n', '\n'));
  reader.script(undefined);
  return reader.commands;
}

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
    const valued = PREFIXES[word];
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

interface Draft {
  words: string[];
  writesTo: string[];
  input: Command[];
  substituted: Command[];
}

class Reader {
  public readonly commands: Command[] = [];
  private readonly pending: { readonly delimiter: string; readonly draft: Draft }[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {}

  /** Reads commands up to `end`; returns them. */
  public script(end: string | undefined): readonly Command[] {
    const found: Command[] = [];
    if (++this.depth > MAX_DEPTH) this.at = this.text.length;
    let draft = start();
    const close = (isPiped: boolean) => {
      const used = draft.words.length > 0 || draft.writesTo.length > 0;
      if (used) {
        this.commands.push(draft);
        found.push(draft);
      }
      // Of a group the last command stands for all.
      const last = found.at(-1);
      draft = start();
      if (isPiped && last) draft.input.push(last);
    };
    while (this.at < this.text.length) {
      const char = this.text[this.at] ?? '';
      if (char === end) {
        this.at++;
        break;
      }
      if (char === '\n') {
        this.at++;
        close(false);
        this.hereDocuments();
      } else if (char === '\\' && this.text[this.at + 1] === '\n') this.at += 2;
      else if (/\s/.test(char)) this.at++;
      else if (char === '#') this.skipLine();
      else if (';&(){}'.includes(char) && !this.isBrace(char)) {
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
    this.depth--;
    return found;
  }

  /** A brace inside of a word, as in `{0}` or `a{b,c}`. */
  private isBrace(char: string): boolean {
    return (char === '{' || char === '}') && !/[\s;]/.test(this.text[this.at + 1] ?? ' ');
  }

  /** What follows the line of a `<<`: code where a shell reads it, else data. */
  private hereDocuments(): void {
    for (const { delimiter, draft } of this.pending.splice(0)) {
      const from = this.at;
      let body = this.text.length;
      while (this.at < this.text.length) {
        const line = this.at;
        this.skipLine();
        this.at++;
        if (this.text.slice(line, this.at - 1).trim() !== delimiter) continue;
        body = line;
        break;
      }
      if (isShell(plainWords(draft.words)[0])) this.commands.push(...commandsOf(this.text.slice(from, body)));
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
    if (sign === '<<' || sign === '<<-') this.pending.push({ delimiter: target, draft });
    else if (sign.includes('>')) draft.writesTo.push(target);
    // A here-string is input.
    else if (sign === '<<<') draft.input.push(...draft.substituted.splice(before));
    else if (sign === '<') draft.input.push({ words: ['cat', target], writesTo: [], input: [], substituted: [] });
  }

  /** Reads one word; its quotes are taken away, its substitutions are read as commands. */
  private word(draft: Draft, end: string | undefined): string {
    let word = '';
    let quote = '';
    for (; this.at < this.text.length; this.at++) {
      const char = this.text[this.at] ?? '';
      if (quote === "'") {
        if (char === "'") quote = '';
        else word += char;
      } else if (char === '\\') {
        this.at++;
        if (this.text[this.at] !== '\n') word += this.text[this.at] ?? '';
      } else if (char === '`' && end !== '`') {
        this.at++;
        this.substitution(draft, '`');
        word += '$()';
      } else if (this.text.startsWith('$((', this.at)) {
        const close = this.text.indexOf('))', this.at);
        this.at = close < 0 ? this.text.length : close + 1;
      } else if (char === '$' && this.text[this.at + 1] === '(') {
        this.at += 2;
        this.substitution(draft, ')');
        word += '$()';
      } else if (char === '"') quote = quote === '"' ? '' : '"';
      else if (quote === '"') {
        word += char;
      } else if (char === "'") quote = "'";
      else if (char === end || /[\s;&|()<>]/.test(char)) break;
      else word += char;
    }
    return word;
  }

  private substitution(draft: Draft, end: string): void {
    draft.substituted.push(...this.script(end));
    // The word goes on behind the closing character, which its loop steps over.
    this.at--;
  }
}

/** Nobody nests deeper; what is deeper is not read. */
const MAX_DEPTH = 50;

function start(): Draft {
  return { words: [], writesTo: [], input: [], substituted: [] };
}
