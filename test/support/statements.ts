/** The types of statements that a release makes. */
export const SIGNATURE = 'https://sigstore.dev/cosign/sign/v1';
export const PROVENANCE = 'https://slsa.dev/provenance/v1';

/** A statement about what a reference names. */
export interface Stated {
  /** A shell pattern of references. */
  readonly about: string;
  readonly type: string;
  /** What the registry says instead when the statement is read. @default - it is there */
  readonly answer?: string;
}

/**
 * Branches of a program named `oras`, which reads what refers to a digest: for a registry that holds these statements. `listing` is what it
 * says instead of the list.
 */
export function orasReads(stated: readonly Stated[], listing?: string): string {
  const digest = (i: number) => `sha256:${String(i).padStart(64, '0')}`;
  const lines = stated.map(
    ({ about }, i) => `    [[ $reference != ${about} ]] || found+=('{"digest":"${digest(i)}"}')`,
  );
  const blobs = stated.map(({ type }, i) => {
    const payload = Buffer.from(JSON.stringify({ predicateType: type, predicate: {} })).toString('base64');
    return `    *@${digest(i)}) printf '%s' '{"dsseEnvelope":{"payload":"${payload}"}}' > "$5" ;;`;
  });
  const refused = stated.flatMap(({ answer }, i) =>
    answer === undefined ? [] : [`    *@${digest(i)}) echo '${answer}' >&2; exit 1 ;;`],
  );
  return `
  discover)
    reference=\${!#} found=()
    ${listing === undefined ? '' : `echo '${listing}' >&2; exit 1`}
${lines.join('\n')}
    (IFS=,; printf '{"referrers":[%s]}' "\${found[*]}") ;;
  manifest) case $3 in
${refused.join('\n')}
    *) printf '{"layers":[{"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json","digest":"%s"}]}' "\${3#*@}" ;;
    esac ;;
  blob) case $6 in
${blobs.join('\n')}
    esac ;;`;
}
