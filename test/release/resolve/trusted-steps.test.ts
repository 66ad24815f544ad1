import { refuses, released } from '../../support/release';

const step = (job: string) => ({ trustedSteps: [{ job, name: 'Tell', reason: 'they must know' }] });

refuses([['a job that does not exist', step('pubish'), 'trustedSteps[0].job', 'no job "pubish"', '`publish`']]);

test('takes a job of the workflow', () => expect(released(step('promote')).trustedSteps).toHaveLength(1));
