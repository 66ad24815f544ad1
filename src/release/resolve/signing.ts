import { shown } from '../errors';
import type { ReleasePipelineProps } from '../props';
import type { SourceFacts } from '../release';
import type { Problems } from './problems';

/** Checks what signs, what is signed beside the artifacts, and who can read it. */
export function checkSigning(props: ReleasePipelineProps, facts: SourceFacts, problems: Problems): void {
  checkPublicLog(props, problems);
  checkSigstore(props, facts, problems);
  checkProvenance(props, problems);
  if (props.sbom?.formats && !props.sbom.formats.includes('spdx-json')) {
    problems.add(
      'impossible',
      'sbom.formats',
      'the verifier reads SPDX; CycloneDX can only be added',
      "use `['spdx-json', 'cyclonedx-json']`",
    );
  }
}

function checkPublicLog({ visibility, sigstore, acceptPublicLog }: ReleasePipelineProps, problems: Problems): void {
  if (visibility === 'private' && !sigstore && !acceptPublicLog?.trim()) {
    problems.add(
      'impossible',
      'visibility',
      "a private repository's name, commits and tags would become public in Sigstore's log",
      'give `sigstore` for an instance of your own, or say in `acceptPublicLog` why that is fine',
    );
  }
  if (acceptPublicLog !== undefined && (visibility !== 'private' || sigstore)) {
    problems.add(
      'impossible',
      'acceptPublicLog',
      visibility === 'private'
        ? 'a private Sigstore signs, so nothing of the release is in the public log'
        : 'the repository is public, and so may its signatures be',
      "remove it, or set `visibility: 'private'` without `sigstore`",
    );
  }
}

function checkSigstore({ sigstore, signatureFormat }: ReleasePipelineProps, facts: SourceFacts, problems: Problems) {
  if (!sigstore) return;
  if (facts.texts?.get(sigstore.rootFile) === undefined) {
    problems.add(
      'missing',
      'sigstore.rootFile',
      `there is no ${shown(sigstore.rootFile)}`,
      "commit the root.json of the instance's TUF mirror",
    );
  }
  // Without a signing configuration cosign signs at its built-in instance, whatever root it trusts.
  if (signatureFormat === 'legacy' || signatureFormat === 'both') {
    problems.add(
      'impossible',
      'signatureFormat',
      `cosign writes the format of ${shown(signatureFormat)} only at the public Sigstore, where the repository's name would become public`,
      "use `signatureFormat: 'bundle'` with a private Sigstore",
    );
  }
}

function checkProvenance({ provenance, visibility, sigstore }: ReleasePipelineProps, problems: Problems): void {
  if (!provenance) return;
  if (!provenance.includes('cosign')) {
    problems.add(
      'impossible',
      'provenance',
      "the verifier reads the provenance that cosign signs; GitHub's can only be added",
      "use `['cosign', 'github']`",
    );
  }
  if (!provenance.includes('github')) return;
  const fix = "use `provenance: ['cosign']`";
  if (visibility === 'private')
    problems.add('impossible', 'provenance', "GitHub's attestations are for public repositories", fix);
  if (sigstore) problems.add('impossible', 'provenance', "GitHub's attestations can't use a private Sigstore", fix);
}
