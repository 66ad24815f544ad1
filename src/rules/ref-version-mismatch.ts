import { Ledger } from '../pins/ledger';
import { readVersionComment, type VersionComment } from '../pins/version-comment';
import { defineRule } from './engine/rule';
import { allUses } from './engine/view';

const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';
const USES = `actions/checkout@${SHA}`;
const span = { start: 0, end: 0 };

export const refVersionMismatch = defineRule({
  id: 'ref-version-mismatch',
  title: 'a pin does not say which version it is',
  why: 'Nobody can review 40 hex digits: the comment is what people and bots read, so it must be the one exact tag.',
  fix: 'end the line with `# ` and the exact name of the tag, e.g. `# v7.0.1`',
  group: 'pins',
  aliases: { zizmor: 'ref-version-mismatch' },
  exampleContext: {
    known: Ledger.of([{ action: 'actions/checkout', sha: SHA, tag: 'v7.0.1', line: 1, uses: span, comment: span }]),
  },
  invalid: [
    {
      name: 'another commit than the tag',
      yaml: `- uses: actions/checkout@${'f'.repeat(40)} # v7.0.1`,
      finds: `actions/checkout@${'f'.repeat(40)}`,
    },
    { name: 'another version than that of the commit', yaml: `- uses: ${USES} # v7.0.2`, finds: USES },
    { name: 'no comment', yaml: `- uses: ${USES}`, finds: USES },
    { name: 'not a version', yaml: `- uses: ${USES} # the main branch`, finds: USES },
    { name: 'two versions', yaml: `- uses: ${USES} # v7.0.1, was v7.0.0`, finds: USES },
  ],
  valid: [
    { name: 'the tag', yaml: `- uses: ${USES} # v7.0.1` },
    { name: 'its major version', yaml: `- uses: ${USES} # v7` },
    { name: 'a tag of one of several packages', yaml: `- uses: acme/actions@${SHA} # create-token/v0.2.2` },
  ],
  check(file, { ledger, ledgerFile, known: shipped }) {
    return allUses(file).flatMap(({ node, parsed, comment }) => {
      if (parsed.kind !== 'action' || !parsed.isCommit) return [];
      const version = readVersionComment(comment);
      const { action } = parsed;
      if (version.kind === 'version') {
        const { tag } = version;
        const right = shipped?.contradicting({ action, sha: parsed.ref.toLowerCase(), tag });
        if (right?.tag === tag) {
          const fix = `write \`${action}@${right.sha} # ${tag}\`, in the ledger too`;
          return [{ at: node, message: `${tag} of \`${action}\` is another commit, ${right.sha}`, fix }];
        }
        if (right && !isPartOf(tag, right.tag)) {
          const fix = `end the line with \`# ${right.tag}\`, in the ledger too`;
          return [{ at: node, message: `the commit of \`${action}\` is ${right.tag}, not ${tag}`, fix }];
        }
      }
      // What the ledger's comments must look like the ledger's own reader says.
      if (file.path === ledgerFile) return [];
      const known = ledger?.get(action);
      const tag = known?.sha === parsed.ref.toLowerCase() ? known.tag : undefined;
      const fix = tag === undefined ? {} : { fix: `end the line with \`# ${tag}\`` };
      const wrong = wrongComment(version, tag);
      return wrong === undefined ? [] : [{ at: node, message: `the pin of \`${action}\` ${wrong}`, ...fix }];
    });
  },
});

/** True for what is left of a tag without its last numbers: `v7` of `v7.0.1`. */
function isPartOf(version: string, tag: string): boolean {
  return tag.startsWith(`${version}.`);
}

/** What is wrong with a comment, where the ledger knows the commit as `tag`. */
function wrongComment(version: VersionComment, tag: string | undefined): string | undefined {
  if (version.kind === 'none') return 'has no version comment';
  if (version.kind === 'other') return `has a comment that is not a version: \`${version.text}\``;
  if (version.kind === 'several') return `names several versions: ${version.tags.join(', ')}`;
  return tag === undefined || tag === version.tag
    ? undefined
    : `says ${version.tag}; in the ledger this commit is ${tag}`;
}
