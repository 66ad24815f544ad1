/** A step of publish.yml that a rehearsal leaves out: it needs what only a tag has. */
export interface NotRehearsed {
  /** The ids of the library's scripts, or the actions, that are left out. */
  readonly steps: readonly string[];
  /** What only a real tag can show, as a sentence. */
  readonly says: string;
}

/** Everything of a release that a rehearsal can't do. The summary, the tests and the runbook are made from this list. */
export const NOT_REHEARSED: readonly NotRehearsed[] = [
  {
    steps: ['check-tag', 'check-tag-unmoved', 'guard-tag', 'require-checks'],
    says: 'that the tag is a release tag on a release branch, with its checks',
  },
  {
    steps: ['check-identity', 'trust-sigstore'],
    says: 'the identity: a certificate of Sigstore for the tag, and its transparency log',
  },
  { steps: ['registry-login'], says: 'that the run may write to the registries' },
  { steps: ['pull-anonymously'], says: 'that the packages are public' },
  { steps: ['publish-github-release', 'take-notes', 'write-summary'], says: 'the GitHub Release and its notes' },
  { steps: ['actions/attest'], says: "GitHub's own provenance" },
  { steps: ['check-version-file', 'gate'], says: 'the gates: they ask about a version that is to be released' },
];
