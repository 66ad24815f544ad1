import { Notes } from '../../../src/release/props';
import { refuses } from '../../support/release';

refuses([
  ['one file for all releases', { notes: Notes.file('NOTES.md') }, 'notes.path', 'same file', '{tag}'],
  ['a path that leaves the root', { notes: Notes.file('../{tag}.md') }, 'notes.path', 'below the root', 'docs/'],
]);
