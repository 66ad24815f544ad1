import { type Problem, type ProblemCode, shown } from '../errors';

/** Collects what is wrong with a description, so that all of it can be shown at once. */
export class Problems {
  private readonly found: Problem[] = [];

  /** Everything so far. */
  public get all(): readonly Problem[] {
    return this.found;
  }

  /** `path` is where in the props, e.g. `images[0].target`. */
  public add(code: ProblemCode, path: string, message: string, fix: string): void {
    this.found.push({ code, path, message, fix });
  }

  /** Adds what another check has found. */
  public include(problems: readonly Problem[]): void {
    this.found.push(...problems);
  }

  /** Adds a problem for each value that is listed twice. */
  public unique(values: readonly string[], path: string, what: string): void {
    for (const value of new Set(values.filter((one, i) => values.indexOf(one) !== i))) {
      this.add('duplicate', path, `the ${what} ${shown(value)} is listed twice`, 'remove one of them');
    }
  }
}
