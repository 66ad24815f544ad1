import { localUses } from './engine/local-uses';
import { defineRule } from './engine/rule';
import { allUses } from './engine/view';

const SHA = '3d3c42e5aac5ba805825da76410c181273ba90b1';

/** What stands for the commit of an action that the ledger does not have. */
export const NOT_IN_LEDGER = 'not-in-the-ledger';

export const unpinnedUses = defineRule({
  id: 'unpinned-uses',
  title: 'an action is not named by its commit',
  why: 'A tag or a branch can be moved to other code after it was reviewed; 40 hex digits name one commit for ever.',
  fix: 'write `owner/repo@<40 hex> # vX.Y.Z`, with the commit that the tag peels to',
  group: 'pins',
  aliases: {
    zizmor: 'unpinned-uses',
    scorecard: 'Pinned-Dependencies',
    ghalint: 'action_ref_should_be_full_length_commit_sha',
  },
  exampleContext: { hasFile: (_, path) => path.startsWith('.github/actions/build/') },
  invalid: [
    { name: 'a tag', yaml: '- uses: actions/checkout@v7', finds: 'actions/checkout@v7' },
    { name: '39 digits', yaml: `- uses: actions/checkout@${SHA.slice(1)}`, finds: `actions/checkout@${SHA.slice(1)}` },
    {
      name: 'capitals',
      yaml: `- uses: actions/checkout@${SHA.toUpperCase()}`,
      finds: `actions/checkout@${SHA.toUpperCase()}`,
    },
    {
      name: 'a branch that holds a commit',
      yaml: `- uses: actions/checkout@v1/${SHA}`,
      finds: `actions/checkout@v1/${SHA}`,
    },
    { name: 'nothing behind the name', yaml: '- uses: actions/checkout', finds: 'actions/checkout' },
    {
      name: 'a reusable workflow',
      yaml: 'on: push\njobs:\n  call:\n    uses: acme/ci/.github/workflows/ci.yml@main\n',
      finds: 'acme/ci/.github/workflows/ci.yml@main',
    },
    {
      name: 'an action that is not in the repository: a step brings it, from wherever it likes',
      yaml: '- uses: ./downloaded/action',
      finds: './downloaded/action',
    },
    {
      name: 'an action under what another repository is checked out over',
      yaml: `- uses: actions/checkout@${SHA} # v7.0.1\n  with:\n    repository: acme/tools\n    path: .github/actions\n- uses: ./.github/actions/build`,
      finds: './.github/actions/build',
    },
    { name: 'a path that leads out of the repository', yaml: '- uses: ./../action', finds: './../action' },
  ],
  valid: [
    { name: 'a commit with its version', yaml: `- uses: actions/checkout@${SHA} # v7.0.1` },
    { name: 'a path in the same repository', yaml: '- uses: ./.github/actions/build' },
    {
      name: 'a path in the same repository, checked out into a folder',
      yaml: `- uses: actions/checkout@${SHA} # v7.0.1\n  with:\n    path: src\n- uses: ./src/.github/actions/build`,
    },
    {
      name: 'a commit of another repository, checked out over an action',
      yaml: `- uses: actions/checkout@${SHA} # v7.0.1\n  with:\n    repository: acme/tools\n    ref: ${SHA}\n- uses: ./.github/actions/build`,
    },
    {
      name: 'another repository, checked out beside an action',
      yaml: `- uses: actions/checkout@${SHA} # v7.0.1\n  with:\n    repository: acme/tools\n    path: tools\n- uses: ./.github/actions/build`,
    },
    { name: 'the same repository at the running commit', yaml: '- uses: $/.github/actions/build' },
  ],
  check(file, { hasFile }) {
    const local = localUses(file).flatMap(({ uses, files, isOverlaid }) => {
      if (isOverlaid) {
        const message = `\`${uses.text}\` may come from the other repository that a step checks out there, by no commit`;
        return [{ at: uses.node, message, fix: 'name that commit in `ref`, or check it out into another folder' }];
      }
      if (files.length === 0) return [{ at: uses.node, message: `\`${uses.text}\` leads out of the repository` }];
      if (!hasFile || files.some((path) => hasFile(file.path, path))) return [];
      const message = `\`${uses.text}\` is not in the repository, so that nobody can say what it is`;
      return [{ at: uses.node, message, fix: 'commit the action, or name it as `owner/repo/path@<40 hex> # vX.Y.Z`' }];
    });
    const others = allUses(file).flatMap(({ node, text, parsed }) => {
      if (parsed.kind === 'unknown') return [{ at: node, message: `\`${text}\` can't be a pin: ${parsed.reason}` }];
      if (parsed.kind !== 'action' || (parsed.isCommit && parsed.isLowerCase)) return [];
      if (parsed.isCommit) {
        const fix = `write \`${parsed.action}@${parsed.ref.toLowerCase()}\``;
        return [{ at: node, message: `the commit of \`${parsed.action}\` is not in lower case`, fix }];
      }
      if (parsed.ref === NOT_IN_LEDGER) {
        const fix = `add it: pins: { '${parsed.action}': pin('vX.Y.Z', '<40 hex>') }`;
        return [{ at: node, message: `\`${parsed.action}\` is not in the ledger`, fix }];
      }
      return [{ at: node, message: `\`${parsed.action}\` is named by \`${parsed.ref}\`, which is not a commit` }];
    });
    return [...local, ...others];
  },
});
