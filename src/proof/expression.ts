/**
 * GitHub's expressions over three values: what is not known stays unknown, and only what follows whatever the unknown turns out to be is
 * known. Grammar and coercions as in https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */

/** Stands for a value that can't be known before the run. */
export const UNKNOWN = Symbol('unknown');

/** Not known, but whatever it is GitHub takes it for true; likewise for false. */
const TRUTHY = Symbol('unknown and true');
const FALSY = Symbol('unknown and false');

type Unknown = typeof UNKNOWN | typeof TRUTHY | typeof FALSY;

/** A text of which only the beginning is known, and beginnings that it surely does not have. */
export class TextLike {
  constructor(
    public readonly beginning: string,
    public readonly never: readonly string[] = [],
  ) {}

  /** True or false where every such text begins with `start`, or none does. */
  public startsWith(start: string): boolean | typeof UNKNOWN {
    if (!isAscii(start)) return UNKNOWN;
    const [wanted, mine] = [fold(start), fold(this.beginning)];
    if (mine.startsWith(wanted)) return true;
    if (this.never.some((never) => wanted.startsWith(fold(never)))) return false;
    return wanted.startsWith(mine) ? UNKNOWN : false;
  }
}

/** A value of an expression. */
export type Value = string | number | boolean | null | TextLike | Unknown;

/** Gives the value of a context path such as `['github', 'ref']`, in lower case; {@link UNKNOWN} where it is not known. */
export type Lookup = (path: readonly string[]) => Value;

/** Gives the value of a status function: `success`, `failure`, `cancelled`; `always` is true. */
export type Status = (name: string) => Value;

type Node =
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'path'; readonly path: readonly string[] | undefined }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Node; readonly right: Node };

/** An expression that has been read. */
export interface Expression {
  /** The value where contexts are as `lookup` says. */
  evaluate(lookup: Lookup, status: Status): Value;
  /** The string literals, as they stand. */
  readonly literals: readonly string[];
}

const STATUS = ['success', 'failure', 'cancelled', 'always'];
const TOKEN =
  /\s*(?:(&&|\|\||==|!=|<=|>=|[<>!()[\],.*])|'((?:[^']|'')*)'|([+-]?(?:0x[0-9a-fA-F]+|0o[0-7]+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?))(?![\w])|([A-Za-z_][A-Za-z0-9_-]*))/y;
const MAX_LENGTH = 21_000;
const MAX_DEPTH = 50;

/** The expressions that were read last: the proof asks for each of them once per event and ref. */
const known = new Map<string, Expression | undefined>();
const MAX_KNOWN = 1000;

/** Reads an expression without its `${{ }}`; `undefined` where it is not one. */
export function parseExpression(text: string): Expression | undefined {
  if (!known.has(text)) {
    if (known.size === MAX_KNOWN) known.clear();
    known.set(text, read(text));
  }
  return known.get(text);
}

function read(text: string): Expression | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const parser = new Parser(tokens(text));
    const node = parser.whole();
    return {
      evaluate: (lookup, status) => evaluate(node, lookup, status),
      literals: parser.literals,
    };
  } catch {
    return undefined;
  }
}

/** True or false where it is known which of the two GitHub takes the value for. */
export function truth(value: Value): boolean | typeof UNKNOWN {
  if (value === UNKNOWN) return UNKNOWN;
  if (value === TRUTHY || value === FALSY) return value === TRUTHY;
  if (value instanceof TextLike) return value.beginning === '' ? UNKNOWN : true;
  return !(value === false || value === null || value === '' || value === 0 || Number.isNaN(value));
}

interface Token {
  readonly kind: 'operator' | 'string' | 'number' | 'name';
  readonly text: string;
}

function tokens(text: string): readonly Token[] {
  const found: Token[] = [];
  const pattern = new RegExp(TOKEN);
  const source = text.trimEnd();
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match) throw new SyntaxError('not an expression');
    const [, operator, string, number, name] = match;
    if (operator !== undefined) found.push({ kind: 'operator', text: operator });
    else if (string !== undefined) found.push({ kind: 'string', text: string.replaceAll("''", "'") });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else found.push({ kind: 'name', text: name ?? '' });
  }
  return found;
}

