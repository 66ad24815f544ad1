import { spawnSync } from 'node:child_process';
import { blocks } from '../support/markdown';
import { RUNBOOKS } from '../support/runbooks';
import { describeReal, toolPath } from '../support/tools';

describeReal('shellcheck')("shellcheck has nothing to say of a runbook's commands", () => {
  test.each(RUNBOOKS)('%s', (_, text) => {
    for (const { language, text: script } of blocks(text)) {
      if (language !== 'sh') continue;
      const { status, stdout } = spawnSync('shellcheck', ['--shell=bash', '--severity=style', '-'], {
        input: script,
        encoding: 'utf8',
        env: { ...process.env, PATH: toolPath() },
      });
      expect([script, status, stdout]).toEqual([script, 0, '']);
    }
  });
});
