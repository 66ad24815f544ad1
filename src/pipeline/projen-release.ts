import type { IConstruct } from 'constructs';
import type { Project } from 'projen';

/** What projen's own `Release` keeps to itself. */
interface ProjenRelease {
  readonly _branches?: readonly { readonly tagPrefix?: string; readonly workflow?: unknown }[];
}

/** The prefixes of the tags that projen's own release workflows make, in the whole tree. */
export function projenTagPrefixes(root: Project): readonly string[] {
  return root.node.findAll().flatMap((node) => {
    if (!isProjenRelease(node)) return [];
    // https://projen.io/docs/api/release: `v` is the default of `tagPrefix`
    return (node._branches ?? []).flatMap(({ workflow, tagPrefix }) => (workflow ? [tagPrefix ?? 'v'] : []));
  });
}

/** Known by its mark: the module is a large part of projen, and is loaded only by who has a release. */
function isProjenRelease(node: IConstruct): node is IConstruct & ProjenRelease {
  const { constructor: type } = node as unknown as { readonly constructor: { readonly [mark: symbol]: unknown } };
  const mark = type[Symbol.for('jsii.rtti')] as { readonly fqn?: string } | undefined;
  return mark?.fqn === 'projen.release.Release';
}
