import { get, textOf, type YamlNode } from '../workflow/yaml-tree';
import { defineRule, type Report } from './engine/rule';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const FILE = 'charts/app/values.yaml';

export const committedDigest = defineRule({
  id: 'committed-digest',
  title: "a chart's values hold the digest of a release",
  why: 'The value is stale from the next release on, and an install that nobody has configured no longer fails: it runs the old image.',
  fix: 'write `""`: the digest belongs into the release notes and the operator\'s install command',
  group: 'pins',
  exampleContext: { chartValues: [{ file: FILE, paths: ['app.image.digest'] }] },
  invalid: [
    {
      name: 'a digest at the path of an image',
      file: FILE,
      yaml: `app:\n  image:\n    digest: ${DIGEST}\n`,
      finds: DIGEST,
    },
  ],
  valid: [
    { name: 'an empty one', file: FILE, yaml: 'app:\n  image:\n    digest: ""\n' },
    { name: 'the digest of another image', file: FILE, yaml: `sidecar:\n  image:\n    digest: ${DIGEST}\n` },
  ],
  check(file, { chartValues }) {
    const chart = chartValues?.find((values) => values.file === file.path);
    return (chart?.paths ?? []).flatMap((path): Report[] => {
      const node = path.split('.').reduce<YamlNode | undefined>((at, key) => get(at, key), file.root);
      const text = textOf(node);
      if (!node || text === undefined || !/sha256:[0-9a-f]{64}/i.test(text)) return [];
      return [{ at: node, message: `\`${path}\` holds a digest` }];
    });
  },
});
