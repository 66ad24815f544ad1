import { ReleasePipeline, ReleaseProject } from 'sealwright';

const project = new ReleaseProject({ name: 'minimal' });

new ReleasePipeline(project, {
  repository: 'acme/minimal',
  images: [{ name: 'minimal' }],
});

project.synth();
