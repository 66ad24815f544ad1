import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DependabotProps, ReleasePipeline, ReleaseProject } from '../../src';
import { inFolder, snapshot } from '../support/synth';

process.env.PROJEN_DISABLE_POST = '1';

const FILES = { Dockerfile: 'FROM scratch\n', 'lib/x/go.mod': '', 'services/api/Dockerfile': '', 'empty/readme': '' };

function synth(root: string, dependabot?: DependabotProps) {
  const project = new ReleaseProject({ name: 'app', outdir: root, ...(dependabot ? { dependabot } : {}) });
  new ReleasePipeline(project, { repository: 'acme/app', images: [{ name: 'app', dockerfile: 'Dockerfile' }] });
  const written = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
  try {
    project.synth();
    return written.mock.calls.map(([text]) => String(text)).join('');
  } finally {
    written.mockRestore();
  }
}
const folders = (root: string) =>
  readFileSync(join(root, '.github/dependabot.yml'), 'utf8')
    .split('\n')
    .flatMap((line) => /^ {6}- (\/.*)$/.exec(line)?.[1] ?? []);

test('what the tree holds, without what is left out', () => {
  inFolder(FILES, (root) => {
    synth(root);
    expect(folders(root)).toEqual(['/', '/dependabot-config', '/', '/services/api', '/lib/x']);
    synth(root, { without: ['gomod', '/services/**'] });
    expect(folders(root)).toEqual(['/', '/dependabot-config', '/']);
  });
});

test('given folders, globs among them; one that is left out or holds nothing is named, and the synth goes on', () => {
  inFolder(FILES, (root) => {
    expect(synth(root, { directories: { docker: ['/', '/services/*'], gomod: ['/lib/x'] } })).toBe('');
    expect(folders(root)).toEqual(['/', '/dependabot-config', '/', '/services/*', '/lib/x']);
    const said = synth(root, { directories: { docker: ['/', '/empty'] }, without: ['gomod'] });
    expect(said).toContain('`/empty` holds no file by which docker is known');
    expect(said).toContain('`dependabot.directories` leaves out `/services/api`, which holds something of docker');
    expect(said).toContain('0 errors, 2 warnings');
  });
});

test.each<[string, DependabotProps | undefined, Readonly<Record<string, string>>, string]>([
  ['a folder that is not there', { directories: { cargo: ['/gone'] } }, {}, 'there is no folder "/gone"'],
  [
    'a glob that names nothing',
    { directories: { docker: ['/gone/*'] } },
    {},
    'the folders of docker are /, /services/api',
  ],
  [
    'the other spelling',
    undefined,
    { '.github/dependabot.yaml': 'version: 2\n' },
    'there is a .github/dependabot.yaml',
  ],
])('%s is refused', (_, props, files, message) => {
  inFolder({ ...FILES, ...files }, (root) => {
    const before = snapshot(root);
    expect(() => synth(root, props)).toThrow(message);
    expect(snapshot(root)).toEqual(before);
  });
});
