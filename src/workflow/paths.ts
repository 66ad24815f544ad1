const WORKFLOW = /^(?:.*\/)?\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^(?:.*\/)?(?:action\.ya?ml|dependabot-config\/[^/]+\.ya?ml)$/;
const FROM_ROOT = /(?:^|\/)((?:\.github\/workflows|dependabot-config)\/[^/]+\.ya?ml|action\.ya?ml)$/;

/** True for a workflow; the path may begin above the root of its repository. */
export function isWorkflowPath(path: string): boolean {
  return WORKFLOW.test(path);
}

/** True for the metadata of an action, wherever it is, and for the pin ledger, which has the same form. */
export function isActionPath(path: string): boolean {
  return ACTION.test(path);
}

/** The end of a path that says what the file is, e.g. `.github/workflows/x.yml`; `undefined` for a file that no rule reads by its path. */
export function knownPart(path: string): string | undefined {
  return FROM_ROOT.exec(path)?.[1];
}
