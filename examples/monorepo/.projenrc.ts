import { javascript, typescript } from 'projen';
import { ReleasePipeline } from 'sealwright';

const project = new typescript.TypeScriptProject({
  name: '@examples/monorepo',
  packageManager: javascript.NodePackageManager.NPM,
  defaultReleaseBranch: 'main',
  projenrcTs: true,
  projenrcTsOptions: { runner: typescript.TypeScriptRunner.tsNode({ swc: true }) },
  minNodeVersion: '20.19.0',
  projenVersion: '0.103.25',
  typescriptVersion: '~6.0',
  devDeps: ['@swc/core@^1.16', 'constructs@^10.8', 'sealwright@file:../..', 'ts-node@^10.9'],
  tsconfig: { compilerOptions: { types: ['node'] } },
  github: false,
  release: false,
  depsUpgrade: false,
  eslint: false,
  jest: false,
  sampleCode: false,
});
project.package.addField('private', true);

// Each service is a release unit: its own tags, its own workflow, its own identity.
for (const service of ['api', 'worker']) {
  new ReleasePipeline(project, {
    repository: 'acme/monorepo',
    name: service,
    tag: { git: `${service}-v{version}` },
    images: [{ name: service, context: `services/${service}` }],
  });
}

project.synth();