class Parser {
  public readonly literals: string[] = [];
  private at = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  public whole(): Node {
    const node = this.or();
    if (this.at < this.tokens.length) throw new SyntaxError('something follows the expression');
    return node;
  }

  private or(): Node {
    return this.chain(['||'], () => this.chain(['&&'], () => this.equality()));
  }

  private equality(): Node {
    return this.chain(['==', '!='], () => this.chain(['<', '<=', '>', '>='], () => this.unary()));
  }

  private chain(operators: readonly string[], next: () => Node): Node {
    let left = next();
    for (let operator = this.operator(operators); operator; operator = this.operator(operators)) {
      left = { kind: 'binary', operator, left, right: next() };
    }
    return left;
  }

  private unary(): Node {
    if (++this.depth > MAX_DEPTH) throw new SyntaxError('nested too deep');
    const node: Node = this.operator(['!']) ? { kind: 'not', operand: this.unary() } : this.postfix();
    this.depth--;
    return node;
  }

  private postfix(): Node {
    let node = this.primary();
    for (;;) {
      if (this.operator(['.'])) {
        const name = this.operator(['*']) ? undefined : this.take('name').text.toLowerCase();
        node = { kind: 'path', path: extended(node, name) };
      } else if (this.operator(['['])) {
        const index = this.operator(['*']) ? undefined : this.or();
        this.expect(']');
        const name =
          index?.kind === 'literal' && typeof index.value === 'string' ? index.value.toLowerCase() : undefined;
        node = { kind: 'path', path: extended(node, name) };
      } else return node;
    }
  }

  private primary(): Node {
    if (this.operator(['('])) {
      const node = this.or();
      this.expect(')');
      return node;
    }
    const token = this.tokens[this.at++];
    if (token?.kind === 'string') {
      this.literals.push(token.text);
      return { kind: 'literal', value: token.text };
    }
    if (token?.kind === 'number') return { kind: 'literal', value: Number(token.text) };
    if (token?.kind !== 'name') throw new SyntaxError('a value is missing');
    const name = token.text.toLowerCase();
    if (this.operator(['('])) return this.call(name);
    if (name === 'true' || name === 'false') return { kind: 'literal', value: name === 'true' };
    if (name === 'null') return { kind: 'literal', value: null };
    if (name === 'nan') return { kind: 'literal', value: Number.NaN };
    if (name === 'infinity') return { kind: 'literal', value: Number.POSITIVE_INFINITY };
    return { kind: 'path', path: [name] };
  }

  private call(name: string): Node {
    const args: Node[] = [];
    if (!this.operator([')'])) {
      do args.push(this.or());
      while (this.operator([',']));
      this.expect(')');
    }
    return { kind: 'call', name, args };
  }

  private operator(operators: readonly string[]): string | undefined {
    const token = this.tokens[this.at];
    if (token?.kind !== 'operator' || !operators.includes(token.text)) return undefined;
    this.at++;
    return token.text;
  }

  private expect(operator: string): void {
    if (!this.operator([operator])) throw new SyntaxError(`${operator} is missing`);
  }

  private take(kind: Token['kind']): Token {
    const token = this.tokens[this.at++];
    if (token?.kind !== kind) throw new SyntaxError(`a ${kind} is missing`);
    return token;
  }
}

function extended(node: Node, name: string | undefined): readonly string[] | undefined {
  return node.kind === 'path' && node.path && name !== undefined ? [...node.path, name] : undefined;
}

function evaluate(node: Node, lookup: Lookup, status: Status): Value {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'path':
      return node.path ? lookup(node.path) : UNKNOWN;
    case 'not': {
      const value = truth(evaluate(node.operand, lookup, status));
      return value === UNKNOWN ? UNKNOWN : !value;
    }
    case 'binary':
      return binary(node.operator, node.left, node.right, lookup, status);
    case 'call':
      return call(
        node.name,
        node.args.map((arg) => evaluate(arg, lookup, status)),
        status,
      );
  }
}

