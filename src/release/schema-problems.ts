import { z } from 'zod';
import { type Problem, type ProblemCode, shown } from './errors';
import { nearest } from './nearest';
import { PARSE_ONCE } from './parse-once';
import { refusedProp, refusedValue } from './refused';
import { propsSchema } from './schema';

/** What a value must be, by zod's name for it. */
const NOUNS: Readonly<Record<string, string>> = {
  array: 'a list',
  boolean: '`true` or `false`',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  record: 'an object',
  string: 'a text',
};

/** What to do, by how the message of a check begins; where it says what the value is not, that is what to write. */
const FIXES: readonly (readonly [RegExp, string])[] = [
  [/^is not (.+)$/s, 'write $1'],
  [/^is empty/, 'fill it, or remove it where it is optional'],
  [/^has no (event|job)\b/, 'add one'],
  [/^has more than one line/, 'write it on one line'],
  [/^contains `\$\{\{`/, 'read the value from the environment: `VERSION` and `TAG` are there'],
  [/^contains control characters/, 'remove them: only tabs and line breaks may be in it'],
  [/^contains (.+)$/, 'remove $1'],
];

/** Every problem that a schema sees in the props. @param schema by default that of a pipeline */
export function schemaProblems(props: unknown, schema: z.ZodType = propsSchema): readonly Problem[] {
  const result = schema.safeParse(props, PARSE_ONCE);
  return result.success ? [] : result.error.issues.flatMap((issue) => problemsOf(issue, props, [], schema));
}

type Issue = z.core.$ZodIssue;

function problemsOf(
  issue: Issue,
  props: unknown,
  prefix: readonly PropertyKey[],
  schema: z.ZodType,
): readonly Problem[] {
  const path = [...prefix, ...issue.path];
  const value = valueAt(props, path);
  const at = pathText(path, props);
  const problem = (code: ProblemCode, message: string, fix: string): Problem => ({ code, path: at, message, fix });
  const refusal = refusedValue(at, value);
  if (refusal) return [problem('refused', `${named(value, path)} is refused: ${refusal.why}`, refusal.fix)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownProp(key, path, props, schema));
    case 'invalid_union':
      return unionProblems(issue, props, path, schema);
    case 'invalid_value':
      return [
        value === undefined
          ? problem('missing', 'is required', `the legal values are ${issue.values.map(String).join(', ')}`)
          : problem(
              'bad-value',
              `${named(value, path)} is not a legal value`,
              didYouMean(String(value), issue.values.map(String), 'legal values'),
            ),
      ];
    case 'invalid_type': {
      const noun = NOUNS[issue.expected] ?? `a ${issue.expected}`;
      if (value === undefined) return [problem('missing', 'is required', `give ${noun}`)];
      if (!issue.message.startsWith('is not '))
        return [problem('bad-value', `${named(value, path)} is not ${noun}`, `give ${noun}`)];
      break;
    }
    case 'invalid_key':
      return issue.issues.map((inner) => {
        const { message, fix } = said(inner.message);
        return problem('bad-value', `the name ${shown(String(path.at(-1)))} ${message}`, fix);
      });
    case 'too_big':
      if (issue.origin === 'string' && !issue.message.startsWith('is '))
        return [problem('bad-value', `${named(value, path)} is longer than ${issue.maximum} characters`, 'shorten it')];
      break;
    default:
  }
  const { message, fix } = said(issue.message);
  return [problem('bad-value', `${named(value, path)} ${message}`, fix)];
}

/** A check's own message, and what to do. */
function said(message: string): { readonly message: string; readonly fix: string } {
  const known = FIXES.find(([pattern]) => pattern.test(message));
  if (known) return { message, fix: known[1].includes('$1') ? message.replace(...known) : known[1] };
  return { message: 'is not a legal value', fix: 'see the docstring of the prop' };
}

