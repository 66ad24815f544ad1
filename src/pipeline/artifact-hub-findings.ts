import { ARTIFACT_HUB_ANNOTATIONS, annotationProblems, isYamlAnnotation } from '../release/artifact-hub';
import { nearest } from '../release/nearest';
import type { Finding } from '../rules/finding';
import { get, LineIndex, readYaml, type Span, textOf, toData } from '../workflow/yaml-tree';
import type { GateProblem } from './gate/gate-problem';

const PREFIX = 'artifacthub.io/';

/**
 * What Artifact Hub would refuse in a Chart.yaml as its author committed it; `ours` are the annotations that a synth writes itself.
 * One bad annotation keeps the whole version out of the index, and a version is indexed once.
 */
export function artifactHubFindings(file: string, text: string, ours: ReadonlySet<string>): readonly Finding[] {
  const { root } = readYaml(text);
  const lines = new LineIndex(text);
  const finding = (at: Span, severity: 'error' | 'warning', message: string, why: string, fix: string): Finding => {
    const [start, end] = [lines.at(at.start), lines.at(at.end)];
    const place = { file, line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
    return { rule: 'artifact-hub' satisfies GateProblem, severity, ...place, message, why, fix };
  };
  const annotations = get(root, 'annotations');
  const own = (annotations?.kind === 'mapping' ? annotations.entries : []).filter(
    ({ key }) => key.value.startsWith(PREFIX) && !ours.has(key.value),
  );
  const bad = own.flatMap(({ key, value }) => {
    const name = key.value.slice(PREFIX.length);
    if (!ARTIFACT_HUB_ANNOTATIONS.includes(name)) {
      const close = nearest(name, ARTIFACT_HUB_ANNOTATIONS);
      const fix = `${close === undefined ? '' : `did you mean \`${PREFIX}${close}\`? `}Correct or remove it`;
      return [finding(key, 'warning', `Artifact Hub knows no annotation \`${key.value}\``, 'it has no effect', fix)];
    }
    return problemsOf(name, textOf(value)).map((message) =>
      finding(
        key,
        'error',
        `\`${key.value}\`: ${message}`,
        'one bad annotation keeps the whole version out of Artifact Hub, and a version is read once',
        'correct it; https://artifacthub.io/docs/topics/annotations/helm/ says what is legal',
      ),
    );
  });
  const maintainers = get(root, 'maintainers');
  const isListed = own.length > 0 || ours.size > 0;
  const nameless = (isListed && maintainers?.kind === 'sequence' ? maintainers.items : [])
    .filter((one) => (textOf(get(one, 'email')) ?? '') === '')
    .map((one) =>
      finding(
        one,
        'warning',
        'a maintainer has no e-mail',
        "Artifact Hub leaves out whom it can't tell apart by an e-mail",
        'give `email`, or remove the maintainer',
      ),
    );
  return [...bad, ...nameless];
}

function problemsOf(name: string, value: string | undefined): readonly string[] {
  if (value === undefined) return ['it is not a text'];
  if (!isYamlAnnotation(name)) return annotationProblems(name, value);
  const { root, problems } = readYaml(value);
  const first = problems[0];
  return first ? [first.message] : annotationProblems(name, toData(root));
}