function binary(operator: string, left: Node, right: Node, lookup: Lookup, status: Status): Value {
  const a = evaluate(left, lookup, status);
  if (operator === '&&' || operator === '||') {
    const decides = operator === '||';
    const known = truth(a);
    if (known === decides) return a;
    const b = evaluate(right, lookup, status);
    if (known !== UNKNOWN) return b;
    // Which of the two it is stays open; only its truth may be known.
    if (truth(b) !== decides) return UNKNOWN;
    return decides ? TRUTHY : FALSY;
  }
  const b = evaluate(right, lookup, status);
  if (isUnknown(a) || isUnknown(b)) return UNKNOWN;
  if (operator !== '==' && operator !== '!=') return ordered(operator, a, b);
  const same = equal(a, b);
  return same === UNKNOWN || operator === '==' ? same : !same;
}

type Known = Exclude<Value, Unknown>;

function isUnknown(value: Value): value is Unknown {
  return typeof value === 'symbol';
}

function equal(a: Known, b: Known): boolean | typeof UNKNOWN {
  if (a instanceof TextLike || b instanceof TextLike) {
    const [like, text] = a instanceof TextLike ? [a, b] : [b as TextLike, a];
    // It may be this very text, or another one with the same beginning.
    return typeof text === 'string' && like.startsWith(text) === false ? false : UNKNOWN;
  }
  if (typeof a === 'string' && typeof b === 'string')
    return a === b || !isAscii(a + b) ? a === b || UNKNOWN : fold(a) === fold(b);
  if (typeof a === typeof b) return a === b;
  const [left, right] = [toNumber(a), toNumber(b)];
  return left === undefined || right === undefined ? UNKNOWN : left === right;
}

function ordered(operator: string, a: Known, b: Known): boolean | typeof UNKNOWN {
  if (a instanceof TextLike || b instanceof TextLike) return UNKNOWN;
  const areTexts = typeof a === 'string' && typeof b === 'string';
  if (areTexts && !isAscii(a + b)) return UNKNOWN;
  const [left, right] = areTexts ? [fold(a), fold(b)] : [toNumber(a), toNumber(b)];
  if (left === undefined || right === undefined) return UNKNOWN;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

/** GitHub compares texts without regard to case. */
function fold(text: string): string {
  return text.toUpperCase();
}

/** Readers disagree on the case of other letters. */
function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** A value as GitHub makes a number of it; `undefined` for a text of which readers make different ones, such as `.5` or `Infinity`. */
function toNumber(value: Exclude<Known, TextLike>): number | undefined {
  if (value === null) return 0;
  if (typeof value !== 'string') return Number(value);
  const text = value.trim();
  if (/^-?\d{1,15}$/.test(text) || text === '') return Number(text);
  return /^[-+.,_0-9a-fxointy]*$/i.test(text) || !isAscii(text) ? undefined : Number.NaN;
}

function toText(value: Exclude<Known, TextLike>): string {
  return value === null ? '' : String(value);
}

function call(name: string, args: readonly Value[], status: Status): Value {
  if (name === 'always') return true;
  if (STATUS.includes(name)) return status(name);
  const [a, b] = args;
  if (a === undefined || b === undefined || isUnknown(a) || isUnknown(b)) return UNKNOWN;
  if (a instanceof TextLike) return name === 'startswith' && typeof b === 'string' ? a.startsWith(b) : UNKNOWN;
  if (b instanceof TextLike || !isAscii(toText(a) + toText(b))) return UNKNOWN;
  if (name === 'startswith') return fold(toText(a)).startsWith(fold(toText(b)));
  if (name === 'endswith') return fold(toText(a)).endsWith(fold(toText(b)));
  if (name === 'contains') return fold(toText(a)).includes(fold(toText(b)));
  return UNKNOWN;
}
