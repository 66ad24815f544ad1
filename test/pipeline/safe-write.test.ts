import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { firstOnTheWay, lstatIfThere, readIfThere, writeProblem } from '../../src/pipeline/safe-write';
import { inFolder } from '../support/synth';

test.each(['none', 'file/x', 'folder', 'circle', 'circle/x', 'nothing'])('there is no text at %s', (path) =>
  inFolder({ file: 'text' }, (root) => {
    mkdirSync(join(root, 'folder'));
    symlinkSync('circle', join(root, 'circle'));
    symlinkSync('none', join(root, 'nothing'));
    expect(readIfThere(join(root, path))).toBeUndefined();
    expect(() => lstatIfThere(join(root, path))).not.toThrow();
  }),
);

test('the first thing of a kind on the way is named from the root', () =>
  inFolder({ 'a/b': '' }, (root) => {
    expect(firstOnTheWay(root, join(root, 'a/b/c'), (stat) => stat.isFile())).toBe('a/b');
    expect(firstOnTheWay(root, join(root, 'a/b/c'), (stat) => stat.isSymbolicLink())).toBeUndefined();
  }));

test('a probe leaves nothing behind', () =>
  inFolder({}, (root) => {
    expect(writeProblem(root, 'text')).toBeUndefined();
    expect(writeProblem(join(root, 'none'), 'text')).toContain('ENOENT');
    expect(readdirSync(root)).toEqual([]);
  }));
