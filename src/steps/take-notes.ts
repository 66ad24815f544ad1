import { expression, type RunStep } from '../workflow/model';
import { script } from './script';

/** Takes the notes that a maintainer wrote out of the tagged commit. Output: `digest`. */
export function takeNotes(file: string): RunStep {
  return {
    name: "Take the maintainer's notes",
    id: 'notes',
    env: {
      NOTES_FILE: file,
      TAG: expression('steps.tag.outputs.tag'),
      VERSION: expression('steps.tag.outputs.version'),
      GH_TOKEN: expression('github.token'),
    },
    run: script('take-notes'),
  };
}
