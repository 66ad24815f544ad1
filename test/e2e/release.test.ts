import { application } from './support/application';
import { ScratchRepository } from './support/repository';
import { ask } from './support/world';

test('release', async () => {
  const repository = await ScratchRepository.create('acme/app', await application('acme/app'));
  repository.annotatedTag('v1.2.3');
  const run = await repository.run({ ref: 'refs/tags/v1.2.3' });
  require('node:fs').writeFileSync('/work/out.log', run.output);
  for (const s of run.steps) console.log(s.job, s.name, s.result, s.seconds);
  console.log(run.code, run.seconds, run.certificates, run.jobs, await ask('unknown'));
});
