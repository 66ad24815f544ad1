import { ReleasePipeline, ReleaseProject } from 'sealwright';

const project = new ReleaseProject({ name: 'chart-only' });

new ReleasePipeline(project, {
  repository: 'acme/hello-chart',
  charts: [{ path: 'charts/hello' }],
});

project.synth();