function unknownProp(key: string, path: readonly PropertyKey[], props: unknown, schema: z.ZodType): Problem {
  const at = pathText([...path, key], props);
  const refusal = refusedProp(key);
  if (refusal) return { code: 'refused', path: at, message: `is refused: ${refusal.why}`, fix: refusal.fix };
  return {
    code: 'unknown-prop',
    path: at,
    message: 'there is no such prop',
    fix: didYouMean(key, keysAt(path, schema), 'props'),
  };
}

/** The problems of the alternative that is nearest to the value. */
function unionProblems(
  issue: z.core.$ZodIssueInvalidUnion,
  props: unknown,
  path: readonly PropertyKey[],
  schema: z.ZodType,
): readonly Problem[] {
  const value = valueAt(props, path);
  const near = issue.errors.filter((errors) => errors.some((inner) => !isTypeMismatch(inner, value)));
  const best = (near.length > 0 ? near : issue.errors).toSorted((a, b) => a.length - b.length)[0];
  if (best && best.length > 0) return best.flatMap((inner) => problemsOf(inner, props, path, schema));
  const legal = 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
  const problem: Problem = {
    code: 'bad-value',
    path: pathText(path, props),
    message: value === undefined ? 'is required' : `${named(value, path)} is not a legal value`,
    fix: legal.length > 0 ? `the legal values are ${legal.join(', ')}` : 'see the docstring of the prop',
  };
  return [problem];
}

function isTypeMismatch(issue: Issue, value: unknown): boolean {
  return (
    issue.path.length === 0 &&
    (issue.code === 'invalid_type' || (issue.code === 'invalid_value' && typeof value === 'object'))
  );
}

/** A value as a message begins with it. Never what stands where the name of a secret belongs: it may be the secret. */
function named(value: unknown, path: readonly PropertyKey[]): string {
  if (path.includes('secret')) return 'what is given';
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? 'the object' : shown(value);
}

function didYouMean(value: string, legal: readonly string[], what: string): string {
  const close = nearest(value, legal);
  return `${close === undefined ? '' : `did you mean \`${close}\`? `}the ${what} are ${legal.join(', ')}`;
}

function valueAt(props: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined),
    props,
  );
}

/** A path as the user wrote it: `Registry` calls the name of the secret after what it holds. */
function pathText(path: readonly PropertyKey[], props: unknown): string {
  const last = path.at(-1) === 'secret' ? valueAt(props, [...path.slice(0, -1), 'kind']) : undefined;
  const written = last === 'docker-hub' ? 'tokenSecret' : last === 'generic' ? 'passwordSecret' : undefined;
  const keys = written === undefined ? path : [...path.slice(0, -1), written];
  const joined = keys.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return joined === '' ? 'props' : joined.replace(/^\./, '');
}

/** The keys of the object schema that a path leads to. */
function keysAt(path: readonly PropertyKey[], schema: z.ZodType): readonly string[] {
  let at: unknown = schema;
  for (const key of path) at = unwrap(at, key);
  const shape = shapeOf(at);
  return shape ? Object.keys(shape) : [];
}

function unwrap(schema: unknown, key: PropertyKey): unknown {
  const inner = core(schema);
  if (inner instanceof z.ZodArray) return inner.element;
  if (inner instanceof z.ZodRecord) return inner.valueType;
  const shape = shapeOf(inner);
  return shape?.[String(key)];
}

function core(schema: unknown): unknown {
  return schema instanceof z.ZodOptional ? core(schema.unwrap()) : schema;
}

function shapeOf(schema: unknown): Readonly<Record<string, unknown>> | undefined {
  const inner = core(schema);
  if (inner instanceof z.ZodObject) return inner.shape;
  if (inner instanceof z.ZodDiscriminatedUnion || inner instanceof z.ZodUnion) {
    return Object.assign({}, ...inner.options.map((option: unknown) => shapeOf(option) ?? {}));
  }
  return undefined;
}
