/** A step that may run in a privileged job although the library did not write it. */
export interface TrustedStepNote {
  readonly job: string;
  readonly name: string;
  readonly reason: string;
}

const NOTE = /^# Trusted: the step ("(?:[^"\\]|\\.)*") of the job ("(?:[^"\\]|\\.)*"): /gm;

/** The lines of a workflow's header that name its trusted steps, without the `#`: a reviewer and `sealwright check` read them there. */
export function trustedStepLines(steps: readonly TrustedStepNote[]): readonly string[] {
  return steps.map(
    ({ job, name, reason }) =>
      `Trusted: the step ${JSON.stringify(name)} of the job ${JSON.stringify(job)}: ${reason.replace(/\s+/g, ' ').trim()}`,
  );
}

/** The trusted steps that the text of a workflow names before its first key. */
export function readTrustedSteps(text: string): readonly { readonly job: string; readonly name: string }[] {
  const header = text.slice(0, text.search(/^[^#\s]/m));
  return [...header.matchAll(NOTE)].map(([, name = '""', job = '""']) => ({
    name: String(JSON.parse(name)),
    job: String(JSON.parse(job)),
  }));
}
